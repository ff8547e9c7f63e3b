"""A policy proposal or a new project, and what it came from."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ingest.submissions.contracts.fields import NPO_ACT_IN_FORCE, Column
from ingest.submissions.contracts.records import Record


class ProposalV1(Record):
    """Version 1 of 提言; one row a proposal handed to one body."""

    proposal_id: Annotated[
        str,
        Column(
            "id",
            "提言の番号",
            "Proposal number",
            "団体の中で提言を見分ける番号。半角の英数字と - _ で40字まで。一度決めたら変えないでください。",
            "A number of your own for the proposal: letters, digits, - and _, at most 40. Never change it.",
            example="T2026-02",
            publication="named",
            is_key=True,
            own_id=True,
        ),
    ]
    title: Annotated[
        str,
        Column(
            "text",
            "提言名",
            "Title",
            "提言の名前。",
            "The name of the proposal.",
            example="放課後の居場所づくりに関する提言",
            publication="named",
        ),
    ]
    addressed_to: Annotated[
        str,
        Column(
            "text",
            "提出先",
            "Addressed to",
            "提出した相手の組織名。個人の名前は書かないでください。",
            "The body it was handed to, not a person.",
            example="宮城県",
            publication="named",
        ),
    ]
    addressee_kind: Annotated[
        str,
        Column(
            "code",
            "提出先の種類",
            "Kind of addressee",
            "提出先にいちばん近いものを一つ選んでください。",
            "Choose the closest.",
            example="prefecture",
            vocabulary="addressee_kinds",
        ),
    ]
    prefecture_code: Annotated[
        str | None,
        Column(
            "code",
            "提出先の都道府県",
            "Prefecture of the addressee",
            "提出先が地域の組織なら、その都道府県。国などは空欄にしてください。",
            "The prefecture of a local addressee; empty for the national government and the like.",
            example="04",
            vocabulary="prefectures",
        ),
    ] = None
    submitted_on: Annotated[
        date,
        Column(
            "date",
            "提出日",
            "Submitted on",
            "提出した日。",
            "The day it was handed in.",
            example=date(2026, 5, 20),
            earliest=NPO_ACT_IN_FORCE,
        ),
    ]
    proposal_status: Annotated[
        str,
        Column(
            "code",
            "状況",
            "Status",
            "いまの状況を一つ選んでください。変わったら、同じ番号でもう一度送ってください。",
            "How it stands now; when that changes, send the row again with the same number.",
            example="under_discussion",
            vocabulary="proposal_statuses",
        ),
    ]
    issues: Annotated[
        list[str],
        Column(
            "code_list",
            "課題",
            "Issues",
            "関わる課題。いくつか書くときは「、」か改行で区切ってください。",
            "The issues it is about; put 、 or a line break between several.",
            example=["children_places"],
            vocabulary="issues",
        ),
    ]
    source_voices: Annotated[
        list[str] | None,
        Column(
            "id_list",
            "もとになった声の番号",
            "Voices it came from",
            "「声」で送った番号。「、」か改行で区切ってください。ほかの会員の声は「会員の番号/声の番号」。",
            "Numbers sent with voices, one a line or with 、 between; of another member: member/number.",
            example=["V2026-001", "V2026-002"],
        ),
    ] = None
    source_events: Annotated[
        list[str] | None,
        Column(
            "id_list",
            "もとになった催しの番号",
            "Events it came from",
            "「催し」で送った番号。「、」か改行で区切ってください。ほかの会員の催しは「会員の番号/催しの番号」。",
            "Numbers sent with events, one a line or with 、 between; of another member: member/number.",
            example=["E2026-03"],
            publication="named",
        ),
    ] = None
    resulting_programmes: Annotated[
        list[str] | None,
        Column(
            "id_list",
            "生まれた事業の番号",
            "Programmes that came of it",
            "「事業」で送った番号。「、」か改行で区切ってください。ほかの会員の事業は「会員の番号/事業の番号」。",
            "Numbers sent with programmes, one a line or with 、 between; of another member: member/number.",
            example=["P2026-01"],
            publication="named",
        ),
    ] = None
    outcome: Annotated[
        str | None,
        Column(
            "text",
            "結果",
            "Outcome",
            "提言のあと何が起きたかを1000字まで。個人の名前は書かないでください。",
            "What happened afterwards, at most 1,000 characters, without names of persons.",
            example="県の検討会で取り上げられ、モデル事業が始まった。",
            publication="named",
            max_length=1000,
        ),
    ] = None
