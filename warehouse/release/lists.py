"""The lists of releases that readers ask: `releases.json`, `latest.json`, `feed.atom` and `catalog.jsonld`.

Read from the releases themselves each time, so never out of step with them.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.files import write_text_atomically
from warehouse.layout import Home
from warehouse.release.catalog import (
    LATEST_FILE,
    RELEASES_FILE,
    ReleaseEntry,
    list_releases,
    list_tombstones,
    order_of,
)
from warehouse.release.dcat import CATALOG_FILE, describe_catalog
from warehouse.release.feed import FEED_FILE, write_feed
from warehouse.release.json_files import read_json, to_json
from warehouse.release.paths import SUMMARY
from warehouse.release.tombstone import Tombstone


def write_lists(home: Home, created: dict[str, str]) -> bool:
    """Write the lists where they would say something else; return whether any was written.

    Args:
        home: whose public folder.
        created: when releases became public that are in no list yet.
    """
    releases = list_releases(home)
    listed = [_describe(home, entry, releases, created) for entry in releases]
    listed += [_describe_withdrawn(tombstone, releases) for tombstone in list_tombstones(home)]
    listed.sort(key=lambda entry: order_of(entry["id"]), reverse=True)
    latest = next((entry for entry in listed if entry["status"] == "current"), None)
    changed = [
        _write_if_changed(home.public / RELEASES_FILE, to_json({"releases": listed})),
        _write_if_changed(home.public / FEED_FILE, write_feed(home, listed)),
    ]
    if latest:
        catalog = to_json(describe_catalog(home.releases / latest["id"]))
        changed.append(_write_if_changed(home.public / LATEST_FILE, to_json(latest)))
        changed.append(_write_if_changed(home.public / CATALOG_FILE, catalog))
    else:
        for name in (LATEST_FILE, CATALOG_FILE):
            (home.public / name).unlink(missing_ok=True)
    return any(changed)


def _describe(
    home: Home, entry: ReleaseEntry, releases: list[ReleaseEntry], created: dict[str, str]
) -> dict[str, Any]:
    successor = _find_successor(entry, releases)
    described: dict[str, Any] = {
        **asdict(entry),
        "created": created.get(entry.id, entry.created),
        "path": f"releases/{entry.id}",
        "status": "superseded" if successor else "current",
        "because": _read_reasons(home, entry),
    }
    if successor:
        is_patch = _month_of(successor) == _month_of(entry)
        because = _read_reasons(home, successor) if is_patch else []
        described["superseded_by"] = successor.id
        described["superseded_as"] = "patch" if is_patch else "newer_month"
        described["superseded_because"] = because
        described["banner"] = _word_banner(entry.id, successor.id, is_patch, because)
    return described


def _find_successor(entry: ReleaseEntry, releases: list[ReleaseEntry]) -> ReleaseEntry | None:
    """Return the newest patch of the same month, else the newest release; None for the newest itself."""
    later = [one for one in releases if order_of(one.id) > order_of(entry.id)]
    return next((one for one in later if _month_of(one) == _month_of(entry)), next(iter(later), None))


def _month_of(entry: ReleaseEntry) -> tuple[int, int]:
    return order_of(entry.id)[:2]


def _read_reasons(home: Home, entry: ReleaseEntry) -> list[dict[str, str]]:
    """Return why a release was made; nothing for those older than differences."""
    path = home.releases / entry.id / SUMMARY
    reasons: list[dict[str, str]] = read_json(path)["because"] if path.is_file() else []
    return reasons


def _word_banner(
    release: str, successor: str, is_patch: bool, because: list[dict[str, str]]
) -> dict[str, str]:
    """Return what a page about a superseded release says at its head."""
    if not is_patch:
        return {
            "ja": f"{release}より新しい公開{successor}があります。",
            "en": f"Release {successor} is newer than {release}.",
        }
    why_ja = f"理由：{'、'.join(reason['ja'] for reason in because)}。" if because else ""
    title_en = "Reason" if len(because) == 1 else "Reasons"
    why_en = f" {title_en}: {'; '.join(reason['en'] for reason in because)}." if because else ""
    return {
        "ja": f"{release}は{successor}に置き換えられました。{why_ja}",
        "en": f"Release {release} is superseded by {successor}.{why_en}",
    }


def _describe_withdrawn(tombstone: Tombstone, releases: list[ReleaseEntry]) -> dict[str, Any]:
    newest = releases[0].id if releases else None
    day = tombstone.withdrawn_on.isoformat()
    reason_ja = tombstone.reason_ja or tombstone.reason_en
    use_ja, use_en = (f"{newest}をお使いください。", f" Use {newest}.") if newest else ("", "")
    return {
        "id": tombstone.id,
        "as_of": tombstone.as_of,
        "data_through": tombstone.data_through,
        "created": tombstone.created,
        "fingerprint": tombstone.fingerprint,
        "path": f"releases/{tombstone.id}",
        "status": "withdrawn",
        "withdrawn_on": day,
        "reason": {"ja": tombstone.reason_ja, "en": tombstone.reason_en},
        "banner": {
            "ja": f"{tombstone.id}は{day}に取り下げられました。理由：{reason_ja}。{use_ja}",
            "en": f"Release {tombstone.id} was withdrawn on {day}: {tombstone.reason}.{use_en}",
        },
    }


def _write_if_changed(path: Path, text: str) -> bool:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_text_atomically(path, text)
    return True
