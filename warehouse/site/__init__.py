"""The site: a catalogue in two languages, static files made from the newest release alone.

Belongs here: the pages, their words and looks, how they replace those before, how they are shown.
Does not belong here: numbers that are in no release (what is not in it cannot be on a page), Dagster.
"""
