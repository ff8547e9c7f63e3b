"""A small network of members and all it sent: the story the tests of the tables tell."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from tests.dbt.bronze_of_members import Sent

TITLE = "孤立を考えるフォーラム"
QUOTED = "夜に話せる場所がほしい"
REDACTED = "〇〇さんが「ひとりで抱えている」と話していた"
AGGREGATE = ("aggregate",)
ANONYMOUS = ("aggregate", "quote_anonymous")


@dataclass(frozen=True)
class Organization:
    """An organisation of the registers that members name."""

    corporate_number: str
    name: str
    prefecture_code: str
    municipality: str


def tell_story(numbered: Organization, named: Organization) -> Sent:
    """Return what the members sent by 2026-04-01, and what people decided on it.

    Args:
        numbered: the organisation they name by its number.
        named: the organisation they name without one.
    """
    sent = Sent()
    _list_members(sent)
    _send_programmes(sent)
    _send_participants(sent, numbered, named)
    _send_voices(sent)
    _send_proposals(sent)
    _send_quotes(sent)
    return sent


def digest(text: str) -> str:
    """Return the sha256 an approval names a wording by."""
    return hashlib.sha256(text.encode()).hexdigest()


def _list_members(sent: Sent) -> None:
    sent.add_other(
        "submission_members",
        member_id="centre", name="みやぎ支援センター", corporate_number=None,
        prefecture_code="04", municipality="仙台市", sector="support_centre",
    )  # fmt: skip
    sent.add_other(
        "submission_members",
        member_id="silent", name="まだ何も送っていない会員", corporate_number=None,
        prefecture_code="13", municipality=None, sector="npo",
    )  # fmt: skip
    centre = {"prefecture_code": "04", "municipality": "仙台市", "sector": "support_centre"}
    sent.add(
        "organization_profile", organization_name="みやぎ支援センター", staff=6, fields=["19"],
        income_band="from_10m", address="秘密の住所１－１", **centre,
    )  # fmt: skip
    sent.add(
        "organization_profile", organization_name="名前を出さない支援センター", consents=AGGREGATE, **centre
    )


def _send_programmes(sent: Sent) -> None:
    lead = {
        "lead_organization_name": "みやぎ支援センター", "lead_prefecture_code": "04",
        "lead_municipality": "宮城県 仙台市", "lead_sector": "support_centre",
    }  # fmt: skip
    common = {"starts_on": date(2025, 4, 1), "issues": ["isolation"], "regions": ["04"], **lead}
    sent.add("programme", programme_id="F01", title=TITLE, programme_kind="forum", **common)
    sent.add(
        "programme", programme_id="L01", title="孤立のラボ", programme_kind="lab",
        **(common | {"issues": ["isolation", "older_people"]}),
    )  # fmt: skip
    sent.add(
        "programme", programme_id="S01", title="名前を出さない事業", programme_kind="lab",
        consents=AGGREGATE, **common,
    )  # fmt: skip
    sent.add(
        "programme", programme_id="S02", title="名前を出さない集い", programme_kind="lab", consents=AGGREGATE,
        **(common | {"issues": ["employment"], "regions": ["13"]}),
    )  # fmt: skip
    sent.add(
        "programme", programme_id="E01", title="終わった事業", programme_kind="lab",
        **(common | {"ends_on": date(2025, 12, 31), "issues": ["climate"], "regions": ["13"]}),
    )  # fmt: skip


def _send_participants(sent: Sent, numbered: Organization, named: Organization) -> None:
    known = {
        "programme_id": "centre/L01", "organization_name": "番号で分かる団体", "sector": "npo",
        "corporate_number": numbered.corporate_number, "prefecture_code": numbered.prefecture_code,
    }  # fmt: skip
    sent.add("collaboration", role="partner", **known)
    sent.add(
        "collaboration", programme_id="centre/L01", role="adviser", organization_name=named.name,
        prefecture_code=named.prefecture_code, municipality=named.municipality, sector="npo",
    )  # fmt: skip
    sent.add(
        "collaboration", programme_id="centre/L01", role="funder", organization_name="ひかり商事株式会社",
        prefecture_code="13", municipality="新宿区", sector="company",
    )  # fmt: skip
    sent.add(
        "collaboration", programme_id="centre/L01", role="participant", organization_name="こっそり会",
        prefecture_code="27", sector="npo", consents=AGGREGATE,
    )  # fmt: skip
    sent.add(
        "collaboration", programme_id="centre/S01", role="partner", organization_name="隠れた事業の会",
        prefecture_code="04", sector="npo",
    )  # fmt: skip
    sent.add(
        "grant", grant_id="G02", amount_jpy=200_000, decided_on=date(2026, 1, 6), main_issue="isolation",
        purpose="集い", **(known | {"programme_id": "centre/F01"}),
    )  # fmt: skip
    sent.add(
        "grant", grant_id="G03", amount_jpy=100_000, decided_on=date(2026, 1, 7), main_issue="climate",
        purpose="木陰", **(known | {"programme_id": "centre/F01"}),
    )  # fmt: skip
    sent.add(
        "grant", grant_id="G01", amount_jpy=300_000, decided_on=date(2026, 1, 5), main_issue="isolation",
        purpose="見守り", **known,
    )  # fmt: skip


def _send_voices(sent: Sent) -> None:
    heard = {"heard_on": date(2025, 5, 2), "raised_by": "resident", "is_sensitive": False}
    at_event = {"event_id": "centre/V01", "municipality": "青葉区", "prefecture_code": "04"}
    for number in range(12):
        sent.add(
            "voice", voice_id=f"i{number}", main_issue="isolation", text=f"声{number}",
            consents=ANONYMOUS, **at_event, **heard,
        )  # fmt: skip
    for number in range(4):  # too few to be published
        sent.add(
            "voice", voice_id=f"o{number}", main_issue="older_people", text="四つの声",
            **at_event, **heard,
        )  # fmt: skip
    for number in range(7):  # enough for an ordinary issue, too few for a sensitive one
        sent.add(
            "voice", voice_id=f"d{number}", main_issue="domestic_violence", text="七つの声",
            prefecture_code="27", **heard,
        )  # fmt: skip
    for number in range(8):
        sent.add(
            "voice", voice_id=f"c{number}", main_issue="climate", text="大阪の声", prefecture_code="27",
            **(heard | {"heard_on": date(2025, 8, 2)}),
        )  # fmt: skip
    for issue in ("isolation", "depopulation", "employment"):  # what everybody talks about
        for prefecture in ("04", "13", "27"):
            for number in range(20 + len(issue)):
                sent.add(
                    "voice", voice_id=f"{issue}{prefecture}-{number}", main_issue=issue, text="多くの声",
                    prefecture_code=prefecture, **heard,
                )  # fmt: skip
    sent.add(
        "voice", voice_id="silent", main_issue="climate", text="同意のない声", prefecture_code="27",
        consents=(), **heard,
    )  # fmt: skip


def _send_proposals(sent: Sent) -> None:
    sent.add(
        "event", event_id="V01", programme_id="centre/F01", title="仙台の集い", held_on=date(2025, 5, 2),
        prefecture_code="04", municipality="青葉区", format="in_person", participants_npo=12,
        participants_company=2,
    )  # fmt: skip
    sent.add(
        "event", event_id="V02", programme_id="centre/F01", title="小さな集い", held_on=date(2025, 6, 2),
        format="online", participants_npo=3,
    )  # fmt: skip
    sent.add(
        "event", event_id="V03", programme_id="centre/F01", title="数えない集い", held_on=date(2025, 7, 2),
        format="online",
    )  # fmt: skip
    common = {"addressed_to": "仙台市", "addressee_kind": "municipality", "proposal_status": "adopted"}
    sent.add(
        "proposal", proposal_id="P01", title="見守りの提言", submitted_on=date(2025, 9, 1),
        issues=["isolation"], source_voices=[f"centre/i{number}" for number in range(12)],
        source_events=["centre/V01", "centre/none"],
        resulting_programmes=["centre/L01", "centre/S01"], **common,
    )  # fmt: skip
    sent.add(
        "proposal", proposal_id="P02", title="少ない声の提言", submitted_on=date(2025, 9, 2),
        issues=["older_people"], source_voices=[f"centre/o{number}" for number in range(4)], **common,
    )  # fmt: skip


def _send_quotes(sent: Sent) -> None:
    voice = {"heard_on": date(2025, 5, 20), "raised_by": "family", "prefecture_code": "04"}
    voice |= {
        "main_issue": "isolation",
        "municipality": "青葉区",
        "is_sensitive": False,
        "screening_flags": [],
    }
    approvals = {
        # voice: consents, text, flags of the text, approved text, quote, flags of the quote, accepted
        "q1": (ANONYMOUS, QUOTED, [], QUOTED, None, [], []),
        "q2": (("aggregate", "quote_attributed_org"), "団体名つき", [], "団体名つき", None, [], []),
        "q3": (ANONYMOUS, "田中さんの話", ["honorific_name"], "田中さんの話", REDACTED, [], []),
        "q4": (ANONYMOUS, "後で直した声", [], "直す前の声", None, [], []),
        "q5": (ANONYMOUS, "電話つき", ["phone"], "電話つき", None, ["phone"], []),
        "q6": (ANONYMOUS, "住所つき", ["postal_code"], "住所つき", None, ["postal_code"], ["postal_code"]),
        "q7": (AGGREGATE, "引用の同意なし", [], "引用の同意なし", None, [], []),
    }
    for voice_id, (consents, text, flags, approved, quote, quote_flags, accepted) in approvals.items():
        sent.add(
            "voice", voice_id=voice_id, consents=consents, text=text, **(voice | {"screening_flags": flags})
        )
        sent.add_other(
            "voice_approvals",
            voice_id=f"centre/{voice_id}", text_sha256=digest(approved), quote=quote,
            quote_flags=quote_flags, flags_accepted=accepted, approved_on=date(2026, 4, 2),
        )  # fmt: skip
    sent.add("voice", voice_id="q8", consents=ANONYMOUS, text="まだ承認されていない", **voice)
