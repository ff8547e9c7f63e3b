"""The third ring of checks: measures taken in one scan, judged by Great Expectations."""
