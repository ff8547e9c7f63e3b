"""What a column of a contract is: declared once, as an annotation of the Pydantic model.

``Column`` is what stands in ``Annotated[...]``: from it pydantic-core gets its constraints and JSON Schema
its titles, limits and enums. ``FieldSpec`` is the same with its name, for templates, documents and bronze.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, get_args

import polars as pl
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ingest.submissions.vocabularies import load_vocabulary

FieldType = Literal[
    "text",
    "id",
    "id_list",
    "integer",
    "date",
    "flag",
    "code",
    "code_list",
    "corporate_number",
    "url",
    "email",
    "phone",
]

#: Where a value may be seen once the record's consents allow it.
Publication = Literal["never_stored", "internal", "counted", "named", "quoted"]

OWN_ID = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
MEMBER_ID = "[a-z0-9][a-z0-9-]{1,39}"
_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "id": f"^({MEMBER_ID}/)?{OWN_ID}$",
        "corporate_number": "^[1-9][0-9]{12}$",
        "url": r"^https?://[^\s/?#.]+(\.[^\s/?#.]+)+([/?#]\S*)?$",
        "email": r"^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$",
        "phone": r"^\+?[0-9][0-9()-]{7,18}$",
    }
)
_LENGTHS: Mapping[str, int] = MappingProxyType(
    {"text": 200, "url": 500, "email": 254, "id_list": 200, "code_list": 60}
)
#: A date before it is a slip of the pen, or the day 0 of a spreadsheet.
EARLIEST = date(1900, 1, 1)
#: The NPO Act (Act No. 7 of 1998) came into force: what organisations report to us is not older.
NPO_ACT_IN_FORCE = date(1998, 12, 1)

_POLARS_TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "integer": pl.Int64(),
        "date": pl.Date(),
        "flag": pl.Boolean(),
        "id_list": pl.List(pl.String()),
        "code_list": pl.List(pl.String()),
    }
)


@dataclass(frozen=True)
class Column:
    """The declaration of a column, as an annotation.

    Attributes:
        type: one of the types of the contracts; limits of a type hold unless given here.
        title_ja: the header in files.
        title_en: the header in English.
        description_ja: what to write, in one or two sentences.
        description_en: the same in English.
        example: a value of the model, shown in templates and documents.
        publication: where the value may be seen.
        vocabulary: name of the list that codes are from.
        max_length: most characters of a text, most entries of a list.
        minimum: smallest integer.
        maximum: largest integer.
        is_key: part of what tells records apart.
        own_id: an id that only the member itself may give.
        is_amount: an integer is a sum of money in yen, not a count.
        earliest: the first day a date may be.
        may_be_future: a date may lie after the day of receipt.
    """

    type: FieldType
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    example: Any = None
    publication: Publication = "counted"
    vocabulary: str | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    is_key: bool = False
    own_id: bool = False
    is_amount: bool = False
    earliest: date = EARLIEST
    may_be_future: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Give pydantic-core the constraints; a field that may be empty stays so."""
        schema = self._constrain()
        return core_schema.nullable_schema(schema) if _may_be_none(source) else schema

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Give JSON Schema the titles beside the constraints."""
        described = {
            "title": self.title_ja,
            "description": self.description_ja,
            "x-title-en": self.title_en,
            "x-description-en": self.description_en,
            "x-publication": self.publication,
        }
        if self.vocabulary:
            described["x-vocabulary"] = self.vocabulary
        if self.example is not None:
            described["examples"] = [show_json(self.example)]  # type: ignore[assignment]
        return described | handler(schema)

    def _constrain(self) -> CoreSchema:
        match self.type:
            case "integer":
                return core_schema.int_schema(ge=self.minimum, le=self.maximum, strict=True)
            case "date":
                return core_schema.date_schema(ge=self.earliest, strict=True)
            case "flag":
                return core_schema.bool_schema(strict=True)
            case "code" | "code_list" | "id_list":
                return self._constrain_codes()
        return core_schema.str_schema(
            min_length=1,
            max_length=self.longest,
            pattern=_PATTERNS.get(self.type),
            strict=True,
        )

    def _constrain_codes(self) -> CoreSchema:
        if self.type == "id_list":
            items: CoreSchema = core_schema.str_schema(pattern=_PATTERNS["id"], strict=True)
        else:
            items = core_schema.literal_schema(list(load_vocabulary(self.vocabulary or "").codes))
        if self.type == "code":
            return items
        return core_schema.list_schema(items, min_length=1, max_length=self.longest, strict=True)

    @property
    def longest(self) -> int | None:
        """The limit of the length: the column's own or that of its type."""
        return self.max_length or _LENGTHS.get(self.type)


@dataclass(frozen=True, kw_only=True)
class FieldSpec(Column):
    """A column of a contract under its name.

    Attributes:
        name: the field name, in JSON and in bronze.
        required: a record without it is not accepted.
    """

    name: str
    required: bool

    @property
    def is_kept(self) -> bool:
        """Tell whether the value is stored at all."""
        return self.publication != "never_stored"

    @property
    def is_list(self) -> bool:
        """Tell whether the field holds several values."""
        return self.type in ("id_list", "code_list")

    @property
    def polars_type(self) -> pl.DataType:
        """The type of the column in bronze."""
        return _POLARS_TYPES.get(self.type, pl.String())


def list_fields(model: type[BaseModel], *, last: frozenset[str]) -> tuple[FieldSpec, ...]:
    """Return the columns of a model in the order of its files: what to do, its own, those in ``last``."""
    fields = [_specify(name, info) for name, info in model.model_fields.items()]
    return tuple(sorted(fields, key=lambda field: (field.name != "action", field.name in last)))


def _specify(name: str, info: FieldInfo) -> FieldSpec:
    (column,) = (entry for entry in info.metadata if isinstance(entry, Column))
    declared: dict[str, Any] = {entry.name: getattr(column, entry.name) for entry in fields(Column)}
    return FieldSpec(**declared, name=name, required=info.is_required())


def show_json(value: object) -> object:
    """Return a value of a model as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def _may_be_none(source: object) -> bool:
    return type(None) in get_args(source)
