"""The receipt as a page for people: self-contained, without scripts, readable on a telephone and on paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2

from ingest.japanese.clock import JAPAN
from ingest.submissions.contracts import contracts_of, current_contract
from ingest.submissions.notices import PROMINENT_NOTES
from ingest.submissions.page_texts import ENCODINGS, FORMATS, TEXTS
from ingest.submissions.receipts import Receipt, Rejection

LANGUAGES = ("ja", "en")
TEMPLATES = Path(__file__).parent / "templates"

#: More rejections than this are not on the page.
MAX_SHOWN = 200
_LEAST_SHOWN = 3
_VALUE_SHOWN = 120


@dataclass(frozen=True)
class Group:
    """Rejections of one rule in one column, told together.

    Attributes:
        message: what is wrong.
        remedy: how to mend it.
        rejections: those shown.
        hidden: how many of those listed are not shown.
    """

    message: str
    remedy: str
    rejections: tuple[Rejection, ...]
    hidden: int


def render_page(receipt: Receipt, language: str, marked_name: str | None = None) -> str:
    """Return a receipt as an HTML page.

    Args:
        receipt: what is told.
        language: ``ja`` or ``en``.
        marked_name: name of the copy with marks beside the page, if there is one.
    """
    texts = TEXTS[language]
    groups = group_rejections(receipt.rejections, language)
    style = (TEMPLATES / "receipt.css").read_text(encoding="utf-8")
    return _open_template().render(
        receipt=receipt,
        language=language,
        other="en" if language == "ja" else "ja",
        t=texts,
        verdict=_word_verdict(receipt, texts),
        first_received=_show_time(receipt.first_received_at),
        received=_show_time(receipt.received_at),
        prominent=[note for note in receipt.notes if note.code in PROMINENT_NOTES],
        notes=[note for note in receipt.notes if note.code not in PROMINENT_NOTES],
        groups=groups,
        shown=sum(len(group.rejections) for group in groups),
        kinds=[_describe_kind(count.kind, language) for count in receipt.kinds],
        format=FORMATS.get(receipt.format or "", ""),
        encoding=ENCODINGS.get(receipt.encoding or "", receipt.encoding or ""),
        marked_name=marked_name,
        has_voices=any(count.kind == "voice" for count in receipt.kinds),
        style=style,
        style_hash=_hash_style(style),
    )


def group_rejections(rejections: Sequence[Rejection], language: str) -> list[Group]:
    """Return rejections by rule and column, the most frequent first, at most ``MAX_SHOWN`` in all.

    Every group shows some, so that a frequent mistake does not hide a rare one.
    """
    found: dict[tuple[str | None, str | None, str], list[Rejection]] = {}
    for rejection in rejections:
        found.setdefault((rejection.kind, rejection.field, rejection.rule), []).append(rejection)
    ordered = sorted(found.values(), key=lambda group: (group[0].row is not None, -len(group)))
    share = max(_LEAST_SHOWN, MAX_SHOWN // max(1, len(ordered)))
    groups = []
    left = MAX_SHOWN
    for members in ordered:
        shown = members[: min(share, left)]
        left -= len(shown)
        groups.append(_make_group(members, shown, language))
    return groups


def _make_group(members: Sequence[Rejection], shown: Sequence[Rejection], language: str) -> Group:
    first = members[0]
    message = first.message_ja if language == "ja" else first.message_en
    if first.rule == "code.unknown" and first.kind and first.field:
        title = _find_title(first.kind, first.field, language)
        message = TEXTS[language]["unlisted_choice"].format(title=title)
    remedy = first.remedy_ja if language == "ja" else first.remedy_en
    return Group(message, remedy, tuple(shown), len(members) - len(shown))


def _find_title(kind: str, name: str, language: str) -> str:
    """Return the header of a field in any version of its contract."""
    fields = (contract.by_name.get(name) for contract in reversed(contracts_of(kind)))
    field = next(field for field in fields if field is not None)
    return field.title_ja if language == "ja" else field.title_en


def _word_verdict(receipt: Receipt, texts: Mapping[str, str]) -> str:
    """Return the first sentence: what became of the file."""
    if receipt.refused:
        return texts["refused"]
    accepted, mend = receipt.rows_accepted, receipt.rows_quarantined
    if not receipt.rows_sent:
        name = "nothing_sent"
    elif not mend:
        name = "all_accepted"
    else:
        name = "some_accepted" if accepted else "none_accepted"
    return texts[name].format(accepted=f"{accepted:,}", mend=f"{mend:,}")


def _describe_kind(kind: str, language: str) -> str:
    contract = current_contract(kind)
    return contract.title_ja if language == "ja" else contract.title_en


def _show_time(moment: datetime) -> str:
    return f"{moment.astimezone(JAPAN):%Y-%m-%d %H:%M} JST"


def _hash_style(style: str) -> str:
    """Return the source expression under which a page may use its own style, and no other."""
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _cut(text: str) -> str:
    return text if len(text) <= _VALUE_SHOWN else f"{text[:_VALUE_SHOWN]}…"


@cache
def _open_template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cut"] = _cut
    environment.filters["number"] = lambda value: f"{value:,}"
    return environment.get_template("receipt.html.j2")
