"""Everything that touches foreign bytes: fetch, land, decode, parse.

Belongs here: downloads, the landing store, one module a register, Japanese text, date and identifier
rules. Does not belong here: Dagster, SQL, the layout of the warehouse.
"""
