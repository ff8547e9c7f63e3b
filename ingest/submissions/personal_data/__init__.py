"""Rules that find traces of a person in free text, one module a family of traces."""
