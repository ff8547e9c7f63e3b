"""The tables that go into linking and the one that comes out."""

from __future__ import annotations

import pyarrow as pa

from warehouse.errors import ShapeError

_COMPARED = (
    ("name", pa.string()),
    ("kana", pa.string()),
    ("prefecture_code", pa.string()),
    ("municipality_code", pa.string()),
    ("address", pa.string()),
    ("fields", pa.list_(pa.string())),
)

#: An organisation as a member names it.
MENTIONS = pa.schema([("mention_key", pa.string()), *_COMPARED])

#: An organisation as a register knows it, or knew it: several rows an organisation.
CANDIDATES = pa.schema([("org_id", pa.string()), *_COMPARED, ("is_former", pa.bool_())])

#: What a person decided; no ``org_id`` means: none of the organisations of the registers.
DECISIONS = pa.schema(
    [
        ("mention_key", pa.string()),
        ("org_id", pa.string()),
        ("decided_on", pa.date32()),
        ("reason", pa.string()),
    ]
)

#: One row a mention.
LINKS = pa.schema(
    [
        ("mention_key", pa.string()),
        ("org_id", pa.string()),
        ("state", pa.string()),
        ("rule", pa.string()),
        ("probability", pa.float64()),
        ("evidence", pa.string()),
        ("candidate_org_id", pa.string()),
        ("candidate_name", pa.string()),
    ]
)

LINKED, DOUBTFUL, UNLINKED, DECIDED = "linked", "doubtful", "unlinked", "decided"


def conform(table: pa.Table, schema: pa.Schema, name: str) -> pa.Table:
    """Return the columns of ``schema`` in their types; other columns are left out.

    Raises:
        ShapeError: a column is missing, or its values do not fit the type.
    """
    missing = [field.name for field in schema if field.name not in table.column_names]
    if missing:
        raise ShapeError(
            name,
            ", ".join(missing),
            "every column of the table must be there",
            f"Give the table `{name}` the columns {', '.join(schema.names)}.",
        )
    try:
        return table.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise ShapeError(
            name, str(error)[:200], "the columns must have their types", "Cast them before linking."
        ) from error


def refuse_repeated_mentions(mentions: pa.Table) -> None:
    """Raise if a mention is there twice or has no key: its two rows could be linked differently.

    Raises:
        ShapeError: a key is missing or occurs twice.
    """
    keys = mentions["mention_key"].to_pylist()
    repeated = (
        sorted({key for key in keys if key is None or keys.count(key) > 1}, key=str)
        if len(set(keys)) < len(keys) or None in keys
        else []
    )
    if repeated:
        raise ShapeError(
            "mentions.mention_key",
            str(repeated[0]),
            "every mention has a key of its own",
            "Name each mention once.",
        )
