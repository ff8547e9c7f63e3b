"""One sum over corrections, one over requests: tables made with others are other tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from warehouse.corrections.requests import REQUESTS
from warehouse.layout import Home

NO_CORRECTIONS = hashlib.sha256(b"").hexdigest()
"""The sum over no correction at all."""


def fingerprint_corrections(home: Home) -> str:
    """Return a sha256 over what the corrections say; comments and the order of entries do not count.

    A file that cannot be read counts by its bytes: a sensor that asks whether something has changed must not
    fail on it; the run it starts says what is wrong.
    """
    return _fingerprint(path for path in home.corrections.glob("[!.]*") if path.name != REQUESTS)


def fingerprint_suppressions(home: Home) -> str:
    """Return a sha256 over what the requests not to publish say; otherwise as `fingerprint_corrections`."""
    return _fingerprint(home.corrections.glob(REQUESTS))


def _fingerprint(paths: Iterable[Path]) -> str:
    entries = [entry for path in paths if path.is_file() for entry in _read_entries(path.read_bytes())]
    return hashlib.sha256("\n".join(sorted(entries)).encode("utf-8")).hexdigest()


def _read_entries(content: bytes) -> list[str]:
    try:
        entries = yaml.safe_load(content)
        listed = entries if isinstance(entries, list) else [entries]
        return [json.dumps(entry, sort_keys=True, default=str) for entry in listed if entry]
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return [content.hex()]
