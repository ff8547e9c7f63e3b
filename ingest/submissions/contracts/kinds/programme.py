"""A named undertaking with its issues, its period and the organisation that leads it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ingest.submissions.contracts.fields import Column
from ingest.submissions.contracts.kinds import organizations
from ingest.submissions.contracts.kinds.organizations import retitle, take_from_key
from ingest.submissions.contracts.records import Record
from ingest.submissions.contracts.rules import order_dates


class ProgrammeV1(Record):
    """Version 1 of 事業; one row a programme."""

    row_rules = (order_dates("starts_on", "ends_on"),)

    programme_id: Annotated[
        str,
        Column(
            "id",
            "事業の番号",
            "Programme number",
            "団体の中で事業を見分ける番号。半角の英数字と - _ で40字まで。一度決めたら変えないでください。",
            "A number of your own for the programme: letters, digits, - and _, at most 40. Never change it.",
            example="P2026-01",
            publication="named",
            is_key=True,
            own_id=True,
        ),
    ]
    title: Annotated[
        str,
        Column(
            "text",
            "事業名",
            "Title",
            "事業の正式な名前。",
            "The full name of the programme.",
            example="こどもの居場所づくりラボ",
            publication="named",
        ),
    ]
    title_en: Annotated[
        str | None,
        Column(
            "text",
            "事業名（英語）",
            "Title in English",
            "英語の名前があれば書いてください。",
            "The name in English, if there is one.",
            example="Lab on places for children",
            publication="named",
        ),
    ] = None
    programme_kind: Annotated[
        str,
        Column(
            "code",
            "事業の種類",
            "Kind of programme",
            "いちばん近いものを一つ選んでください。",
            "Choose the closest.",
            example="lab",
            vocabulary="programme_kinds",
        ),
    ]
    issues: Annotated[
        list[str],
        Column(
            "code_list",
            "課題",
            "Issues",
            "取り組む課題。いくつか書くときは「、」か改行で区切ってください。",
            "The issues it works on; put 、 or a line break between several.",
            example=["children_places", "isolation"],
            vocabulary="issues",
        ),
    ]
    regions: Annotated[
        list[str],
        Column(
            "code_list",
            "対象地域",
            "Areas",
            "対象とする都道府県。全国なら「全国」。いくつか書くときは「、」か改行で区切ってください。",
            "The prefectures it is for, or 全国 for all; put 、 or a line break between several.",
            example=["04", "03"],
            vocabulary="areas",
        ),
    ]
    starts_on: Annotated[
        date,
        Column(
            "date",
            "開始日",
            "Starts on",
            "事業を始めた日、または始める日。",
            "The day it started or will start.",
            example=date(2026, 4, 1),
            may_be_future=True,
        ),
    ]
    ends_on: Annotated[
        date | None,
        Column(
            "date",
            "終了日",
            "Ends on",
            "事業を終えた日、または終える予定の日。決まっていなければ空欄にしてください。",
            "The day it ended or is to end; empty if it is open.",
            example=date(2027, 3, 31),
            may_be_future=True,
        ),
    ] = None
    lead_organization_name: Annotated[
        str, take_from_key(retitle(organizations.NAME, "主催団体名", "Lead organisation"))
    ]
    lead_corporate_number: Annotated[
        str | None,
        take_from_key(
            retitle(organizations.CORPORATE_NUMBER, "主催団体の法人番号", "Corporate number of the lead")
        ),
    ] = None
    lead_prefecture_code: Annotated[
        str,
        take_from_key(retitle(organizations.PREFECTURE, "主催団体の都道府県", "Prefecture of the lead")),
    ]
    lead_municipality: Annotated[
        str | None,
        take_from_key(retitle(organizations.MUNICIPALITY, "主催団体の市区町村", "Municipality of the lead")),
    ] = None
    lead_sector: Annotated[str, retitle(organizations.SECTOR, "主催団体の種別", "Sector of the lead")]
    summary: Annotated[
        str | None,
        Column(
            "text",
            "概要",
            "Summary",
            "何をする事業かを1000字まで。個人の名前は書かないでください。",
            "What it does, at most 1,000 characters, without names of persons.",
            example="地域の児童館とNPOが、放課後の居場所を一緒につくります。",
            publication="named",
            max_length=1000,
        ),
    ] = None
    website: Annotated[
        str | None,
        Column(
            "url",
            "ウェブサイト",
            "Website",
            "https:// または http:// から始まるアドレス。",
            "An address that starts with https:// or http://.",
            example="https://www.example.org/lab",
            publication="named",
        ),
    ] = None
