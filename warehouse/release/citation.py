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


def cite(inputs: ReleaseInputs) -> str:
    """Return the sentence to cite a release by."""
    return f"{TITLE}. Release {inputs.release_id}, data as of {inputs.as_of.isoformat()}. CC BY 4.0."


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
                "url": source.homepage,
                "notes": source.processed_ja,
            }
            for source in inputs.sources
        ],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
