"""What waits for a person: doubtful links, and voices that may be quoted but are not approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from ingest.submissions.screening import Span, find_personal_data
from warehouse.approvals.links import LinkDecision, read_link_decisions
from warehouse.approvals.voices import MAX_QUOTE, VoiceApproval, hash_text, read_voice_approvals
from warehouse.database import connect_read_only
from warehouse.errors import DatabaseUnavailable, WarehouseError
from warehouse.layout import Home

_DOUBTFUL = """
    select
        links.mention_key,
        mentions.name,
        mentions.kana,
        concat(mention_prefectures.name_ja, mention_areas.name) as place,
        mentions.address,
        links.candidate_org_id,
        coalesce(links.candidate_name, organizations.name) as candidate_name,
        concat(candidate_prefectures.name_ja, candidate_areas.name) as candidate_place,
        organizations.address as candidate_address,
        cast(links.probability as double) as probability,
        links.evidence
    from int_named_organizations_link as links
    inner join int_named_organizations_list as mentions on links.mention_key = mentions.mention_key
    left join organizations on links.candidate_org_id = organizations.org_id
    left join prefectures as mention_prefectures
        on mentions.prefecture_code = mention_prefectures.prefecture_code
    left join municipalities as mention_areas
        on mentions.municipality_code = mention_areas.municipality_code
    left join prefectures as candidate_prefectures
        on organizations.prefecture_code = candidate_prefectures.prefecture_code
    left join municipalities as candidate_areas
        on organizations.municipality_code = candidate_areas.municipality_code
    where links.state = 'doubtful'
    order by links.probability desc nulls last, links.mention_key
"""
_QUOTABLE = """
    select member_id, batch, sheet, file_row as row, may_quote_named as is_named
    from int_submission_records_permit
    where kind = 'voice' and (may_quote or may_quote_named)
