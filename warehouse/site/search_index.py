"""The index of names: what a browser needs to find any organisation, in one small file.

A gzip file. Its first line is JSON; the parts it names follow, one after the other:

========== ============================================================================================
names      a name a line; the words of legal forms stand as one character of the private use area each
kana       a reading a line, one byte a kana: its code point less 0x3000
steps      for organisations with a corporate number, in its order without the check digit: the step
           from the number before, a line each
digits     their check digits, which come first in the number
others     the other identifiers, a line each; their organisations follow those with a number
places     two bytes each, little-endian: which of ``places`` of the first line
forms      one byte each: which of ``forms`` of the first line
statuses   one byte each: which of ``statuses`` of the first line
former     a row, a tab and a former name a line
========== ============================================================================================

Texts are compared in the browser, folded there by one function for names and questions alike; it takes the
forms of kanji from the first line. Who asked the tax agency to be left out of its search is left out of this.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl

from ingest.japanese.legal_forms import LEGAL_FORM_ABBREVIATIONS, LEGAL_FORM_WORDS
from ingest.japanese.text import FOLD
from warehouse.site.render import ASSETS
from warehouse.site.source import SiteSource

NEEDED = ("organizations", "organization_history", "municipalities", "vocabularies")
INDEX_FILE = "search/organizations.bin"
FIRST_MARK = 0xE000
KANA_BASE = 0x3000
#: Words of a legal form that are told from a part of a name: an abbreviation of one kanji is not.
FORM_WORDS = tuple(
    sorted(
        {*LEGAL_FORM_WORDS, *(word for word in LEGAL_FORM_ABBREVIATIONS if "法人" in word)},
        key=lambda word: (-len(word), word),
    )
)
NAMES = """
select
    organizations.org_id, organizations.corporate_number,
    -- a name may be withheld on request: the record is found by its number then
    coalesce(organizations.name, organizations.org_id) as name, organizations.kana,
    organizations.legal_form, organizations.status, organizations.prefecture_code,
    organizations.municipality_code, substr(organizations.corporate_number, 2) as body
from organizations
where not coalesce(organizations.is_excluded_from_search, false)
order by body nulls last, organizations.org_id
"""
FORMER = """
select distinct organization_history.org_id, organization_history.name
from organization_history
inner join organizations on organizations.org_id = organization_history.org_id
where organization_history.name <> organizations.name
order by all
"""
PLACES = """
select
    prefectures.code as prefecture_code, municipalities.municipality_code,
    prefectures.name_ja as prefecture, prefectures.name_en as prefecture_en,
    municipalities.name, municipalities.kana
