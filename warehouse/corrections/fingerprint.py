"""One sum over corrections and requests: tables made with others are other tables."""

from __future__ import annotations

import hashlib
import json

import yaml

from warehouse.corrections.requests import REQUESTS
from warehouse.layout import Home


def fingerprint_corrections(home: Home) -> str:
    """Return a sha256 over what `corrections/*.yml` say; comments and the order of entries do not count.

    A file that cannot be read counts by its bytes: a sensor that asks whether something has changed must not
    fail on it; the run it starts says what is wrong.
    """
    entries = sorted(
        entry
        for path in home.corrections.glob("[!.]*")
        if path.is_file()
        for entry in _read_entries(path.name == REQUESTS, path.read_bytes())
    )
    return hashlib.sha256("\n".join(entries).encode("utf-8")).hexdigest()


def _read_entries(are_requests: bool, content: bytes) -> list[str]:
    try:
        entries = yaml.safe_load(content)
        listed = entries if isinstance(entries, list) else [entries]
        return [json.dumps([are_requests, entry], sort_keys=True, default=str) for entry in listed if entry]
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return [content.hex()]
