"""What is wrong with the rows of one sheet, as a table: one line a broken rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from ingest.submissions.contracts import Contract, FieldSpec
from ingest.submissions.contracts.messages import SHOWN_VALUE, Fault, explain_row_rule, explain_rule
from ingest.submissions.readers.document import ROW, Sheet
from ingest.submissions.wording import WORDINGS, Wording, word_rule

#: Position of the row, field, rule, and what in the cell is at fault where that is less than the cell.
FaultRow = tuple[int, str | None, str, str | None]

#: A broken rule by the position of its row; the texts follow from field and rule.
FAULTS = pl.Schema({"index": pl.Int64(), "field": pl.String(), "rule": pl.String(), "part": pl.String()})

#: The lines of the quarantine, without what says which file they are from.
LINES = pl.Schema(
    {
        "kind": pl.String(),
        "sheet": pl.String(),
        "row": pl.Int64(),
        "column": pl.String(),
        "field": pl.String(),
        "value": pl.String(),
        "rule": pl.String(),
        "message_ja": pl.String(),
        "message_en": pl.String(),
        "remedy_ja": pl.String(),
        "remedy_en": pl.String(),
        "content": pl.String(),
        "part": pl.String(),
    }
)


@dataclass
class FaultList:
    """Gathers the broken rules of one sheet."""

    frames: list[pl.DataFrame] = field(default_factory=list)

    def add_where(self, rules: pl.Series, name: str, parts: pl.Series | None = None) -> None:
        """Add the rules of a column that has one where a cell is at fault and null elsewhere."""
        if rules.null_count() == len(rules):
            return
        parts = pl.Series([None], dtype=pl.String).new_from_index(0, len(rules)) if parts is None else parts
        frame = pl.DataFrame({"rule": rules, "part": parts}).with_row_index("index")
        found = frame.filter(pl.col("rule").is_not_null()).with_columns(
            pl.col("index").cast(pl.Int64), pl.lit(name).alias("field")
        )
        self.frames.append(found.select(FAULTS.names()))

    def add_all(self, faults: Iterable[FaultRow]) -> None:
        """Add faults given as position, field, rule and part."""
        frame = pl.DataFrame(list(faults), schema=FAULTS, orient="row")
        if not frame.is_empty():
            self.frames.append(frame)

    def list_fields(self) -> dict[int, set[str]]:
        """Return the fields at fault of each row that has any."""
        found: dict[int, set[str]] = {}
        for frame in self.frames:
            for index, name in zip(frame["index"].to_list(), frame["field"].to_list(), strict=True):
                found.setdefault(index, set()).add(name)
        return found

    def keep_only(self, positions: pl.Series, name: str) -> None:
        """Drop what is wrong with some rows but for one field, which makes the rest of no account."""
        others = ~pl.col("index").is_in(positions.cast(pl.Int64).implode()) | (pl.col("field") == name)
        self.frames = [frame.filter(others.fill_null(False)) for frame in self.frames]

    def unite(self) -> pl.DataFrame:
        """Return all faults in the order of the rows."""
        if not self.frames:
            return FAULTS.to_frame()
        return pl.concat(self.frames).sort("index", "field", "rule", nulls_last=True, maintain_order=True)


def describe_faults(
    faults: pl.DataFrame, sheet: Sheet, contract: Contract | None, columns: Mapping[str, int], member: str
) -> pl.DataFrame:
    """Return faults as lines of the quarantine: place, value as sent, texts, and the row as sent.

    Args:
        faults: by position, as ``FaultList.unite`` gives them.
        sheet: the sheet.
        contract: what the sheet follows.
        columns: position of the column of each field.
        member: id of the sender.
    """
    if faults.is_empty():
        return LINES.to_frame()
    pieces = []
    for (name,), group in faults.group_by("field", maintain_order=True):
        column = columns.get(str(name))
        cells = None if column is None else sheet.rows[str(column)].gather(group["index"])
        header = None if column is None else sheet.header[column]
        pieces.append(
            group.with_columns(
                pl.lit(header, dtype=pl.String).alias("column"),
                pl.lit(None, dtype=pl.String).alias("value") if cells is None else cells.alias("value"),
            )
        )
    lines = _add_words(pl.concat(pieces), contract, member)
    places = pl.col("field").replace_strict(dict(columns), default=len(columns), return_dtype=pl.Int64)
    lines = lines.sort("index", places, "field", "rule", nulls_last=True)
    return lines.with_columns(
        sheet.rows[ROW].gather(lines["index"]).alias("row"),
        pl.lit(contract and contract.kind, dtype=pl.String).alias("kind"),
        pl.lit(sheet.name).alias("sheet"),
        describe_rows(sheet, lines["index"]).alias("content"),
    ).select(LINES.names())


def describe_rows(sheet: Sheet, positions: pl.Series) -> pl.Series:
    """Return rows as sent, each a JSON text of header and cell; a header that stands twice is numbered."""
    names: dict[str, str] = {}
    for column, header in enumerate(sheet.header):
        name = header if header not in names.values() else f"{header} ({column + 1})"
        names[str(column)] = name
    distinct = positions.unique()
    cells = sheet.rows.select(pl.col(old).alias(new) for old, new in names.items())[distinct]
    texts = cells.to_struct("content").struct.json_encode()
    found = pl.DataFrame({"index": distinct, "content": texts})
    return pl.DataFrame({"index": positions}).join(found, on="index", how="left", maintain_order="left")[
        "content"
    ]


def _add_words(lines: pl.DataFrame, contract: Contract | None, member: str) -> pl.DataFrame:
    """Add the texts of each line; they depend on the value only where they repeat it."""
    told = pl.when(pl.col("rule") == "code.unknown").then(pl.coalesce("part", "value"))
    lines = lines.with_columns(told.str.slice(0, SHOWN_VALUE + 1).alias("told"))
    cases = lines.select("field", "rule", "told").unique()
    rows = [
        (name, rule, told, *word_fault(name, rule, told, contract, member))
        for name, rule, told in cases.rows()
    ]
    texts = ("message_ja", "message_en", "remedy_ja", "remedy_en")
    schema = {name: pl.String for name in ("field", "rule", "told", *texts)}
    words = pl.DataFrame(rows, schema=schema, orient="row")
    return lines.join(words, on=["field", "rule", "told"], how="left", nulls_equal=True)


def word_fault(
    name: str | None, rule: str, told: str | None, contract: Contract | None, member: str
) -> Wording:
    """Return the texts of a rule broken in a field of a contract."""
    field = contract.by_name.get(name or "") if contract else None
    if contract is None or field is None or rule in WORDINGS:
        return word_rule(rule, field, member=member)
    models = (contract.model, contract.withdrawal)
    for row_rule in (known for model in models for known in model.all_rules):
        if (row_rule.code, row_rule.field) == (rule, name):
            return _take_words(explain_row_rule(field, row_rule, None))
    return _take_words(explain_rule(field, rule, told or "", _find_limit(field, rule)))


def _take_words(fault: Fault) -> Wording:
    return Wording(fault.message_ja, fault.message_en, fault.remedy_ja, fault.remedy_en)


def _find_limit(field: FieldSpec, rule: str) -> str:
    """Return the bound that a rule speaks of."""
    bounds = {
        "text.too_long": field.longest,
        "list.too_long": field.longest,
        "integer.too_small": field.minimum,
        "integer.too_large": field.maximum,
    }
    if rule == "date.too_early":
        return field.earliest.isoformat()
    bound = bounds.get(rule)
    return "" if bound is None else f"{bound:,}"
