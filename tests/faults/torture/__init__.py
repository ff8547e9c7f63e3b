"""Kills runs at many points, fills their disk, and looks at what is left and what the next run makes of it.

Belongs here: the harness of `make torture`, which tests of this folder use on a smaller scale.
Does not belong here: what a run does; a stage calls the functions that the pipeline calls.
"""
