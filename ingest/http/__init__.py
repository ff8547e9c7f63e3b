"""Reaching the publishers: the fetcher, and the mirror that answers in their place.

Belongs here: requests, retries, redirects, validators, the mirror of a folder. Does not belong here:
what a file contains, and where it is kept.
"""
