"""The asset checks: each calls a rule of `ingest` or `warehouse` and reports it to Dagster."""
