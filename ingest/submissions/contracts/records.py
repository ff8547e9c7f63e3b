"""What all contracts share: what to do with the row, when it was changed, what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from ingest.japanese.clock import JAPAN
from ingest.submissions.contracts.fields import Column, list_fields
from ingest.submissions.contracts.rules import RECEIVED_ON, RowRule, list_field_rules


class Record(BaseModel):
    """The columns of every contract; a kind is a subclass with columns of its own.

    A model takes values that are already of their type (codes, dates, numbers, true and false), never
    converts them, and knows no column but its own. Rules that look at the day of receipt take it from the
    validation context (``{"received_on": date}``), else the present day in Japan.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    row_rules: ClassVar[tuple[RowRule, ...]] = ()
    all_rules: ClassVar[tuple[RowRule, ...]] = ()

    action: Annotated[
        str,
        Column(
            "code",
            "操作",
            "Action",
            "空欄か「登録」は登録または修正、「取下げ」は以前に送った記録の取下げです。「記入例」の行は読み飛ばします。",
            "Empty or 登録 records or corrects, 取下げ withdraws; rows with 記入例 are skipped.",
            example="record",
            publication="internal",
            vocabulary="actions",
        ),
    ] = "record"
    consent_aggregate: Annotated[
        bool,
        Column(
            "flag",
            "集計への利用",
            "Consent: counts",
            "件数などの集計に使ってよいときは○。空欄か×のときは、どこにも公開しません。",
            "○ if the record may be counted; empty or × keeps it from every publication.",
            example=True,
            publication="internal",
        ),
    ] = False
    consent_quote_anonymous: Annotated[
        bool,
        Column(
            "flag",
            "匿名での引用",
            "Consent: anonymous quotation",
            "内容を、だれのものかわからない形で引用してよいときは○。引用の前に担当者が一件ずつ確認します。",
            "○ if the text may be quoted without saying whose it is; a person reads every quote first.",
            example=True,
            publication="internal",
        ),
    ] = False
    consent_quote_attributed_org: Annotated[
        bool,
        Column(
            "flag",
            "団体名を付けた公開",
            "Consent: publication under the organisation's name",
            "団体名を付けて公開してよいときは○。個人の名前を公開することはありません。",
            "○ if it may be published under the organisation's name. Names of persons are never published.",
            example=False,
            publication="internal",
        ),
    ] = False
    updated_on: Annotated[
        date | None,
        Column(
            "date",
            "更新日",
            "Updated on",
            "内容を最後に直した日。同じ記録を何度か送ったとき、どの行にも更新日があれば新しい日付のほうを、"
            "一つでも空欄があれば後に届いたほうを使います。",
            "Day of the last change. Of rows with one key the latest counts if all of them give it; "
            "otherwise the one that arrived last.",
            example=date(2026, 4, 1),
            publication="internal",
        ),
    ] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Gather the rules of a kind once."""
        fields = list_fields(cls, last=COMMON_FIELDS)
        cls.all_rules = (*list_field_rules(fields), *cls.row_rules)

    @model_validator(mode="after")
    def _obey_rules(self, info: ValidationInfo) -> Self:
        values = self.__dict__ | {RECEIVED_ON: read_day(info.context)}
        for rule in self.all_rules:
            if not rule.holds_for(values):
                raise PydanticCustomError(
                    "row_rule", "{rule} at {field}", {"rule": rule.code, "field": rule.field}
                )
        return self


COMMON_FIELDS = frozenset(Record.model_fields)


def read_day(context: Mapping[str, Any] | None) -> date:
    """Return the day of receipt that a validation is asked for, else the present day in Japan."""
    day = (context or {}).get(RECEIVED_ON)
    return day if isinstance(day, date) else datetime.now(JAPAN).date()
