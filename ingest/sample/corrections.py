"""A mistake in the sample's portal, the correction of it, and a request not to publish an address.

The authority typed 1900 for 2000. Who runs the sample sees the right year in the tables, the correction in
the public table of corrections, and one organisation less with an address.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import yaml

from ingest.sample.calendar import SYSTEM_START

CERTIFIED_ON, FOUNDED_ON, TYPED = date(2000, 9, 11), date(2000, 10, 1), date(1900, 10, 1)
_SLASHES = "%Y/%m/%d"
_CORRECTIONS = """\
# Mistakes in the portal. docs/corrections.md says how an entry is written.
"""
_REQUESTS = """\
# What somebody asked us not to publish. No names here, and no story: docs/corrections.md says why.
"""


def misdate_founding(rows: pl.DataFrame, npos: pl.DataFrame) -> pl.DataFrame:
    """Return the portal's rows with a founding a hundred years too early in one of them."""
    mistaken = pl.col("法人情報URL").str.ends_with(f"/{_choose(npos)['portal_id'][0]}")
    typed = {"法人設立認証年月日": CERTIFIED_ON, "設立年月日": TYPED}
    return rows.with_columns(
        pl.when(mistaken).then(pl.lit(day.strftime(_SLASHES))).otherwise(header).alias(header)
        for header, day in typed.items()
    )


def render_corrections(npos: pl.DataFrame) -> str:
    """Return the text of `corrections/npo_portal.yml`."""
    entry = {
        "id": "portal-founded-1900",
        "register": "npo_portal",
        "rows": {"portal_id": _choose(npos)["portal_id"][0]},
        "expect": {"values": {"established_on": TYPED}, "rows": 1},
        "set": {"established_on": FOUNDED_ON},
        "reason_ja": "設立の認証(2000年9月11日)より百年前の設立日となっており、年の入力誤り。",
        "reason_en": "Founded a hundred years before its authentication of 2000-09-11: the year is a slip.",
        "evidence": "https://www.npo-homepage.go.jp/npoportal/",
        "reported_to": "内閣府",
        "reported_on": date(2024, 9, 2),
    }
    return _CORRECTIONS + _dump(entry)


def render_requests(npos: pl.DataFrame) -> str:
    """Return the text of `corrections/suppressions.yml`."""
    entry = {
        "id": "s-2024-001",
        "org_id": f"JP-JCN-{_choose(npos)['number'][1]}",
        "withhold": ["address"],
        "reason": "safety",
        "requested_on": date(2024, 9, 3),
    }
    return _REQUESTS + _dump(entry)


def _choose(npos: pl.DataFrame) -> pl.DataFrame:
    """Return living NPOs that were there before corporate numbers were and of which everything is known."""
    return npos.filter(
        pl.col("ended").is_null(),
        ~pl.col("without_number"),
        ~pl.col("without_address"),
        ~pl.col("hidden"),
        pl.col("assigned") == SYSTEM_START,
    ).sort("number")


def _dump(entry: dict[str, Any]) -> str:
    return yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=100)
