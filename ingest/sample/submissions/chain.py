"""Everything the sample network did, before it is put into files: who sends which records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import polars as pl

from ingest.sample.submissions.collaborations import Connecting
from ingest.sample.submissions.confidences import confide
from ingest.sample.submissions.events import Event, hold_events
from ingest.sample.submissions.grants import decide_grants
from ingest.sample.submissions.members import SampleMember, seat_members
from ingest.sample.submissions.model import Record, Row
from ingest.sample.submissions.organisations import Acquaintances, choose_known
from ingest.sample.submissions.profiles import introduce, introduce_itself, list_represented
from ingest.sample.submissions.programme import describe_programme
from ingest.sample.submissions.programmes import PROGRAMMES
from ingest.sample.submissions.proposals import Proposing
from ingest.sample.submissions.slips import Mention
from ingest.sample.submissions.voices import Hearing, Voice

_VOICES_AT_SCALE_1 = 6_000
_FEWEST_VOICES = 1_200
_ORGANISATIONS_AT_SCALE_1 = 260
_GRANTS_AT_SCALE_1 = 130
_PROFILES_OF_A_CENTRE = 11
_OPEN_PROPOSALS = {"civil-hub": 6, "recovery-fund": 1, "jidokan-federation": 2}
_OPEN_PROPOSALS_OF_A_CENTRE = 3

#: Members that also send the voices which try the rules of publication.
_CONFIDED_TO = ("sendai-centre", "osaka-centre", "kyushu-centre", "hokkaido-centre")

Sent = dict[tuple[str, str], list[Row]]


@dataclass(frozen=True)
class Chain:
    """What the network did.

    Attributes:
        members: by id.
        sent: rows by member and kind.
        voices: every voice, those told in confidence last.
        confided: the voices that try the rules of publication, in their own order.
        events: every gathering.
        mentions: how organisations were written down.
    """

    members: dict[str, SampleMember]
    sent: Sent
    voices: list[Voice]
    confided: list[Voice]
    events: list[Event]
    mentions: list[Mention]


def live_chain(npos: pl.DataFrame, seed: int, scale: float) -> Chain:
    """Return voices, events, proposals, programmes, collaborations, grants and profiles of a network."""
    members = seat_members(choose_known(npos))
    known = Acquaintances(npos, _stream(seed, "known"), max(40, round(_ORGANISATIONS_AT_SCALE_1 * scale)))
    events = hold_events(_stream(seed, "events"), members)
    voices, confided = _hear_everybody(seed, members, events, scale)
    connecting = Connecting(_stream(seed, "connecting"), members, known)
    grants, mentions = decide_grants(
        _stream(seed, "grants"), known, max(30, round(_GRANTS_AT_SCALE_1 * scale))
    )
    sent: Sent = {}
    for voice in [*voices, *confided]:
        _put(sent, voice.member_id, "voice", voice.record)
    for event in events:
        _put(sent, event.member_id, "event", event.record)
    for programme in PROGRAMMES:
        _put(sent, programme.owner, "programme", describe_programme(programme, members[programme.owner]))
    for member_id, record in _propose(seed, members, voices, events):
        _put(sent, member_id, "proposal", record)
    for member_id, record in connecting.connect(scale):
        _put(sent, member_id, "collaboration", record)
    for record in grants:
        _put(sent, "recovery-fund", "grant", record)
    members, told = _introduce_everybody(seed, members, known, sent)
    return Chain(
        members, sent, [*voices, *confided], confided, events, [*connecting.mentions, *mentions, *told]
    )


def _put(sent: Sent, member_id: str, kind: str, record: Record) -> None:
    sent.setdefault((member_id, kind), []).append(Row(record))


def _hear_everybody(
    seed: int, members: dict[str, SampleMember], events: list[Event], scale: float
) -> tuple[list[Voice], list[Voice]]:
    count = max(_FEWEST_VOICES, round(_VOICES_AT_SCALE_1 * scale))
    voices = [
        voice
        for member in members.values()
        for voice in Hearing(_stream(seed, f"voices {member.id}"), member, events).hear(
            round(count * member.share)
        )
    ]
    listeners = {member_id: members[member_id].hears_from for member_id in _CONFIDED_TO}
    return voices, confide(_stream(seed, "confidences"), listeners)


def _propose(
    seed: int, members: dict[str, SampleMember], voices: list[Voice], events: list[Event]
) -> list[tuple[str, Record]]:
    proposing = Proposing(_stream(seed, "proposals"), voices, events)
    proposals = proposing.write_planned()
    for member in members.values():
        if "proposal" in member.kinds:
            count = _OPEN_PROPOSALS.get(member.id, _OPEN_PROPOSALS_OF_A_CENTRE)
            proposals += proposing.write_open(member, count)
    return proposals


def _introduce_everybody(
    seed: int, members: dict[str, SampleMember], known: Acquaintances, sent: Sent
) -> tuple[dict[str, SampleMember], list[Mention]]:
    """Add the profiles, and to each member what it represents."""
    representing = dict(members)
    mentions: list[Mention] = []
    for member in members.values():
        if "organization_profile" not in member.kinds:
            continue
        rng = _stream(seed, f"profiles {member.id}")
        records, told = introduce(rng, member, known, _PROFILES_OF_A_CENTRE)
        for record in records:
            _put(sent, member.id, "organization_profile", record)
        _put(sent, member.id, "organization_profile", introduce_itself(rng, member))
        representing[member.id] = replace(member, represents=list_represented(records))
        mentions += told
    return representing, mentions


def _stream(seed: int, purpose: str) -> Random:
    """Return a source of randomness of its own, so that one part does not change another."""
    return Random(f"{seed} {purpose}")
