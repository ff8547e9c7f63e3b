"""Tying organisations that members name without a corporate number to the organisations of the registers.

Recorded decisions of a person come first, then exact rules, then a model of Splink that was trained
beforehand and lies beside this file. Nothing is trained during a run, and Splink is only imported when
something is left after the exact rules.
"""

from __future__ import annotations

from warehouse.linkage.link import link_organizations

__all__ = ["link_organizations"]
