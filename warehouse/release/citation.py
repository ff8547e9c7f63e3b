"""How a release is cited: one sentence, and `CITATION.cff` (CFF 1.2.0, https://citation-file-format.github.io/)."""

from __future__ import annotations

import yaml

from warehouse.release.inputs import ReleaseInputs
from warehouse.release.licence import LICENCE_NAME

CITATION = "CITATION.cff"
CFF_VERSION = "1.2.0"
AUTHOR = "Tsunagu"
TITLE = "Tsunagu: open data on Japan's civil sector"
TITLE_JA = "つなぐ — 日本の市民社会のオープンデータ"
SUBJECTS = ["Japan", "non-profit organisations", "civil society", "NPO", "特定非営利活動法人", "法人番号"]


def cite(release_id: str, as_of: str, data_through: str | None) -> dict[str, str]:
    """Return the sentence to cite a release by, by language.

    Args:
        release_id: which release.
        as_of: day up to which what was published is in it, as in 2026-11-23.
        data_through: newest day any register speaks for.
    """
    ja = f"（台帳は{data_through}まで）" if data_through else ""
    en = f" (registers up to {data_through})" if data_through else ""
    return {
        "ja": f"{TITLE_JA}。リリース{release_id}、{as_of}までの公表分{ja}。CC BY 4.0。",
        "en": f"{TITLE}. Release {release_id}, what was published by {as_of}{en}. CC BY 4.0.",
    }


def cite_release(inputs: ReleaseInputs) -> dict[str, str]:
    """Return the sentence to cite a release by, by language."""
    through = inputs.data_through.isoformat() if inputs.data_through else None
    return cite(inputs.release_id, inputs.as_of.isoformat(), through)


def describe_citation(inputs: ReleaseInputs) -> str:
    """Return the text of ``CITATION.cff``."""
    content = {
        "cff-version": CFF_VERSION,
        "message": "Please cite the very release that you used. 引用にはリリースの番号を添えてください。",
        "type": "dataset",
        "title": TITLE,
        "abstract": (
            "Non-profit organisations of Japan, what happened to them, and how many there are, made from the"
            " public registers of the authorities and from what members hear and do."
        ),
        "authors": [{"name": AUTHOR, "alias": "つなぐ"}],
        "version": inputs.release_id,
        "date-released": inputs.as_of.isoformat(),
        "license": LICENCE_NAME,
        "keywords": SUBJECTS,
        "references": [
            {
                "type": "database",
                "title": source.title_en,
                "authors": [{"name": source.publisher_en}],
                **({"url": source.homepage} if source.has_address else {}),
                "notes": source.processed_ja,
            }
            for source in inputs.sources
        ],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