from vocabularies as prefectures
left join municipalities on municipalities.prefecture_code = prefectures.code
where prefectures.vocabulary = 'prefectures'
order by prefectures.code, municipalities.municipality_code
"""


def write_index(source: SiteSource, root: Path) -> None:
    """Write the index of a release below the assets of a site; a release without organisations has none."""
    if not source.holds(*NEEDED):
        return
    path = root / ASSETS / INDEX_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build_index(source.query(NAMES), source.query(FORMER), source.query(PLACES)))


def build_index(names: pl.DataFrame, former: pl.DataFrame, places: pl.DataFrame) -> bytes:
    """Return the bytes of the index; the same rows give the same bytes.

    Args:
        names: a row an organisation, with the columns of ``NAMES`` and in its order.
        former: ``org_id`` and a former ``name``.
        places: the prefectures and municipalities, with the columns of ``PLACES``.
    """
    kept, chosen = _list_places(names, places)
    forms, statuses = (names[column].unique().sort().to_list() for column in ("legal_form", "status"))
    numbers = names["corporate_number"].drop_nulls()
    parts = {
        "names": _join(_mark_forms(names["name"])),
        "kana": _encode_kana(names["kana"]),
        "steps": _join(_count_steps(numbers)),
        "digits": "".join(numbers.str.head(1)).encode(),
        "others": _join(names.filter(pl.col("corporate_number").is_null())["org_id"]),
        "places": chosen.cast(pl.UInt16).to_numpy().astype("<u2").tobytes(),
        "forms": _number(names["legal_form"], forms),
        "statuses": _number(names["status"], statuses),
        "former": _join_former(names, former),
    }
    head = {
        "parts": [(name, len(content)) for name, content in parts.items()],
        "places": kept,
        "forms": forms,
        "statuses": statuses,
        "form_words": FORM_WORDS,
        "variants": _list_variants(),
    }
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(line + b"\n" + b"".join(parts.values()), mtime=0)


def _join(texts: pl.Series) -> bytes:
    """Return a text a line."""
    return "\n".join(texts.str.replace_all(r"[\n\t]", " ")).encode()


def _count_steps(numbers: pl.Series) -> pl.Series:
    bodies = numbers.str.slice(1).cast(pl.Int64)
    return (bodies - bodies.shift(1, fill_value=0)).cast(pl.String)


def _mark_forms(names: pl.Series) -> pl.Series:
    marks = [chr(FIRST_MARK + at) for at in range(len(FORM_WORDS))]
    bare = names.str.replace_all(f"[{marks[0]}-{marks[-1]}]", "")
    return bare.str.replace_many(list(FORM_WORDS), marks, leftmost=True)


def _encode_kana(readings: pl.Series) -> bytes:
    """Return readings without what is no kana, a byte a character."""
    bare = readings.fill_null("").str.normalize("NFKC").str.replace_all("[^ぁ-ヿ]", "")
    return b"\n".join(bytes(ord(kana) - KANA_BASE for kana in reading) for reading in bare)


def _number(values: pl.Series, known: list[str]) -> bytes:
    return bytes(values.replace_strict(known, range(len(known)), return_dtype=pl.UInt8))


def _list_places(names: pl.DataFrame, places: pl.DataFrame) -> tuple[list[list[str]], pl.Series]:
    """Return the places that occur, each as it is shown and how else it is called, and whose is which."""
    texts = _spell_places(places)
    occurring = names.select("prefecture_code", "municipality_code").with_columns(pl.all().fill_null(""))
    numbered = (
        occurring.unique()
        .sort(pl.all())
        .join(texts, on=["prefecture_code", "municipality_code"], how="left", maintain_order="left")
        .with_row_index("place")
    )
    chosen = occurring.join(
        numbered.select("prefecture_code", "municipality_code", "place"),
        on=["prefecture_code", "municipality_code"],
        how="left",
        maintain_order="left",
    )["place"]
    return [texts or [""] for texts in numbered["texts"].to_list()], chosen


def _spell_places(places: pl.DataFrame) -> pl.DataFrame:
    """Return code and texts of every municipality, and of every prefecture with no municipality's code."""
    towns = places.drop_nulls("municipality_code").select(
        "prefecture_code",
        "municipality_code",
        texts=pl.concat_list(
            pl.concat_str("prefecture", "name"), pl.col("kana").fill_null(""), "prefecture_en"
        ),
    )
    whole = places.unique("prefecture_code", maintain_order=True).select(
        "prefecture_code",
        pl.lit("").alias("municipality_code"),
        texts=pl.concat_list("prefecture", "prefecture_en"),
    )
    return pl.concat([towns, whole])


def _join_former(names: pl.DataFrame, former: pl.DataFrame) -> bytes:
    rows = names.select("org_id").with_row_index("row").join(former, on="org_id").sort("row", "name")
    lines = zip(rows["row"], _join(_mark_forms(rows["name"])).decode().split("\n"), strict=False)
    return "\n".join(f"{row}\t{name}" for row, name in lines).encode()


def _list_variants() -> dict[str, str]:
    """Return the forms of single characters that compatibility normalisation leaves apart."""
    pairs = {chr(code): text for code, text in FOLD.items() if isinstance(text, str)}
    return {old: new for old, new in pairs.items() if old.isalpha() and old != new}
