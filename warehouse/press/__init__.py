"""The press kit of a release: findings in sentences, leads for stories, and pictures, in two languages.

Belongs here: what is told to journalists, computed from the Parquet files of the release itself.
Does not belong here: statistics (dbt), the other files of a release (`warehouse.release`).
"""
