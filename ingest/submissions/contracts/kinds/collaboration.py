"""One organisation taking part in one programme."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ingest.submissions.contracts.fields import Column
from ingest.submissions.contracts.kinds import organizations
from ingest.submissions.contracts.records import Record
from ingest.submissions.contracts.rules import order_dates


class CollaborationV1(Record):
    """Version 1 of 協働; one row an organisation in a role in a programme."""

    row_rules = (order_dates("starts_on", "ends_on"),)

    programme_id: Annotated[
        str,
        Column(
            "id",
            "事業の番号",
            "Programme number",
            "「事業」で送った番号。ほかの会員の事業なら「会員の番号/事業の番号」と書いてください。",
            "The number sent with the programme; for the programme of another member write member/number.",
            example="P2026-01",
            publication="named",
            is_key=True,
        ),
    ]
    organization_name: Annotated[str, organizations.NAME]
    organization_kana: Annotated[str | None, organizations.KANA] = None
    corporate_number: Annotated[str | None, organizations.CORPORATE_NUMBER] = None
    prefecture_code: Annotated[str, organizations.PREFECTURE]
    municipality: Annotated[str | None, organizations.MUNICIPALITY] = None
    address: Annotated[str | None, organizations.ADDRESS] = None
    sector: Annotated[str, organizations.SECTOR]
    fields: Annotated[list[str] | None, organizations.FIELDS] = None
    role: Annotated[
        str,
        Column(
            "code",
            "役割",
            "Role",
            "事業の中での役割を一つ選んでください。二つあるときは二行に分けてください。",
            "What the organisation does in the programme; choose one, and use two rows for two roles.",
            example="partner",
            vocabulary="collaboration_roles",
            is_key=True,
        ),
    ]
    starts_on: Annotated[
        date | None,
        Column(
            "date",
            "参加開始日",
            "Takes part from",
            "参加を始めた日。わからなければ空欄にしてください。",
            "The day it joined; empty if unknown.",
            example=date(2026, 4, 1),
            may_be_future=True,
        ),
    ] = None
    ends_on: Annotated[
        date | None,
        Column(
            "date",
            "参加終了日",
            "Takes part until",
            "参加を終えた日。続いていれば空欄にしてください。",
            "The day it left; empty while it takes part.",
            example=date(2027, 3, 31),
            may_be_future=True,
        ),
    ] = None
