"""What a page is: a stable path, a template, a title, and what fills it in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    ja: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True)
class Page:
    """One page, which exists in both languages.

    Attributes:
        path: below ``ja/`` and ``en/``, always a file, such as ``datasets/voices/index.html``; stable for
            ever, since others link to it.
        template: name of its template in ``templates/``.
        title: what the page is called, without the name of the site.
        fill: gives what the template sees, besides what every template sees.
        summary: a sentence for search engines and for lists of pages; the title where it is None.
    """

    path: str
    template: str
    title: Words
    fill: Callable[[Language], Mapping[str, object]]
    summary: Words | None = None
