from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.approvals import Approval, read_approvals
from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home


def write(folder: Path, text: str) -> Home:
    (folder / "approvals").mkdir()
    (folder / "approvals" / "tables.yml").write_text(text, encoding="utf-8")
    return Home(folder)


def test_without_a_file_nothing_is_approved(tmp_path: Path) -> None:
    assert read_approvals(Home(tmp_path)) == []


def test_an_approval_names_table_release_and_reason(tmp_path: Path) -> None:
    home = write(
        tmp_path, "- {table: certifications, after: 2026.11.0, reason: expired entries were dropped}"
    )
    assert read_approvals(home) == [Approval("certifications", "2026.11.0", "expired entries were dropped")]


@pytest.mark.parametrize(
    "text",
    [
        "- {table: certifications, after: 2026.11.0}",
        "- {table: certifications, after: 2026.11.0, reason: ''}",
        "- {table: certifications, after: 2026.11.0, reason: x, until: 2027}",
        "certifications",
        "- [",
    ],
)
def test_anything_else_is_refused_with_an_example(tmp_path: Path, text: str) -> None:
    with pytest.raises(ApprovalUnreadable, match="after: 2026.11.0, reason"):
        read_approvals(write(tmp_path, text))
