"""The last look at quotes before a release: screened again, by today's rules, as they would be published."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl

from ingest.submissions.screening import screen_texts
from warehouse.approvals.voices import hash_text, read_voice_approvals
from warehouse.database import connect_read_only
from warehouse.layout import Home


def judge_quotes(home: Home, connection: duckdb.DuckDBPyConnection | None = None) -> list[str]:
    """Return what is wrong with the public quotes, one sentence each; nothing when all may go out.

    A quote may go out when a person approved that very wording and accepted every flag the screening raises
    in it today. The sentences name the quote and the kinds of trace, never the words: they are published.

    Args:
        home: whose approvals count, and whose database is read.
        connection: an open connection to that database; one is opened without it.

    Raises:
        ApprovalUnreadable: `approvals/voices.yml` is not written as it must be.
        DatabaseUnavailable: there is no database, or it is being written to.
        duckdb.CatalogException: the table of quotes is not built.
    """
    if connection is None:
        with connect_read_only(home) as opened:
            return judge_quotes(home, opened)
    quotes = connection.execute("select quote_id, quote from voice_quotes order by quote_id").fetchall()
    accepted = _read_accepted_flags(home)
    flags = screen_texts(pl.Series([quote for _, quote in quotes], dtype=pl.String)).to_list()
    judged = (
        (quote_id, _judge_quote(set(found), accepted.get(hash_text(quote or ""))))
        for (quote_id, quote), found in zip(quotes, flags, strict=True)
    )
    return [f"{quote_id}: {fault}" for quote_id, fault in judged if fault]


def _read_accepted_flags(home: Home) -> dict[str, list[set[str]]]:
    """Return, by sha256 of a wording, the flags that each approval of it accepts."""
    accepted: dict[str, list[set[str]]] = {}
    for approval in read_voice_approvals(home):
        wording = approval.text_sha256 if approval.quote is None else hash_text(approval.quote)
        accepted.setdefault(wording, []).append(set(approval.flags_accepted))
    return accepted


def _judge_quote(found: set[str], accepted: Iterable[set[str]] | None) -> str | None:
    if accepted is None:
        return "nobody approved this wording"
    if any(found <= flags for flags in accepted):
        return None
    remaining = min((found - flags for flags in accepted), key=len)
    return f"the screening finds what nobody accepted ({', '.join(sorted(remaining))})"
