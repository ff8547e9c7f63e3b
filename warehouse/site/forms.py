"""The forms that members fill in, for download: written by the intake's own contracts."""

from __future__ import annotations

from pathlib import Path

from ingest.submissions.contracts import KINDS, current_contract
from ingest.submissions.template_files import name_template, write_template
from warehouse.site.render import ASSETS
from warehouse.site.source import SiteSource

FORMS = Path(ASSETS) / "forms"
FORMATS = ("xlsx", "csv", "schema")


def write_forms(source: SiteSource, root: Path) -> None:
    """Write each form as a workbook, as CSV and as JSON Schema below the root of the site."""
    folder = root / FORMS
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        contract = current_contract(kind)
        for form in FORMATS:
            write_template(contract, form, folder / name_template(contract, form))
