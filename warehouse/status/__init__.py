"""How the warehouse stands: collected from the home and from what Dagster tells, shown inside and outside.

Belongs here: the facts of a moment, as plain dataclasses, and the part of them that the public may read.
Does not belong here: what is said when something is wrong (`warehouse.notices`), and Dagster.
"""