"""
_REVISION = ("member_id", "batch", "sheet", "row")
_SHOWN = ("voice_id", "text", "main_issue", "heard_on", "raised_by", "is_sensitive")


class DecisionRefused(WarehouseError):
    """A decision cannot be taken: what it is about is not there, or it would let personal data out."""


@dataclass(frozen=True)
class DoubtfulLink:
    """A mention, and the organisation of the registers it most likely means."""

    mention_key: str
    name: str
    kana: str | None
    place: str
    address: str | None
    candidate_org_id: str | None
    candidate_name: str | None
    candidate_place: str
    candidate_address: str | None
    probability: float | None
    evidence: str | None


@dataclass(frozen=True)
class WaitingVoice:
    """A voice that its member lets be quoted and that nobody has approved in its present wording.

    Attributes:
        voice_id: ``<member>/<id>``.
        member_name: who sent it; None for a member that is no longer listed.
        text: its text.
        text_sha256: what an approval is bound to.
        main_issue: code of the issue.
        heard_on: when it was heard.
        raised_by: code of the kind of person who raised it.
        is_sensitive: whether its member asks for care.
        is_named: whether it would be published under the member's name.
        traces: personal data found in the text.
        was_approved: whether an approval is there that no longer holds or does not suffice.
    """

    voice_id: str
    member_name: str | None
    text: str
    text_sha256: str
    main_issue: str | None
    heard_on: date
    raised_by: str | None
    is_sensitive: bool
    is_named: bool
    traces: tuple[Span, ...]
    was_approved: bool

    @property
    def flags(self) -> tuple[str, ...]:
        """The kinds of personal data in the text, in the order of the text."""
        return tuple(dict.fromkeys(span.kind for span in self.traces))


def list_doubtful_links(home: Home) -> list[DoubtfulLink]:
    """Return the links nobody has decided, the likeliest first.

    Raises:
        DatabaseUnavailable: the tables are not built, or are being written to.
        ApprovalUnreadable: `approvals/links.yml` is not written as it must be.
    """
    decided = {decision.mention_key for decision in read_link_decisions(home)}
    links = [DoubtfulLink(**row) for row in _fetch(home, _DOUBTFUL)]
    return [link for link in links if link.mention_key not in decided]


def list_waiting_voices(home: Home) -> list[WaitingVoice]:
    """Return the voices that may be quoted once a person approves them.

    Raises:
        DatabaseUnavailable: the tables are not built, or are being written to.
        ApprovalUnreadable: `approvals/voices.yml` is not written as it must be.
    """
    approvals = read_voice_approvals(home)
    approved = {(entry.voice_id, entry.text_sha256): entry for entry in approvals}
    ever_approved = {entry.voice_id for entry in approvals}
    waiting = []
    for row in _read_quotable_voices(home):
        text, text_sha256 = row["text"], hash_text(row["text"])
        approval = approved.get((row["voice_id"], text_sha256))
        if approval is None or find_unaccepted_flags(text, approval.quote, approval.flags_accepted):
            traces = tuple(find_personal_data(text))
            was_approved = row["voice_id"] in ever_approved
            waiting.append(
                WaitingVoice(**row, text_sha256=text_sha256, traces=traces, was_approved=was_approved)
            )
    return waiting


def _read_quotable_voices(home: Home) -> list[dict[str, Any]]:
    """Return the current revision of each voice that its member lets be quoted, by voice_id.

    The tables say which may be quoted; the words are in bronze, for no table of the database keeps them.
    """
    permitted = _fetch(home, _QUOTABLE)
    files = sorted((home.bronze / "submission_voice").glob("[!.]*.parquet"))
    if not permitted or not files:
        return []
    sent = pl.scan_parquet(files, glob=False).select(*_REVISION, *_SHOWN)
    voices = sent.join(pl.LazyFrame(permitted), on=_REVISION).filter(pl.col("text").is_not_null()).collect()
    names = _read_member_names(home)
    return [
        {name: row[name] for name in (*_SHOWN, "is_named")} | {"member_name": names.get(row["member_id"])}
        for row in voices.sort("voice_id").iter_rows(named=True)
    ]


def _read_member_names(home: Home) -> dict[str, str]:
    path = home.bronze / "submission_members" / "members.parquet"
    if not path.is_file():
        return {}
    return dict(pl.read_parquet(path, columns=["member_id", "name"]).iter_rows())


def find_unaccepted_flags(text: str, quote: str | None, accepted: tuple[str, ...]) -> list[str]:
    """Return the kinds of personal data in the wording to be published that are not accepted."""
    found = {span.kind for span in find_personal_data(text if quote is None else quote)}
    return sorted(found - set(accepted))


def approve_voice(
    voice: WaitingVoice,
    approved_on: date,
    quote: str | None = None,
    accepted: tuple[str, ...] = (),
    reason: str | None = None,
) -> VoiceApproval:
    """Return the approval of a voice.

    Raises:
        DecisionRefused: the wording holds personal data that is neither taken out nor accepted, or it
            is empty or too long.
    """
    if quote is not None and not 0 < len(quote.strip()) <= MAX_QUOTE:
        raise DecisionRefused(
            voice.voice_id,
            f"{len(quote):,} characters",
            f"a wording has 1 to {MAX_QUOTE:,} characters",
            "Give the words to publish.",
        )
    if remaining := find_unaccepted_flags(voice.text, quote, accepted):
        raise DecisionRefused(
            voice.voice_id,
            ", ".join(remaining),
            "a quote is approved without personal data, or with each kind accepted by name",
            "Give a wording without it (--quote), or accept it (--accept-flag).",
        )
    return VoiceApproval(voice.voice_id, voice.text_sha256, approved_on, quote, accepted, reason)


def decide_link(
    home: Home, mention_key: str, org_id: str | None, decided_on: date, reason: str
) -> LinkDecision:
    """Return the decision that a mention means an organisation, or none with ``org_id`` None.

    Raises:
        DecisionRefused: no such mention or organisation, the mention is decided already, or the reason
            names a person; reasons are kept with the public evidence of a link.
    """
    if not _exists(home, "int_named_organizations_list", "mention_key", mention_key):
        raise DecisionRefused(
            mention_key, mention_key, "there is no such mention", "See: tsunagu review links --list"
        )
    if any(decision.mention_key == mention_key for decision in read_link_decisions(home)):
        raise DecisionRefused(
            mention_key,
            "a decision",
            "a mention is decided once",
            "To decide anew, delete its entry in approvals/links.yml first.",
        )
    if org_id is not None and not _exists(home, "organizations", "org_id", org_id):
        raise DecisionRefused(
            mention_key, org_id, "there is no such organisation", "Look it up: tsunagu query"
        )
    if flags := find_unaccepted_flags(reason, None, ()):
        raise DecisionRefused(
            mention_key,
            ", ".join(flags),
            "a reason names no person: it is kept with the evidence of the link",
            "Write it without personal data.",
        )
    return LinkDecision(mention_key, org_id, decided_on, reason)


def _exists(home: Home, table: str, column: str, value: str) -> bool:
    return bool(_fetch(home, f"select 1 from {table} where {column} = ? limit 1", [value]))


def _fetch(home: Home, sql: str, values: list[str] | None = None) -> list[dict[str, Any]]:
    with connect_read_only(home) as connection:
        try:
            rows = connection.execute(sql, values or [])
        except duckdb.CatalogException as error:
            raise DatabaseUnavailable(
                str(home.database),
                str(error).splitlines()[0][:200],
                "the tables of what members sent must be built first",
                "Run `tsunagu run`.",
            ) from error
        names = [column[0] for column in rows.description or ()]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
