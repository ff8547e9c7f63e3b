"""Writes what the members of a sample network send, and what persons decided: approvals, corrections."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from ingest.files import write_atomically, write_text_atomically
from ingest.sample.corrections import render_corrections, render_requests
from ingest.sample.submissions.approvals import approve, render_links, render_voices
from ingest.sample.submissions.chain import live_chain
from ingest.sample.submissions.formats import write_file
from ingest.sample.submissions.members import render_members
from ingest.sample.submissions.model import SampleFile
from ingest.sample.submissions.organisations import draw_country
from ingest.sample.submissions.plan import REPEATED, plan_files
from ingest.sample.submissions.summary import (
    ExpectedFile,
    SubmissionSummary,
    expect_file,
    summarise,
)

#: Before any clock a sample is written by, so that no file looks as if it were still arriving.
_FIRST_SENT_AT = datetime(2024, 1, 9, tzinfo=UTC)
_LETTER = ("mihon-city", "送付のご案内.txt")
_LETTER_TEXT = "いつもお世話になっております。\n市民の声の記録をお送りします。\nご確認をお願いいたします。\n"


def write_sample_submissions(
    out: Path, *, seed: int = 1, scale: float = 1.0, organisations: pl.DataFrame | None = None
) -> SubmissionSummary:
    """Write `members.yml`, `inbox/<member>/…`, `approvals/` and `corrections/`; always the same bytes.

    Args:
        out: folder to write to; an inbox that is there is replaced.
        seed: the seed of the sample country whose organisations the members speak of.
        scale: the scale of that country; at 1.0 there are about 6,000 voices, and never fewer than 1,200.
        organisations: its NPOs as `ingest.sample.npos.draw_npos` gives them; drawn again when not given.

    Returns:
        What the intake of these files must find.
    """
    npos = draw_country(seed, scale) if organisations is None else organisations
    chain = live_chain(npos, seed, scale)
    files = plan_files(chain, seed)
    entries, approved = approve(chain, files, seed)
    inbox = out / "inbox"
    shutil.rmtree(inbox, ignore_errors=True)
    for file in files:
        write_file(inbox, file)
    further = _write_further(inbox, files)
    _date_files(inbox, [*map(expect_file, files), *further])
    write_text_atomically(out / "members.yml", render_members(chain.members))
    write_text_atomically(out / "approvals" / "voices.yml", render_voices(entries))
    write_text_atomically(out / "approvals" / "links.yml", render_links())
    write_text_atomically(out / "corrections" / "npo_portal.yml", render_corrections(npos))
    write_text_atomically(out / "corrections" / "suppressions.yml", render_requests(npos))
    return summarise(out, files, further, chain, approved)


def _date_files(inbox: Path, files: list[ExpectedFile]) -> None:
    """Give the files times a minute apart, long ago: the intake takes settled files, the oldest first."""
    for number, file in enumerate(files):
        sent_at = _FIRST_SENT_AT.timestamp() + 60 * number
        os.utime(inbox / file.member_id / file.name, (sent_at, sent_at))


def _write_further(inbox: Path, files: list[SampleFile]) -> list[ExpectedFile]:
    """Write the same bytes under a second name, and a letter that is no table."""
    member_id, name, again = REPEATED
    first = next(expect_file(file) for file in files if (file.member_id, file.name) == (member_id, name))
    with write_atomically(inbox / member_id / again) as temporary:
        shutil.copyfile(inbox / member_id / name, temporary)
    write_text_atomically(inbox.joinpath(*_LETTER), _LETTER_TEXT)
    return [
        replace(first, name=again, repeats=name),
        ExpectedFile(*_LETTER, "", "text", 0, 0, 0, refused=True),
    ]
