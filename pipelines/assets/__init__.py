"""The assets: landing and bronze of each register, the tables of dbt, the release."""
