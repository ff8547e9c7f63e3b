"""What the model compares, level by level, and which pairs it looks at.

Used for training only: a run reads the trained settings from ``model.json``, where all of this stands
with its weights.
"""

from __future__ import annotations

from typing import Any

from warehouse.linkage.decide import SAME_BUT_FOR_SIGNS, SAME_NAME, TYPED_SLIP
from warehouse.linkage.similarity import LIKENESS, SLIPS

Settings = dict[str, Any]

_SHORT = "least(length(name_fold_l), length(name_fold_r))"
#: One slip, two in a long name; never in what tells neighbours apart (市 and 県, east and west, numbers).
_NEAR = (
    f"name_marks_l = name_marks_r and ({_SHORT} >= 4 and {SLIPS}(name_fold_l, name_fold_r) <= 1"
    f" or {_SHORT} >= 9 and {SLIPS}(name_fold_l, name_fold_r) <= 2)"
)
#: A character more or less, or swapped with another: what hands do. A character replaced by another is
#: as often another organisation (福島 and 福井).
_TYPED = (
    "(length(name_fold_l) <> length(name_fold_r)"
    " or list_sort(string_split(name_fold_l, '')) = list_sort(string_split(name_fold_r, '')))"
)


def _level(label: str, condition: str, **options: Any) -> Settings:
    return {"sql_condition": condition, "label_for_charts": label, **options}


def _compare(column: str, levels: list[Settings], null: str | None = None) -> Settings:
    null = null or f'"{column}_l" is null or "{column}_r" is null'
    return {
        "output_column_name": column,
        "comparison_levels": [
            _level("not given", null, is_null_level=True),
            *levels,
            _level("differs", "ELSE"),
        ],
    }


COMPARISONS: tuple[Settings, ...] = (
    _compare(
        "name_key",
        [
            _level(
                SAME_NAME,
                "name_key_l = name_key_r",
                tf_adjustment_column="name_key",
                tf_adjustment_weight=1.0,
            ),
            _level(SAME_BUT_FOR_SIGNS, "name_fold_l = name_fold_r"),
            _level(TYPED_SLIP, f"{_NEAR} and {_TYPED}"),
            _level("a character replaced", _NEAR),
            _level(
                "one contains the other",
                f"{_SHORT} >= 4"
                " and (contains(name_fold_l, name_fold_r) or contains(name_fold_r, name_fold_l))",
            ),
            _level("alike", f"{LIKENESS}(name_fold_l, name_fold_r) >= 0.75"),
            _level("somewhat alike", f"{LIKENESS}(name_fold_l, name_fold_r) >= 0.55"),
        ],
    ),
    _compare(
        "kana_key",
        [
            _level("same", "kana_key_l = kana_key_r"),
            _level("alike", f"{LIKENESS}(kana_key_l, kana_key_r) >= 0.85"),
        ],
    ),
    _compare(
        "forms",
        [
            _level("same", "list_has_any(forms_l, forms_r)"),
            _level(
                "the same before or after certification as of public interest",
                "form_family_l = form_family_r",
            ),
        ],
    ),
    _compare(
        "municipality_code",
        [
            _level("same municipality", "municipality_code_l = municipality_code_r"),
            _level("same city, the ward not given or another", "city_code_l = city_code_r"),
            _level(
                "same prefecture, municipality not given",
                "prefecture_code_l = prefecture_code_r"
                " and (municipality_code_l is null or municipality_code_r is null)",
            ),
            _level("another municipality of the prefecture", "prefecture_code_l = prefecture_code_r"),
        ],
        null="prefecture_code_l is null or prefecture_code_r is null",
    ),
    _compare(
        "address_key",
        [
            _level(
                "same",
                "(ends_with(address_key_l, address_key_r) or ends_with(address_key_r, address_key_l))"
                " and address_end_l is not null and address_end_r is not null",
            ),
            _level(
                "same but for the last numbers",
                "starts_with(address_key_l, address_key_r) or starts_with(address_key_r, address_key_l)"
                " or address_end_l = address_end_r",
            ),
            _level(
                "same part of town",
                "ends_with(address_town_l, address_town_r) or ends_with(address_town_r, address_town_l)",
            ),
        ],
    ),
    _compare("field_codes", [_level("at least one the same", "list_has_any(field_codes_l, field_codes_r)")]),
)

#: A pair is looked at if it agrees in one of these; anything else cannot become a link.
BLOCKING_RULES = (
    "l.name_fold = r.name_fold and l.prefecture_code = r.prefecture_code",
    "l.kana_key = r.kana_key and l.prefecture_code = r.prefecture_code",
    "l.city_code = r.city_code and l.name_head = r.name_head",
    "l.city_code = r.city_code and l.name_tail = r.name_tail",
    "l.city_code = r.city_code and substr(l.name_fold, 1, 1) = substr(r.name_fold, 1, 1)"
    " and length(l.name_fold) <= 6 and length(r.name_fold) <= 6",
    "l.prefecture_code = r.prefecture_code and l.address_end = r.address_end",
    "l.prefecture_code = r.prefecture_code and substr(l.name_fold, 1, 5) = substr(r.name_fold, 1, 5)",
)

#: Weights nobody could measure: no register at hand states activity fields next to a member's own.
#: They may help to choose between two candidates and are too small to make or break a link.
UNMEASURED_FIELDS = {"at least one the same": (0.8, 0.5), "differs": (0.2, 0.5)}


def untrained_settings(prior: float) -> Settings:
    """Return the settings of the model before training.

    Args:
        prior: share of pairs that are matches among all pairs of a mention and a candidate.
    """
    return {
        "link_type": "link_only",
        "unique_id_column_name": "row_id",
        "probability_two_random_records_match": prior,
        "comparisons": [*COMPARISONS],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in BLOCKING_RULES
        ],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "linker_uid": "tsunagu",
    }
