"""What the scripts of a page are told: words of the catalogue, and names of codes."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.site.page import Language
from warehouse.site.words import load_words


def list_words(language: Language, *sections: str, bare: Iterable[str] = ()) -> dict[str, str]:
    """Return words for scripts, by key.

    Args:
        language: of the page.
        sections: sections of the catalogue whose words keep their section in the key, as ``profile.title``.
        bare: sections whose words are told by their own names, as ``loading``.
    """
    words: dict[str, str] = {}
    for key, both in load_words().items():
        section, _, name = key.partition(".")
        if section in sections:
            words[key] = both[language]
        elif section in {"scripts", *bare}:
            words[name] = both[language]
    return words
