"""Where things are kept and how they are given out: folders, DuckDB, the release.

Belongs here: the layout of a home, the DuckDB connection, the dictionary, the release builder.
Does not belong here: parsing of foreign formats, Dagster.
"""
