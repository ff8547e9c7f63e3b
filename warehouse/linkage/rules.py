"""The exact rules: what needs no model because name and place agree.

A rule links a mention only to one organisation. Where it fits two, neither is taken, later and weaker
rules are not asked, and the model may still tell the two apart by what else is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

#: The legal form stated in the mention is that of the candidate, or one of the two states none.
FORMS_AGREE = "(m.forms is null or c.forms is null or list_has_any(m.forms, c.forms))"

#: Readings are shorter on information than kanji: a short one alone says too little.
SHORTEST_TELLING_KANA = 6

#: Without a municipality only a name this long that nobody else in the country bears is enough.
SHORTEST_TELLING_NAME = 4


@dataclass(frozen=True)
class ExactRule:
    """A rule: its public name, the condition on mention ``m`` and candidate ``c``, and it in words."""

    name: str
    condition: str
    evidence: str


EXACT_RULES = (
    ExactRule(
        "exact_name_and_municipality",
        "m.name_key = c.name_key and m.municipality_code = c.municipality_code",
        "same name; same municipality; no other organisation of that name there",
    ),
    ExactRule(
        "exact_name_and_city",
        "m.name_key = c.name_key and m.city_code = c.city_code",
        "same name; same designated city, the ward not given or another; no other of that name there",
    ),
    ExactRule(
        "exact_kana_and_municipality",
        "m.kana_key = c.kana_key and m.city_code = c.city_code"
        f" and length(m.kana_key) >= {SHORTEST_TELLING_KANA}"
        " and substr(m.name_fold, 1, 2) = substr(c.name_fold, 1, 2)",
        "same reading; same municipality; names begin alike; no other of that reading there",
    ),
    ExactRule(
        "exact_name_and_prefecture",
        "m.name_key = c.name_key and m.prefecture_code = c.prefecture_code and m.municipality_code is null"
        f" and length(m.name_key) >= {SHORTEST_TELLING_NAME} and c.bearers = 1",
        "same name; same prefecture, no municipality given; nobody else in the country bears the name",
    ),
)


def apply_exact_rules(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return what the exact rules link: mention_key, rule, evidence, org_id, candidate_name.

    Args:
        connection: holds ``mention_keys`` and ``candidate_keys``.
    """
    matches = "\nunion all\n".join(
        f"select m.mention_key, {place} as place, c.org_id, c.name, c.is_former"
        f" from mention_keys as m inner join candidate_keys as c on {rule.condition} and {FORMS_AGREE}"
        for place, rule in enumerate(EXACT_RULES)
    )
    found: pl.DataFrame = connection.execute(
        f"""
        with matches as ({matches}),
        first_rule as (
            select *, min(place) over (partition by mention_key) as first_place from matches
        )
        select
            mention_key,
            first_place,
            min(org_id) as org_id,
            first(name order by is_former, name) as candidate_name
        from first_rule
        where place = first_place
        group by mention_key, first_place
        having count(distinct org_id) = 1
        order by mention_key
        """
    ).pl()
    places = found["first_place"].to_list()
    return found.select(
        "mention_key",
        pl.Series("rule", [EXACT_RULES[place].name for place in places], dtype=pl.String),
        pl.Series("evidence", [EXACT_RULES[place].evidence for place in places], dtype=pl.String),
        "org_id",
        "candidate_name",
    )
