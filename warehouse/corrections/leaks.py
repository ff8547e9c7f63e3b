"""A last look at the public tables: no name or address that is withheld stands in any column of any of them.

What is withheld is kept out by what the dictionary says of each column. This look does not read the
dictionary's word for it: a column that somebody adds and forgets to declare is found here.
"""

from __future__ import annotations

import duckdb

from warehouse.corrections.judge import Remark
from warehouse.database import quote_name
from warehouse.dictionary import Dataset, Dictionary

_TEXT = "varchar"
#: What another organisation bears as well is no trace of the one that is withheld.
_WORDS = """
    create or replace temp table withheld_words as
    with others as (
        select unnest([name, kana, name_en, address]) as words from int_organizations_assemble
        where org_id not in (select org_id from int_withheld_organizations_resolve)
    )
    select words from int_withheld_words_list
    except
    select words from others
"""


def find_leaks(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary) -> dict[str, list[Remark]]:
    """Return, for each table, what it shows that is withheld; such a table must not go out.

    The sentences name table and column, never the words.

    Args:
        connection: on the tables; a temporary table is made.
        dictionary: the tables to look at.
    """
    if connection.execute("select 1 from int_withheld_words_list limit 1").fetchone() is None:
        return {dataset.name: [] for dataset in dictionary}
    connection.execute(_WORDS)
    return {dataset.name: _look_into(connection, dataset) for dataset in dictionary}


def _look_into(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[Remark]:
    texts = [column.name for column in dataset.columns if column.data_type == _TEXT]
    if not texts:
        return []
    counts = ", ".join(
        f"count(*) filter (where {quote_name(name)} in (from withheld_words))" for name in texts
    )
    found = connection.execute(f"select {counts} from {quote_name(dataset.name)}").fetchone() or ()
    return [
        Remark(
            f"{dataset.name}.{name} shows in {rows:,} rows what is withheld on request. Declare in the YAML"
            " of the table what the column holds, and of whom.",
            stops=True,
        )
        for name, rows in zip(texts, found, strict=True)
        if rows
    ]
