"""What a difference must not repeat: the names, addresses and identifiers that are withheld on request."""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from warehouse.database import quote_text

PREFIX = "JP-JCN-"
_WORDS = "select distinct words from int_withheld_words_list order by all"
_IDENTIFIERS = """
    select org_id from int_withheld_organizations_resolve where list_contains(withheld, 'record')
    union select record_key from int_withheld_records_list where list_contains(withheld, 'record')
    order by all
"""


@dataclass(frozen=True)
class Withheld:
    """What was public and is not to be shown any more.

    Attributes:
        words: names and addresses, wherever they stand.
        identifiers: of organisations and of members' records of which nothing may be shown.
    """

    words: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    def is_in(self, text: str) -> str:
        """Return SQL that says whether something withheld stands in a text, or in JSON.

        A corporate number counts without its prefix, too: registers' own columns write it so.
        """
        plain = {*self.words, *(one.removeprefix(PREFIX) for one in self.identifiers)}
        sought = plain | {json.dumps(one, ensure_ascii=False)[1:-1] for one in plain}
        if not sought:
            return "false"
        found = f"[{', '.join(quote_text(one) for one in sorted(sought))}]"
        return f"len(list_filter({found}, lambda one: contains({text}, one))) > 0"


NOTHING_WITHHELD = Withheld()


def read_withheld(connection: duckdb.DuckDBPyConnection) -> Withheld:
    """Return what the requests in force withhold, from the tables of the warehouse."""
    words, identifiers = (
        tuple(value for (value,) in connection.execute(query).fetchall()) for query in (_WORDS, _IDENTIFIERS)
    )
    return Withheld(words, identifiers)
