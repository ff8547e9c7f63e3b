"""Money from a fund to an organisation."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ingest.submissions.contracts.fields import NPO_ACT_IN_FORCE, Column
from ingest.submissions.contracts.kinds import organizations
from ingest.submissions.contracts.kinds.organizations import retitle, take_from_key
from ingest.submissions.contracts.records import Record


class GrantV1(Record):
    """Version 1 of 助成; one row a grant decided."""

    grant_id: Annotated[
        str,
        Column(
            "id",
            "助成の番号",
            "Grant number",
            "団体の中で助成を見分ける番号。半角の英数字と - _ で40字まで。一度決めたら変えないでください。",
            "A number of your own for the grant: letters, digits, - and _, at most 40. Never change it.",
            example="G2026-005",
            publication="named",
            is_key=True,
            own_id=True,
        ),
    ]
    programme_id: Annotated[
        str,
        Column(
            "id",
            "基金（事業）の番号",
            "Fund (programme) number",
            "「事業」で送った基金の番号。ほかの会員の基金なら「会員の番号/事業の番号」と書いてください。",
            "The number sent with the fund as a programme; for another member's fund write member/number.",
            example="F2026-01",
            publication="named",
        ),
    ]
    organization_name: Annotated[str, take_from_key(retitle(organizations.NAME, "助成先団体名", "Grantee"))]
    organization_kana: Annotated[
        str | None, retitle(organizations.KANA, "助成先団体名カナ", "Grantee in kana")
    ] = None
    corporate_number: Annotated[
        str | None,
        take_from_key(
            retitle(organizations.CORPORATE_NUMBER, "助成先の法人番号", "Corporate number of the grantee")
        ),
    ] = None
    prefecture_code: Annotated[
        str, take_from_key(retitle(organizations.PREFECTURE, "助成先の都道府県", "Prefecture of the grantee"))
    ]
    municipality: Annotated[
        str | None,
        take_from_key(retitle(organizations.MUNICIPALITY, "助成先の市区町村", "Municipality of the grantee")),
    ] = None
    address: Annotated[
        str | None, retitle(organizations.ADDRESS, "助成先の所在地", "Address of the grantee")
    ] = None
    sector: Annotated[str, retitle(organizations.SECTOR, "種別", "Sector of the grantee")]
    amount_jpy: Annotated[
        int,
        Column(
            "integer",
            "助成額（円）",
            "Amount in yen",
            "決定した金額を円で。「万円」や「円」を付けずに数字だけで書いてください。",
            "The sum decided, in yen, as digits alone.",
            example=500_000,
            publication="named",
            minimum=1,
            maximum=10**12,
            is_amount=True,
        ),
    ]
    decided_on: Annotated[
        date,
        Column(
            "date",
            "決定日",
            "Decided on",
            "助成を決定した日。",
            "The day it was decided.",
            example=date(2026, 6, 30),
            publication="named",
            earliest=NPO_ACT_IN_FORCE,
        ),
    ]
    main_issue: Annotated[
        str,
        Column(
            "code",
            "課題",
            "Issue",
            "いちばん近い課題を一つ選んでください。",
            "The issue it is mostly about; choose one.",
            example="disaster_recovery",
            vocabulary="issues",
        ),
    ]
    purpose: Annotated[
        str,
        Column(
            "text",
            "目的",
            "Purpose",
            "何に使うお金かを500字まで。個人の名前は書かないでください。",
            "What the money is for, at most 500 characters, without names of persons.",
            example="被災した地域での見守り訪問と居場所の運営",
            publication="named",
            max_length=500,
        ),
    ]
