"""Writes the decisions as tables, so that dbt reads them like any other source."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.submissions.screening import screen_texts
from warehouse.approvals.links import read_link_decisions
from warehouse.approvals.voices import VoiceApproval, hash_text, read_voice_approvals
from warehouse.layout import Home
from warehouse.small_tables import write_if_changed

VOICE_SCHEMA = pl.Schema(
    {
        "voice_id": pl.String(),
        "text_sha256": pl.String(),
        "quote": pl.String(),
        "quote_flags": pl.List(pl.String()),
        "flags_accepted": pl.List(pl.String()),
        "approved_on": pl.Date(),
    }
)
LINK_SCHEMA = pl.Schema(
    {"mention_key": pl.String(), "org_id": pl.String(), "decided_on": pl.Date(), "reason": pl.String()}
)


def write_approval_tables(home: Home, bronze: Path) -> None:
    """Write `voice_approvals/approvals.parquet` and `link_decisions/decisions.parquet` below ``bronze``.

    Both are there also when nothing is decided. A file whose content would be the same is left alone.

    Raises:
        ApprovalUnreadable: a file of approvals is not written as it must be.
    """
    voices = _tabulate_voices(read_voice_approvals(home), bronze)
    decisions = pl.DataFrame(
        [
            (entry.mention_key, entry.org_id, entry.decided_on, entry.reason)
            for entry in read_link_decisions(home)
        ],
        schema=LINK_SCHEMA,
        orient="row",
    ).sort("mention_key")
    write_if_changed(voices, bronze / "voice_approvals" / "approvals.parquet")
    write_if_changed(decisions, bronze / "link_decisions" / "decisions.parquet")


def _tabulate_voices(approvals: list[VoiceApproval], bronze: Path) -> pl.DataFrame:
    """Return the approvals with what the screening finds, by today's rules, in the words to be published."""
    texts = _read_texts(approvals, bronze)
    published = [approval.quote or texts.get(approval.text_sha256) for approval in approvals]
    flags = screen_texts(pl.Series(published, dtype=pl.String))
    rows = [
        (entry.voice_id, entry.text_sha256, entry.quote, found, list(entry.flags_accepted), entry.approved_on)
        for entry, found in zip(approvals, flags.to_list(), strict=True)
    ]
    return pl.DataFrame(rows, schema=VOICE_SCHEMA, orient="row").sort("voice_id", "text_sha256")


def _read_texts(approvals: list[VoiceApproval], bronze: Path) -> dict[str, str]:
    """Return the texts, by sha256, of the voices that are approved as they are."""
    wanted = {approval.voice_id for approval in approvals if approval.quote is None}
    files = sorted((bronze / "submission_voice").glob("*.parquet"))
    if not wanted or not files:
        return {}
    sent = pl.scan_parquet(files).filter(pl.col("record_key").is_in(sorted(wanted)))
    texts = sent.select("text").drop_nulls().unique().collect()["text"]
    return {hash_text(text): text for text in texts}
