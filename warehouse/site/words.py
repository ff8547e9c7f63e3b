"""The words of the interface: one catalogue, Japanese and English side by side."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import SiteNotBuilt
from warehouse.site.page import LANGUAGES, Words

CATALOGUE = Path(__file__).with_name("words.yml")


@lru_cache(maxsize=1)
def load_words() -> dict[str, Words]:
    """Return the catalogue by dotted key, such as ``navigation.datasets``.

    Raises:
        SiteNotBuilt: an entry lacks a language; the message names its key.
    """
    content = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return dict(_flatten("", content))


def find_words(key: str) -> Words:
    """Return an entry of the catalogue.

    Raises:
        SiteNotBuilt: there is none of that key.
    """
    try:
        return load_words()[key]
    except KeyError:
        raise SiteNotBuilt(
            str(CATALOGUE), key, "a template names words of the catalogue", "Write it there, in ja and en."
        ) from None


def _flatten(prefix: str, content: dict[str, Any]) -> list[tuple[str, Words]]:
    words: list[tuple[str, Words]] = []
    for name, entry in content.items():
        key = f"{prefix}{name}"
        if not set(entry) & set(LANGUAGES):
            words += _flatten(f"{key}.", entry)
        elif set(entry) == set(LANGUAGES) and all(entry.values()):
            words.append((key, Words(ja=" ".join(entry["ja"].split()), en=" ".join(entry["en"].split()))))
        else:
            raise SiteNotBuilt(str(CATALOGUE), key, "words are there in ja and en", "Write both.")
    return words
