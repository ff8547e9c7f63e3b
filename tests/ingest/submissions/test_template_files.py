from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ingest.submissions.contracts import CONTRACTS, Contract, current_contract
from ingest.submissions.contracts.json_schema import describe_file
from ingest.submissions.template_files import (
    TEMPLATE_FORMATS,
    UnknownTemplateFormat,
    name_template,
    write_template,
)

named = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)


@named
def test_a_csv_template_opens_in_excel_in_japan(contract: Contract, tmp_path: Path) -> None:
    write_template(contract, "csv", tmp_path / "it.csv")
    content = (tmp_path / "it.csv").read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 2


@named
def test_a_csv_template_has_the_headers_and_an_example_row(contract: Contract, tmp_path: Path) -> None:
    write_template(contract, "csv", tmp_path / "it.csv")
    text = (tmp_path / "it.csv").read_text(encoding="utf-8-sig")
    header, example = csv.reader(io.StringIO(text))

    assert header == [field.title_ja for field in contract.fields]
    assert example[0] == "記入例"
    assert all(example)


@named
def test_the_schema_template_is_the_json_schema(contract: Contract, tmp_path: Path) -> None:
    write_template(contract, "schema", tmp_path / "it.json")

    assert json.loads((tmp_path / "it.json").read_text(encoding="utf-8")) == describe_file(contract)


@pytest.mark.parametrize("template_format", TEMPLATE_FORMATS)
def test_a_template_is_written_in_every_format(template_format: str, tmp_path: Path) -> None:
    contract = current_contract("event")
    path = tmp_path / name_template(contract, template_format)
    write_template(contract, template_format, path)

    assert path.stat().st_size > 100
    assert path.name.startswith("event-v1.")


def test_an_unknown_format_is_an_error_that_names_the_others(tmp_path: Path) -> None:
    with pytest.raises(UnknownTemplateFormat, match=r"docx.*xlsx, csv, schema"):
        write_template(current_contract("event"), "docx", tmp_path / "it.docx")
