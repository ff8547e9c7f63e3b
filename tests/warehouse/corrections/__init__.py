"""Tests of what persons write about the public tables."""
