"""What an organisation says of itself."""

from __future__ import annotations

from typing import Annotated

from ingest.submissions.contracts.fields import Column
from ingest.submissions.contracts.kinds import organizations
from ingest.submissions.contracts.records import Record


class OrganizationProfileV1(Record):
    """Version 1 of 団体プロフィール; one row an organisation."""

    organization_name: Annotated[str, organizations.NAME]
    organization_kana: Annotated[str | None, organizations.KANA] = None
    corporate_number: Annotated[str | None, organizations.CORPORATE_NUMBER] = None
    prefecture_code: Annotated[str, organizations.PREFECTURE]
    municipality: Annotated[str | None, organizations.MUNICIPALITY] = None
    address: Annotated[str | None, organizations.ADDRESS] = None
    sector: Annotated[str, organizations.SECTOR]
    fields: Annotated[list[str] | None, organizations.FIELDS] = None
    staff: Annotated[
        int | None,
        Column(
            "integer",
            "職員数",
            "Paid staff",
            "給与を受けている人の数（常勤・非常勤の合計）。",
            "How many people are paid, full time and part time together.",
            example=5,
            publication="named",
            minimum=0,
            maximum=1_000_000,
        ),
    ] = None
    volunteers: Annotated[
        int | None,
        Column(
            "integer",
            "ボランティア数",
            "Volunteers",
            "この1年に活動したボランティアのおよその人数。",
            "About how many volunteers were active in the last year.",
            example=40,
            publication="named",
            minimum=0,
            maximum=10_000_000,
        ),
    ] = None
    income_band: Annotated[
        str | None,
        Column(
            "code",
            "年間収入規模",
            "Yearly income",
            "直近の事業年度の経常収益が入る区分を一つ選んでください。",
            "The band of the ordinary income of the last business year.",
            example="from_10m",
            publication="named",
            vocabulary="income_bands",
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
            example="https://www.example.org/",
            publication="named",
        ),
    ] = None
    contact_email: Annotated[
        str | None,
        Column(
            "email",
            "連絡先メール",
            "Contact e-mail",
            "形式だけを確かめ、倉庫には入れません。公開もしません。",
            "Only its form is checked; it is not stored in the warehouse and never published.",
            example="jimukyoku@example.org",
            publication="never_stored",
        ),
    ] = None
    contact_phone: Annotated[
        str | None,
        Column(
            "phone",
            "連絡先電話",
            "Contact telephone",
            "形式だけを確かめ、倉庫には入れません。公開もしません。",
            "Only its form is checked; it is not stored in the warehouse and never published.",
            example="022-000-0000",
            publication="never_stored",
        ),
    ] = None
