"""What is told to the data team when something is wrong, and when it is well again.

Incidents are found in the state of the warehouse, never remembered from events: evaluated twice they are the
same, and nothing is missed while nobody looked. Belongs here: incidents, their wording, which notice is due,
the outbox, the channels. Does not belong here: collecting the state (`warehouse.status`), and Dagster.
"""
