from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl

from ingest.sample.submissions import SubmissionSummary
from ingest.sample.submissions.chain import Chain
from ingest.sample.submissions.issues import WEIGHTS, list_sensitive_issues
from ingest.sample.submissions.phrases import list_phrases
from ingest.sample.submissions.programmes import PROGRAMMES
from ingest.submissions.vocabularies import load_vocabulary


def rows_of(chain: Chain, kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (member_id, dict(row.values))
        for (member_id, sent), rows in chain.sent.items()
        if sent == kind
        for row in rows
    ]


def full(member_id: str, reference: str) -> str:
    return reference if "/" in reference else f"{member_id}/{reference}"


def ids_of(chain: Chain, kind: str) -> set[str]:
    return {f"{member_id}/{values[f'{kind}_id']}" for member_id, values in rows_of(chain, kind)}


def test_the_reference_programmes_are_of_the_agreed_kinds() -> None:
    national = PROGRAMMES[:11]
    assert Counter(programme.kind for programme in national) == {
        "forum": 2,
        "conference": 2,
        "liaison_committee": 1,
        "lab": 1,
        "research": 1,
        "collaborative_project": 1,
        "workshop": 1,
        "fund": 1,
        "capacity_building": 1,
    }


def test_ids_are_given_once(chain: Chain) -> None:
    for kind in ("voice", "event", "programme", "proposal", "grant"):
        assert len(ids_of(chain, kind)) == len(rows_of(chain, kind))


def test_every_reference_names_a_record_that_was_sent(chain: Chain) -> None:
    voices, events, programmes = (ids_of(chain, kind) for kind in ("voice", "event", "programme"))
    for member_id, voice in rows_of(chain, "voice"):
        assert voice["event_id"] is None or full(member_id, voice["event_id"]) in events
    for kind in ("event", "collaboration", "grant"):
        for member_id, values in rows_of(chain, kind):
            assert full(member_id, values["programme_id"]) in programmes
    for member_id, proposal in rows_of(chain, "proposal"):
        assert {full(member_id, source) for source in proposal["source_voices"] or ()} <= voices
        assert {full(member_id, source) for source in proposal["source_events"] or ()} <= events
        assert {full(member_id, result) for result in proposal["resulting_programmes"] or ()} <= programmes


def test_a_proposal_comes_after_its_sources_and_before_its_programmes(chain: Chain) -> None:
    heard = {voice.full_id: voice.heard_on for voice in chain.voices}
    starts = {programme.full_id: programme.starts_on for programme in PROGRAMMES}
    for member_id, proposal in rows_of(chain, "proposal"):
        for source in proposal["source_voices"] or ():
            assert heard[full(member_id, source)] < proposal["submitted_on"]
        for result in proposal["resulting_programmes"] or ():
            assert proposal["submitted_on"] < starts[full(member_id, result)]


def test_the_chain_reaches_from_voices_to_grants(chain: Chain) -> None:
    heard_at = {voice.full_id: voice.record["event_id"] for voice in chain.voices}
    granted = {full(member_id, grant["programme_id"]) for member_id, grant in rows_of(chain, "grant")}
    joined = {full(member_id, row["programme_id"]) for member_id, row in rows_of(chain, "collaboration")}
    led = {
        full(member_id, result)
        for member_id, proposal in rows_of(chain, "proposal")
        for result in proposal["resulting_programmes"] or ()
        if any(heard_at[full(member_id, source)] for source in proposal["source_voices"] or ())
    }
    assert granted == {"recovery-fund/FUND"}
    assert len(led & joined) >= 8
    assert granted <= {
        full(member_id, result)
        for member_id, proposal in rows_of(chain, "proposal")
        for result in proposal["resulting_programmes"] or ()
    }


def test_events_and_voices_are_of_the_years_2021_to_2026(chain: Chain) -> None:
    assert {event.held_on.year for event in chain.events} == set(range(2021, 2027))
    assert {voice.heard_on.year for voice in chain.voices} == set(range(2021, 2027))
    assert max(voice.heard_on for voice in chain.voices) <= date(2026, 9, 30)


def test_voices_are_unevenly_spread(chain: Chain) -> None:
    cells = Counter(
        (voice.issue, voice.record["prefecture_code"], voice.heard_on.year) for voice in chain.voices
    )
    assert max(cells.values()) >= 8
    assert sum(1 for count in cells.values() if count < 5) > len(cells) / 2


def test_every_issue_is_raised_and_has_its_own_words(chain: Chain) -> None:
    codes = set(load_vocabulary("issues").codes)
    assert set(WEIGHTS) == codes
    for code in codes:
        concerns, wishes = list_phrases(code)
        assert len(concerns) >= 2
        assert len(wishes) >= 2
    assert {voice.issue for voice in chain.voices} >= list_sensitive_issues()


def test_consents_differ_from_none_to_named(chain: Chain) -> None:
    consents = Counter(
        tuple(
            voice.record[f"consent_{scope}"]
            for scope in ("aggregate", "quote_anonymous", "quote_attributed_org")
        )
        for voice in chain.voices
    )
    assert consents[True, False, False] > consents[True, True, False] > consents[True, True, True] > 0
    assert 0 < consents[False, False, False] < len(chain.voices) / 8


def test_all_sectors_work_together(chain: Chain) -> None:
    sectors = {row["sector"] for _, row in rows_of(chain, "collaboration")}
    assert sectors == set(load_vocabulary("sectors").codes)


def test_nobody_joins_a_programme_twice_in_one_role(chain: Chain) -> None:
    keys = Counter(
        (
            member_id,
            row["programme_id"],
            row["corporate_number"]
            or (row["organization_name"], row["prefecture_code"], row["municipality"]),
            row["role"],
        )
        for member_id, row in rows_of(chain, "collaboration")
    )
    assert max(keys.values()) == 1


def test_blank_spots_have_voices_and_no_programme(written: SubmissionSummary, chain: Chain) -> None:
    region_of = {term.code: term.attributes["region"] for term in load_vocabulary("prefectures").terms}
    assert written.blank_spots
    for issue, region in written.blank_spots:
        codes = {code for code, name in region_of.items() if name == region}
        heard = [v for v in chain.voices if v.issue == issue and v.record["prefecture_code"] in codes]
        assert len(heard) >= (10 if issue in list_sensitive_issues() else 5)
        active = [p for p in PROGRAMMES if issue in p.issues and p.runs_on(date(2026, 9, 30))]
        assert not any(p.regions == ("00",) or codes & set(p.regions) for p in active)


def test_links_name_npos_of_the_country_or_nobody(written: SubmissionSummary, country: pl.DataFrame) -> None:
    names = dict(country.select(pl.col("number").cast(str), "name").iter_rows())
    for link in written.links:
        if link.corporate_number is None:
            assert link.slip == "unregistered"
            assert not link.number_given
        else:
            assert (link.name == names[link.corporate_number]) == (link.slip == "exact")


def test_names_are_written_in_every_way_people_do(written: SubmissionSummary) -> None:
    by_name_alone = {link.slip for link in written.links if link.corporate_number and not link.number_given}
    assert by_name_alone >= {"exact", "short_form", "no_form", "typing", "former_name"}
    assert any(link.number_given for link in written.links)
