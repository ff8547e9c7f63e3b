"""Tests of what the rooms may know of each other."""
