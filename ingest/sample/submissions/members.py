"""The members of the sample network: who they are, what they may send, and where they listen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl
import yaml

from ingest.sample.submissions.organisations import Organisation

_CENTRE = ("voice", "event", "organization_profile", "programme", "collaboration", "proposal")


@dataclass(frozen=True)
class SampleMember:
    """One member.

    Attributes:
        id: its folder and prefix.
        name: its name; nobody real.
        corporate_number: of a corporation of the sample country, else None.
        prefecture_code: of its office.
        municipality: of its office.
        sector: code of the sectors.
        kinds: what it may send.
        hears_from: prefectures its voices come from.
        share: its share among all voices.
        represents: corporate numbers or names of organisations whose profile it may send.
    """

    id: str
    name: str
    prefecture_code: str
    municipality: str
    sector: str
    kinds: tuple[str, ...]
    hears_from: tuple[str, ...]
    share: float
    corporate_number: str | None = None
    represents: tuple[str, ...] = ()


def _list_codes(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"{code:02}" for code in range(first, last + 1))


_EVERYWHERE = _list_codes(1, 47)

#: In the order of their share in the work; names are invented.
MEMBERS: tuple[SampleMember, ...] = (
    SampleMember(
        "hokkaido-centre",
        "きたぐに見本市民活動センター",
        "01",
        "札幌市",
        "support_centre",
        _CENTRE,
        ("01",),
        0.07,
    ),
    SampleMember(
        "sendai-centre",
        "もりの例示市民活動サポートセンター",
        "04",
        "仙台市",
        "support_centre",
        _CENTRE,
        _list_codes(2, 7),
        0.13,
    ),
    SampleMember(
        "kanto-centre",
        "見本ひがし市民活動支援センター",
        "11",
        "さいたま市",
        "support_centre",
        _CENTRE,
        _list_codes(8, 14),
        0.15,
    ),
    SampleMember(
        "nagoya-centre",
        "例示なかべ市民活動センター",
        "23",
        "名古屋市",
        "support_centre",
        _CENTRE,
        _list_codes(15, 23),
        0.14,
    ),
    SampleMember(
        "osaka-centre",
        "見本みおつくし市民活動支援センター",
        "27",
        "大阪市",
        "support_centre",
        _CENTRE,
        _list_codes(24, 30),
        0.13,
    ),
    SampleMember(
        "chugoku-centre",
        "例示せと市民活動センター",
        "34",
        "広島市",
        "support_centre",
        _CENTRE,
        _list_codes(31, 35),
        0.07,
    ),
    SampleMember(
        "shikoku-centre",
        "見本くろしお市民活動センター",
        "39",
        "高知市",
        "support_centre",
        _CENTRE,
        _list_codes(36, 39),
        0.06,
    ),
    SampleMember(
        "kyushu-centre",
        "例示みなみ市民活動支援センター",
        "40",
        "福岡市",
        "support_centre",
        _CENTRE,
        _list_codes(40, 47),
        0.12,
    ),
    SampleMember(
        "civil-hub",
        "見本市民セクター連携機構",
        "13",
        "千代田区",
        "npo",
        _CENTRE,
        _EVERYWHERE,
        0.06,
    ),
    SampleMember(
        "recovery-fund",
        "一般財団法人例示災害復興支援基金",
        "13",
        "港区",
        "foundation",
        ("programme", "grant", "event", "proposal"),
        (),
        0.0,
    ),
    SampleMember(
        "company-network",
        "見本企業市民ネットワーク",
        "27",
        "大阪市",
        "company",
        ("programme", "collaboration", "event", "voice", "organization_profile"),
        ("13", "14", "23", "27", "28"),
        0.02,
    ),
    SampleMember(
        "mihon-city", "見本市役所市民協働課", "20", "松本市", "government", ("voice", "event"), ("20",), 0.02
    ),
    SampleMember(
        "jidokan-federation",
        "例示児童館連合会",
        "13",
        "新宿区",
        "children_centre",
        ("programme", "collaboration", "event", "voice", "proposal"),
        _EVERYWHERE,
        0.03,
    ),
)

#: Members that are themselves NPOs of the sample country, where it has one in their prefecture.
REGISTERED = ("civil-hub", "sendai-centre", "osaka-centre")


def seat_members(organisations: pl.DataFrame) -> dict[str, SampleMember]:
    """Return the members by id, some of them with the name and number of an NPO of the sample country."""
    seated = {member.id: member for member in MEMBERS}
    for member_id in REGISTERED:
        member = seated[member_id]
        local = organisations.filter(pl.col("prefecture_code") == member.prefecture_code)
        if local.height:
            npo = Organisation.of(local.row(0, named=True))
            seated[member_id] = replace(
                member, name=npo.name, corporate_number=npo.number, municipality=npo.municipality
            )
    return seated


def render_members(members: dict[str, SampleMember]) -> str:
    """Return the text of `members.yml`."""
    entries = [
        {
            "id": member.id,
            "name": member.name,
            "corporate_number": member.corporate_number,
            "prefecture_code": member.prefecture_code,
            "municipality": member.municipality,
            "sector": member.sector,
            "kinds": list(member.kinds),
            "represents": list(member.represents),
        }
        for member in members.values()
    ]
    head = "# Who may send, and what. Every name is invented; numbers are those of the sample country.\n"
    return head + yaml.safe_dump({"members": entries}, allow_unicode=True, sort_keys=False, width=100)
