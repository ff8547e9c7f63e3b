"""The files a member starts from: a workbook, a CSV file, or the JSON Schema of a contract."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from ingest.errors import IngestError
from ingest.files import write_text_atomically
from ingest.submissions.contracts import Contract
from ingest.submissions.contracts.json_schema import describe_file
from ingest.submissions.contracts.messages import show_cell
from ingest.submissions.workbooks import write_template_workbook

#: What makes Excel read a CSV file as UTF-8.
BYTE_ORDER_MARK = "\ufeff"


class UnknownTemplateFormat(IngestError):
    """There is no template in this format."""

    code = "template.format"


def write_template(contract: Contract, template_format: str, path: Path) -> None:
    """Write the template of a contract, in whole or not at all.

    Args:
        contract: the contract.
        template_format: ``xlsx``, ``csv`` or ``schema``.
        path: where to.

    Raises:
        UnknownTemplateFormat: the format is none of these.
    """
    if template_format not in TEMPLATE_FORMATS:
        choices = ", ".join(TEMPLATE_FORMATS)
        raise UnknownTemplateFormat(
            "template", template_format, "there is no template in this format", f"Choose one of {choices}."
        )
    _WRITERS[template_format](path, contract)


def name_template(contract: Contract, template_format: str) -> str:
    """Return the usual name of a template file, such as ``voice-v2.xlsx``."""
    return f"{contract.kind}-v{contract.version}{TEMPLATE_FORMATS[template_format]}"


def _write_csv(path: Path, contract: Contract) -> None:
    """Write headers and the example row, as Excel in Japan opens them: UTF-8 with its mark, CR LF."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(field.title_ja for field in contract.fields)
    writer.writerow(
        show_cell(field, "example" if field.name == "action" else field.example) for field in contract.fields
    )
    write_text_atomically(path, BYTE_ORDER_MARK + lines.getvalue())


def _write_schema(path: Path, contract: Contract) -> None:
    write_text_atomically(path, json.dumps(describe_file(contract), ensure_ascii=False, indent=2) + "\n")


#: The formats of templates, each with the suffix of its files.
TEMPLATE_FORMATS: Mapping[str, str] = MappingProxyType(
    {"xlsx": ".xlsx", "csv": ".csv", "schema": ".schema.json"}
)
_WRITERS: Mapping[str, Callable[[Path, Contract], None]] = MappingProxyType(
    {"xlsx": write_template_workbook, "csv": _write_csv, "schema": _write_schema}
)
