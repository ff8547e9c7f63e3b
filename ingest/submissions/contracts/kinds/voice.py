"""A concern or need that was heard in a dialogue."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import polars as pl

from ingest.submissions.contracts.fields import NPO_ACT_IN_FORCE, Column
from ingest.submissions.contracts.records import Record

_VOICE_ID = Column(
    "id",
    "声の番号",
    "Voice number",
    "団体の中で声を見分ける番号。半角の英数字と - _ で40字まで。一度決めたら変えないでください。",
    "A number of your own for the voice: letters, digits, - and _, at most 40. Never change it.",
    example="V2026-001",
    publication="internal",
    is_key=True,
    own_id=True,
)
_HEARD_ON = Column(
    "date",
    "聞いた日",
    "Heard on",
    "その声を聞いた日。",
    "The day it was heard.",
    example=date(2026, 3, 14),
    earliest=NPO_ACT_IN_FORCE,
)
_PREFECTURE = Column(
    "code",
    "都道府県",
    "Prefecture",
    "声が上がった地域の都道府県。",
    "The prefecture the voice comes from.",
    example="04",
    vocabulary="prefectures",
)
_MUNICIPALITY = Column(
    "text",
    "市区町村",
    "Municipality",
    "声が上がった市区町村。公開する集計は都道府県までです。",
    "The municipality the voice comes from; published counts go no further than the prefecture.",
    example="石巻市",
    publication="internal",
    max_length=60,
)
_EVENT_ID = Column(
    "id",
    "聞いた催しの番号",
    "Event where it was heard",
    "「催し」で送った番号。ほかの会員の催しなら「会員の番号/催しの番号」と書いてください。",
    "The number sent with the event; for the event of another member write member/number.",
    example="E2026-03",
)
_OTHER_ISSUES = Column(
    "code_list",
    "ほかの課題",
    "Other issues",
    "ほかにも関わる課題を5つまで。「、」か改行で区切ってください。",
    "Up to five further issues; put 、 or a line break between them.",
    example=["isolation"],
    vocabulary="issues",
    max_length=5,
)
_RAISED_BY = Column(
    "code",
    "どなたの声か",
    "Raised by",
    "立場を一つ選んでください。個人の名前は書かないでください。",
    "In what position the person spoke; choose one, never a name.",
    example="resident",
    publication="quoted",
    vocabulary="voice_raisers",
)
_IS_SENSITIVE = Column(
    "flag",
    "慎重な扱い",
    "Sensitive",
    "本人や地域が知られると困る内容なら○。公開の条件がきびしくなります。",
    "○ if somebody could be harmed when it became known; what is published is held to a stricter rule.",
    example=False,
    publication="internal",
)
_TEXT = Column(
    "text",
    "内容",
    "Text",
    "聞いた内容を2000字まで。名前・電話番号・住所など、だれかがわかることは書かないでください。",
    "What was said, at most 2,000 characters, without names, telephone numbers or addresses.",
    example="放課後に子どもが安心して過ごせる場所が近くになく、親が仕事を休むことがある。",
    publication="quoted",
    max_length=2000,
)


class VoiceV2(Record):
    """Version 2 of 声: one main issue, so that counts by issue add up."""

    voice_id: Annotated[str, _VOICE_ID]
    heard_on: Annotated[date, _HEARD_ON]
    prefecture_code: Annotated[str, _PREFECTURE]
    municipality: Annotated[str | None, _MUNICIPALITY] = None
    event_id: Annotated[str | None, _EVENT_ID] = None
    main_issue: Annotated[
        str,
        Column(
            "code",
            "主な課題",
            "Main issue",
            "いちばん近い課題を一つ選んでください。",
            "The issue it is mostly about; choose one.",
            example="children_places",
            vocabulary="issues",
        ),
    ]
    other_issues: Annotated[list[str] | None, _OTHER_ISSUES] = None
    raised_by: Annotated[str, _RAISED_BY]
    is_sensitive: Annotated[bool, _IS_SENSITIVE] = False
    text: Annotated[str, _TEXT]


class VoiceV1(Record):
    """Version 1 of 声: a list of issues, the first of them the main one."""

    voice_id: Annotated[str, _VOICE_ID]
    heard_on: Annotated[date, _HEARD_ON]
    prefecture_code: Annotated[str, _PREFECTURE]
    municipality: Annotated[str | None, _MUNICIPALITY] = None
    event_id: Annotated[str | None, _EVENT_ID] = None
    themes: Annotated[
        list[str],
        Column(
            "code_list",
            "課題",
            "Issues",
            "関わる課題を6つまで、いちばん近いものから。「、」か改行で区切ってください。",
            "Up to six issues, the closest first; put 、 or a line break between them.",
            example=["children_places", "isolation"],
            vocabulary="issues",
            max_length=6,
        ),
    ]
    raised_by: Annotated[str, _RAISED_BY]
    is_sensitive: Annotated[bool, _IS_SENSITIVE] = False
    text: Annotated[str, _TEXT]


def upgrade_v1(records: pl.DataFrame) -> pl.DataFrame:
    """Return records of version 1 as version 2: the first issue is the main one, the rest are others."""
    rest = pl.col("themes").list.slice(1)
    return records.with_columns(
        pl.col("themes").list.first().alias("main_issue"),
        pl.when(rest.list.len() > 0).then(rest).alias("other_issues"),
    ).drop("themes")
