"""The data dictionary: what every public column is, read from the YAML beside the dbt marts.

A column is declared once, there. The Parquet schema, the CSV headers, the descriptors and the README of
a release are all derived from the objects of this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from warehouse.errors import DictionaryError

MARTS = Path("models") / "marts"
#: How long before it goes a column is announced to go; the rule of two releases is the gate's.
DEPRECATION = timedelta(days=90)
STATISTIC = "statistic"
#: What is withheld when nothing of an organisation, or of a member's record, may be shown.
WHOLE_RECORD = "record"
NAME = re.compile(r"[a-z][a-z0-9_]*")
FOLDED_JAPANESE = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")
ARROW_TYPES: dict[str, pa.DataType] = {
    "varchar": pa.string(),
    "date": pa.date32(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "boolean": pa.bool_(),
    "double": pa.float64(),
    "varchar[]": pa.list_(pa.field("element", pa.string())),
}


@dataclass(frozen=True)
class Column:
    """One public column: its type, whether it may be empty, and its words in both languages.

    Attributes:
        holds: which things of an organisation stand in it, such as ``address``: what can be withheld.
        deprecated_since, remove_after: since when the column is announced to go, and the last day it stays.
    """

    name: str
    data_type: str
    nullable: bool
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    unit: str | None
    source_column: str
    holds: tuple[str, ...] = ()
    deprecated_since: date | None = None
    remove_after: date | None = None

    @property
    def arrow_type(self) -> pa.DataType:
        """The Arrow type of the column."""
        decimal = DECIMAL.fullmatch(self.data_type)
        if decimal:
            return pa.decimal128(int(decimal[1]), int(decimal[2]))
        return ARROW_TYPES[self.data_type]

    def to_arrow_field(self) -> pa.Field:
        """Return the Arrow field, its words in the field metadata."""
        words = {
            "title_ja": self.title_ja,
            "title_en": self.title_en,
            "description": self.description_en,
            "description_ja": self.description_ja,
            "unit": self.unit or "",
            "source_column": self.source_column,
        }
        return pa.field(self.name, self.arrow_type, nullable=self.nullable, metadata=words)


@dataclass(frozen=True)
class Dataset:
    """One public table.

    Attributes:
        kind: ``register``, ``reference``, ``statistic`` or another group the marts declare.
        primary_key: columns that name a row; also the order of the rows in every file.
        sources: names of the registers it is made from.
        method_ja, method_en: how it is computed; never empty of a statistic.
        warnings_ja, warnings_en: what a reader must know before using it, a sentence each, in one order; a
            statistic has at least one.
    """

    name: str
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    kind: str
    primary_key: tuple[str, ...]
    sources: tuple[str, ...]
    columns: tuple[Column, ...]
    method_ja: str = ""
    method_en: str = ""
    warnings_ja: tuple[str, ...] = ()
    warnings_en: tuple[str, ...] = ()

    @property
    def is_statistic(self) -> bool:
        """Whether its rows are counted or estimated rather than stated by a register or a member."""
        return self.kind == STATISTIC

    def to_arrow_schema(self, metadata: dict[str, str] | None = None) -> pa.Schema:
        """Return the Arrow schema, with ``metadata`` as its file metadata."""
        return pa.schema([column.to_arrow_field() for column in self.columns], metadata=metadata)


@dataclass(frozen=True)
class Dictionary:
    """All public datasets, sorted by name."""

    datasets: tuple[Dataset, ...]

    def __iter__(self) -> Iterator[Dataset]:
        return iter(self.datasets)

    def __getitem__(self, name: str) -> Dataset:
        return next(dataset for dataset in self.datasets if dataset.name == name)

    @property
    def things(self) -> frozenset[str]:
        """Everything of an organisation that the tables hold and that can be withheld."""
        held = {thing for dataset in self for column in dataset.columns for thing in column.holds}
        return frozenset(held - {WHOLE_RECORD})


def load_dictionary(dbt_project_dir: Path) -> Dictionary:
    """Read the dictionary of a dbt project; a second call re-reads only what changed.

    Raises:
        DictionaryError: a dataset or a column lacks a type, a title or a description, or a primary key
            is not made of required columns. The message names file, dataset and column.
    """
    folder = dbt_project_dir / MARTS
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".yml", ".yaml"})
    if not files:
        raise DictionaryError(str(folder), "no YAML file", "the marts must be declared", "Add one.")
    return _read_files(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=4)
def _read_files(files: tuple[tuple[Path, int, int], ...]) -> Dictionary:
    datasets: dict[str, Dataset] = {}
    for path, _, _ in files:
        for model in _read_models(path):
            dataset = _read_dataset(path, model)
            if dataset.name in datasets:
                raise DictionaryError(
                    str(path), dataset.name, "a dataset is declared once", "Remove one of the two."
                )
            datasets[dataset.name] = dataset
    return Dictionary(tuple(datasets[name] for name in sorted(datasets)))


def _read_models(path: Path) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
    except yaml.YAMLError as error:
        raise DictionaryError(
            str(path), " ".join(str(error).split())[:200], "the file must be YAML", "Mend its syntax."
        ) from error
    models: list[dict[str, Any]] = content.get("models") or []
    return models


def _read_dataset(path: Path, model: dict[str, Any]) -> Dataset:
    reader = _Reader(f"{path}, {model.get('name', 'unnamed')}", model)
    name = reader.identifier()
    columns = tuple(_read_column(f"{path}, {name}", entry) for entry in model.get("columns") or [])
    dataset = Dataset(
        name=name,
        title_ja=reader.meta("title_ja"),
        title_en=reader.meta("title_en"),
        description_ja=reader.meta("description_ja"),
        description_en=reader.text("description"),
        kind=reader.meta("dataset"),
        primary_key=reader.names("primary_key"),
        sources=reader.names("sources"),
        columns=columns,
        method_ja=reader.optional("method_ja"),
        method_en=reader.optional("method_en"),
        warnings_ja=reader.sentences("warnings_ja"),
        warnings_en=reader.sentences("warnings_en"),
    )
    _check_columns(reader, dataset)
    _check_notes(reader, dataset)
    return dataset


def _read_column(place: str, entry: dict[str, Any]) -> Column:
    reader = _Reader(f"{place}.{entry.get('name', 'unnamed')}", entry)
    return Column(
        name=reader.identifier(),
        data_type=reader.data_type(),
        nullable=not any(c.get("type") == "not_null" for c in entry.get("constraints") or []),
        title_ja=reader.meta("title_ja"),
        title_en=reader.meta("title_en"),
        description_ja=reader.meta("description_ja"),
        description_en=reader.text("description"),
        unit=str(reader.metas["unit"]) if reader.metas.get("unit") else None,
        source_column=reader.meta("source_column"),
        holds=reader.things(),
        **reader.deprecation(),
    )


def _check_columns(reader: _Reader, dataset: Dataset) -> None:
    """Refuse repeated names or titles, and a primary key of missing or optional columns."""
    for label, values in (
        ("name", [c.name for c in dataset.columns]),
        ("Japanese title", [c.title_ja for c in dataset.columns]),
    ):
        repeated = sorted({value for value in values if values.count(value) > 1})
        if repeated:
            reader.fail(f"column {label}", repeated[0], f"a {label} is used once in a dataset", "Rename one.")
    required = {column.name for column in dataset.columns if not column.nullable}
    for name in dataset.primary_key:
        if name not in required:
            remedy = "Declare it under columns with the constraint not_null."
            reader.fail("primary_key", name, "a key is made of required columns", remedy)


def _check_notes(reader: _Reader, dataset: Dataset) -> None:
    """Refuse a method or a warning that is told in one language only, and a statistic without them."""
    for key, japanese, english in (
        ("method", dataset.method_ja.splitlines(), dataset.method_en.splitlines()),
        ("warnings", dataset.warnings_ja, dataset.warnings_en),
    ):
        if len(japanese) != len(english):
            value = f"{len(japanese)} in Japanese, {len(english)} in English"
            remedy = f"Write `{key}_ja:` and `{key}_en:` alike."
            reader.fail(key, value, "it is told in both languages", remedy)
        if dataset.is_statistic and not english:
            remedy = f"Write `{key}_ja:` and `{key}_en:` under `config: meta:`."
            reader.fail(key, None, "a statistic says how it is made and what to beware of", remedy)


class _Reader:
    """Takes values out of one YAML entry and says what is missing, where, and how to mend it."""

    def __init__(self, place: str, entry: dict[str, Any]) -> None:
        self.place = place
        self.entry = entry
        config = entry.get("config") or {}
        self.metas: dict[str, Any] = {**(entry.get("meta") or {}), **(config.get("meta") or {})}

    def fail(self, key: str, value: object, rule: str, remedy: str) -> None:
        raise DictionaryError(f"{self.place}, {key}", repr(value), rule, remedy)

    def text(self, key: str) -> str:
        return self._require(key, self.entry.get(key), f"Write `{key}:` in the YAML entry.")

    def meta(self, key: str) -> str:
        return self._require(key, self.metas.get(key), f"Write `{key}:` under `config: meta:`.")

    def optional(self, key: str) -> str:
        return self.meta(key) if key in self.metas else ""

    def sentences(self, key: str) -> tuple[str, ...]:
        value = self.metas.get(key) or []
        if not isinstance(value, list):
            self.fail(key, value, "warnings are a list of sentences", f"Write `{key}: [...]`.")
        remedy = "Write a sentence, or remove the line."
        sentences = (self._require(key, sentence, remedy) for sentence in value)
        return tuple(sentences)

    def names(self, key: str) -> tuple[str, ...]:
        value = self.metas.get(key)
        if not isinstance(value, list) or not value:
            self.fail(
                key, value, "a list of names is required", f"Write `{key}: [...]` under `config: meta:`."
            )
        return tuple(str(name) for name in value or [])

    def things(self) -> tuple[str, ...]:
        """Return what the column holds: a list, or one for each value of the column ``holds_by``."""
        held = self.metas.get("holds") or []
        lists = list(held.values()) if isinstance(held, dict) else [held]
        things = [thing for listed in lists for thing in (listed if isinstance(listed, list) else [listed])]
        for thing in things:
            if not isinstance(thing, str) or not NAME.fullmatch(thing):
                self.fail(
                    "holds", thing, "a thing is lower-case letters, digits and _", "Write a list of names."
                )
        return tuple(dict.fromkeys(things))

    def deprecation(self) -> dict[str, date]:
        """Return since when a column is to go, and until when it stays: both, or neither."""
        days = {key: self.metas[key] for key in ("deprecated_since", "remove_after") if key in self.metas}
        for key, day in days.items():
            if type(day) is not date:
                self.fail(key, day, "it is a date", f"Write `{key}: 2026-11-23`.")
        if not days:
            return {}
        if len(days) == 1 or days["remove_after"] - days["deprecated_since"] < DEPRECATION:
            value = ", ".join(f"{key} {day}" for key, day in days.items())
            rule = f"a column is announced with both days, {DEPRECATION.days} days apart at least"
            self.fail("deprecation", value, rule, "Write `deprecated_since:` and `remove_after:`.")
        return days

    def identifier(self) -> str:
        name = self.text("name")
        if not NAME.fullmatch(name):
            self.fail("name", name, "a name is lower-case letters, digits and _", "Rename it.")
        return name

    def data_type(self) -> str:
        data_type = self.text("data_type").lower()
        if data_type not in ARROW_TYPES and not DECIMAL.fullmatch(data_type):
            known = ", ".join([*ARROW_TYPES, "decimal(p,s)"])
            self.fail("data_type", data_type, "the type is not one we publish", f"Use one of: {known}.")
        return data_type

    def _require(self, key: str, value: object, remedy: str) -> str:
        text = " ".join(str(value).split()) if value is not None else ""
        if not text:
            self.fail(key, value, "every public table and column must declare it", remedy)
        # A line break folded by YAML becomes a space, which Japanese does not write.
        return FOLDED_JAPANESE.sub("", text) if key.endswith("_ja") else text
