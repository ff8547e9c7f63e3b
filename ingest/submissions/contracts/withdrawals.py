"""What a row that withdraws a record must hold: the key of the record, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import create_model

from ingest.submissions.contracts.fields import FieldSpec
from ingest.submissions.contracts.records import Record
from ingest.submissions.contracts.rules import RowRule

#: The fields that name an organisation: its number, else its name and place.
ORGANIZATION_KEY = ("corporate_number", "organization_name", "prefecture_code", "municipality")


def derive_withdrawal(model: type[Record], fields: tuple[FieldSpec, ...]) -> type[Record]:
    """Return the model of a withdrawal: the key fields of a kind and the columns of every contract.

    Where an organisation is part of the key, its corporate number is enough, or its name and prefecture.
    """
    keys = {field.name: _declare_key(field) for field in fields if field.is_key}
    withdrawal: type[Record] = create_model(f"{model.__name__}Withdrawal", __base__=Record, **keys)
    if ORGANIZATION_KEY[0] in keys:
        withdrawal.all_rules = (*withdrawal.all_rules, _NAME_THE_ORGANIZATION)
    return withdrawal


def _declare_key(field: FieldSpec) -> Any:
    if field.name in ORGANIZATION_KEY:
        return (Annotated[str | None, field], None)
    return (Annotated[str, field], ...)


_NAME_THE_ORGANIZATION = RowRule(
    code="key.organization_missing",
    field="organization_name",
    needs=ORGANIZATION_KEY[:3],
    holds=lambda number, name, prefecture: (
        number is not None or (name is not None and prefecture is not None)
    ),
    message_ja="取り下げる団体がわかりません。",
    message_en="It is not said which organisation is withdrawn.",
    remedy_ja="登録したときと同じ法人番号を、法人番号がなければ同じ団体名・都道府県・市区町村を書いてください。",
    remedy_en="Give the number as recorded or, without one, the same name, prefecture and municipality.",
)
