"""One gathering of a programme."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ingest.submissions.contracts.fields import NPO_ACT_IN_FORCE, Column
from ingest.submissions.contracts.records import Record
from ingest.submissions.contracts.rules import RowRule

ONLINE = "online"


def count_participants(title_ja: str, title_en: str, example: int) -> Column:
    """Return the column for how many people of a sector took part."""
    return Column(
        "integer",
        f"参加者数（{title_ja}）",
        f"Participants: {title_en}",
        f"参加した人のうち、{title_ja}の人数。数えていなければ空欄にしてください（0人とは区別します）。",
        f"How many of those present: {title_en}. Leave it empty if nobody counted; that is not 0.",
        example=example,
        minimum=0,
        maximum=100_000,
    )


class EventV1(Record):
    """Version 1 of 催し; one row a gathering."""

    row_rules = (
        RowRule(
            code="event.place_missing",
            field="prefecture_code",
            needs=("prefecture_code", "format"),
            holds=lambda prefecture_code, form: prefecture_code is not None or form == ONLINE,
            message_ja="「{title}」が空欄です。オンラインだけの催しのほかは必要です。",
            message_en='"{title}" is empty; only an event held online alone needs no place.',
            remedy_ja="会場のある都道府県を選んでください。オンラインだけなら「開催形式」を「オンライン」にしてください。",
            remedy_en="Choose the prefecture of the venue, or set the format to online.",
            json_schema={
                "if": {"properties": {"format": {"not": {"const": ONLINE}}}, "required": ["format"]},
                "then": {
                    "properties": {"prefecture_code": {"type": "string"}},
                    "required": ["prefecture_code"],
                },
            },
        ),
    )

    event_id: Annotated[
        str,
        Column(
            "id",
            "催しの番号",
            "Event number",
            "団体の中で催しを見分ける番号。半角の英数字と - _ で40字まで。一度決めたら変えないでください。",
            "A number of your own for the event: letters, digits, - and _, at most 40. Never change it.",
            example="E2026-03",
            publication="named",
            is_key=True,
            own_id=True,
        ),
    ]
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
        ),
    ]
    title: Annotated[
        str,
        Column(
            "text",
            "催し名",
            "Title",
            "催しの名前。",
            "The name of the event.",
            example="第3回 居場所づくり対話会",
            publication="named",
        ),
    ]
    held_on: Annotated[
        date,
        Column(
            "date",
            "開催日",
            "Held on",
            "開催した日。何日か続いたときは初日を書いてください。",
            "The day it was held; the first if it lasted several days.",
            example=date(2026, 3, 14),
            earliest=NPO_ACT_IN_FORCE,
        ),
    ]
    prefecture_code: Annotated[
        str | None,
        Column(
            "code",
            "都道府県",
            "Prefecture",
            "会場のある都道府県。オンラインだけの催しは空欄にしてください。",
            "The prefecture of the venue; empty if it was held online alone.",
            example="04",
            vocabulary="prefectures",
        ),
    ] = None
    municipality: Annotated[
        str | None,
        Column(
            "text",
            "市区町村",
            "Municipality",
            "会場のある市区町村。",
            "The municipality of the venue.",
            example="石巻市",
            publication="named",
            max_length=60,
        ),
    ] = None
    format: Annotated[
        str,
        Column(
            "code",
            "開催形式",
            "Format",
            "対面、オンライン、その両方から選んでください。",
            "In person, online, or both.",
            example="in_person",
            vocabulary="event_formats",
        ),
    ]
    participants_npo: Annotated[int | None, count_participants("NPO", "NPOs", 12)] = None
    participants_support_centre: Annotated[
        int | None, count_participants("支援センター", "support centres", 4)
    ] = None
    participants_company: Annotated[int | None, count_participants("企業", "companies", 3)] = None
    participants_government: Annotated[int | None, count_participants("行政", "government", 5)] = None
    participants_foundation: Annotated[int | None, count_participants("財団", "foundations", 1)] = None
    participants_university: Annotated[int | None, count_participants("大学", "universities", 2)] = None
    participants_children_centre: Annotated[
        int | None, count_participants("児童館", "children's centres", 6)
    ] = None
    participants_other: Annotated[int | None, count_participants("その他", "others", 8)] = None
