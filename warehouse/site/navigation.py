"""Which pages the head and the foot of every page lead to; those a release does not fill are left out."""

from __future__ import annotations

from collections.abc import Collection

#: Words of the catalogue and path, in order; those of the head first.
HEAD = (
    ("datasets", "datasets/index.html"),
    ("statistics", "statistics/index.html"),
    ("prefectures", "prefectures/index.html"),
    ("connections", "connections/index.html"),
    ("organizations", "organizations/index.html"),
    ("query", "query/index.html"),
)
FOOT = (
    (
        "find",
        (
            ("home", "index.html"),
            ("organizations", "organizations/index.html"),
            ("query", "query/index.html"),
        ),
    ),
    (
        "country",
        (
            ("statistics", "statistics/index.html"),
            ("prefectures", "prefectures/index.html"),
            ("themes", "themes/index.html"),
            ("connections", "connections/index.html"),
            ("blank_spots", "blank-spots/index.html"),
            ("voices", "voices/index.html"),
        ),
    ),
    (
        "data",
        (
            ("datasets", "datasets/index.html"),
            ("dictionary", "dictionary/index.html"),
            ("releases", "releases/index.html"),
            ("quality", "quality/index.html"),
            ("cite", "cite/index.html"),
            ("press", "press/index.html"),
        ),
    ),
    (
        "about",
        (
            ("methods", "methods/index.html"),
            ("members", "members/index.html"),
            ("accessibility", "accessibility/index.html"),
        ),
    ),
)


def list_head(paths: Collection[str]) -> list[tuple[str, str]]:
    """Return key and path of the pages of the head that exist."""
    return [entry for entry in HEAD if entry[1] in paths]


def list_foot(paths: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the sections of the foot, each with key and path of its pages that exist."""
    sections = ((section, [entry for entry in entries if entry[1] in paths]) for section, entries in FOOT)
    return [section for section in sections if section[1]]
