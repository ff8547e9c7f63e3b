"""Tests of the contracts and of what is derived from them."""
