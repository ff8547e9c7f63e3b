"""The licence of a release, and the wording that goes with it."""

from __future__ import annotations

from warehouse.release.inputs import SourceRecord

LICENCE_NAME = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LEGAL_CODE_URL = "https://creativecommons.org/licenses/by/4.0/legalcode"
LEGAL_CODE_URL_JA = "https://creativecommons.org/licenses/by/4.0/legalcode.ja"


def join_wording(sources: list[SourceRecord], attribute: str) -> str:
    """Return one wording of several registers, each once, in order."""
    return " / ".join(dict.fromkeys(str(getattr(source, attribute)) for source in sources))
