"""Expectations on the public tables made from what members send; most guard what must never be shown."""

from __future__ import annotations

from warehouse.quality.judge import Rule
from warehouse.quality.suite import TableSuite

SMALLEST_COUNT = 5
LONGEST_QUOTE = 2000
LARGEST_GRANT = 10**12
LISTS_OF_CODES = 24
FEWEST_ISSUES = 20

_WITHHELD = "count(*) filter (value_status = 'c' and value is not null)"
_UNEXPLAINED = "count(*) filter (value_status is null and value is null)"


def _none(measure: str, says: str, remedy: str, blocking: bool = True) -> Rule:
    """Return the rule that there is no such row."""
    return Rule(measure, says, remedy, maximum=0, blocking=blocking)


_WITHHELD_RULES = (
    _none("withheld_with_value", "A withheld value is empty.", "Look at the table's last model."),
    _none("empty_without_status", "An empty value says why.", "Look at the protection of the counts."),
)

MEMBER_SUITES = (
    TableSuite(
        "programmes",
        {
            "without_issue": "count(*) filter (len(issues) = 0)",
            "ending_before_start": "count(*) filter (ends_on < starts_on)",
        },
        (
            _none("without_issue", "Every programme names an issue.", "Look at the contract of programmes."),
            _none("ending_before_start", "No programme ends before it starts.", "Ask the member."),
        ),
    ),
    TableSuite(
        "collaborations",
        {"repeated": "count(*) - count(distinct (programme_id, participant_id, role, member_id))"},
        (
            _none(
                "repeated",
                "A member tells once that an organisation takes part in a role.",
                "Two ways of writing a name were linked to one organisation: ask the member to withdraw one.",
                blocking=False,
            ),
        ),
    ),
    TableSuite(
        "programme_events",
        {
            "small_gatherings": f"count(*) filter (participants between 1 and {SMALLEST_COUNT - 1})",
            "withheld_with_value": "count(*) filter (participants_status is not null and participants >= 0)",
        },
        (
            _none("small_gatherings", "No number of one to four participants is shown.", "Do not release."),
            _none("withheld_with_value", "A withheld number is empty.", "Look at the model of events."),
        ),
    ),
    TableSuite(
        "proposals",
        {"exact_voices": "count(*) filter (source_voices % 10 > 0)"},
        (_none("exact_voices", "A number of voices is told in full tens only.", "Do not release."),),
    ),
    TableSuite(
        "grants",
        {"smallest": "min(amount_jpy)", "largest": "max(amount_jpy)"},
        (
            Rule("smallest", "A grant is at least one yen.", "Ask the member.", minimum=1),
            Rule("largest", "No grant passes 10^12 yen.", "Look for a wrong unit.", maximum=LARGEST_GRANT),
        ),
    ),
    TableSuite(
        "members",
        {"without_name": "count(*) filter (trim(name) = '')"},
        (_none("without_name", "Every member has a name.", "Look at members.yml."),),
    ),
    TableSuite(
        "support_centres",
        {"without_name": "count(*) filter (trim(name) = '')"},
        (_none("without_name", "Every support centre has a name.", "Look at the contract of profiles."),),
    ),
    TableSuite(
        "voice_quotes",
        {
            "named_without_consent": "count(*) filter (member_name is not null and not is_named)",
            "longest": "max(length(quote))",
            "empty": "count(*) filter (trim(quote) = '')",
        },
        (
            _none("named_without_consent", "A member is named only where it agreed.", "Do not release."),
            Rule("longest", "No quotation is longer than a voice.", "Read it.", maximum=LONGEST_QUOTE),
            _none("empty", "No quotation is empty.", "Look at approvals/voices.yml."),
        ),
    ),
    TableSuite(
        "connection_chain",
        {
            "of_few_voices": f"count(*) filter (voices < {SMALLEST_COUNT})",
            "without_voices": "count(*) filter (from_kind = 'voices' and voices is null)",
        },
        (
            _none(
                "of_few_voices", "A chain tells of at least five voices.", "Do not release: see its model."
            ),
            _none("without_voices", "A link from voices knows how many.", "Look at the links."),
        ),
    ),
    TableSuite(
        "bridging_organizations",
        {"largest": "max(betweenness)::double", "without_partner": "count(*) filter (partners < 1)"},
        (
            Rule(
                "largest", "Betweenness is a share.", "Look at warehouse/networks.py.", minimum=0, maximum=1
            ),
            _none(
                "without_partner", "Every organisation listed has a partner.", "Look at the participations."
            ),
        ),
    ),
    TableSuite(
        "stat_voices",
        {
            "smallest": f"coalesce(min(value), {SMALLEST_COUNT})",
            "withheld_with_value": _WITHHELD,
            "empty_without_status": _UNEXPLAINED,
        },
        (
            Rule("smallest", "No count below five is shown.", "Do not release.", minimum=SMALLEST_COUNT),
            *_WITHHELD_RULES,
        ),
    ),
    TableSuite(
        "stat_connections",
        {
            "more_named_than_counted": "count(*) filter (named_pairs > value)",
            "withheld_with_value": _WITHHELD,
            "empty_without_status": _UNEXPLAINED,
        },
        (
            _none("more_named_than_counted", "The named are among the counted.", "Look at the pairs."),
            *_WITHHELD_RULES,
        ),
    ),
    TableSuite(
        "stat_blank_spots",
        {
            "blank_with_activity": "count(*) filter (is_blank_spot"
            " and programmes_active + organizations_collaborating + grants > 0)",
            "blank_without_voices": "count(*) filter (is_blank_spot"
            f" and coalesce(voices, 0) < {SMALLEST_COUNT})",
        },
        (
            _none("blank_with_activity", "Nobody is at work in a blank spot.", "Look at the rule."),
            _none("blank_without_voices", "A blank spot has published voices.", "Look at the rule."),
        ),
    ),
    TableSuite(
        "issues",
        {"rows": "count(*)", "smallest_threshold": "min(threshold)"},
        (
            Rule("rows", "There are at least twenty issues.", "Compare the seed.", minimum=FEWEST_ISSUES),
            Rule(
                "smallest_threshold",
                "No threshold is below five.",
                "Look at the macro voice_threshold.",
                minimum=SMALLEST_COUNT,
            ),
        ),
    ),
    TableSuite(
        "vocabularies",
        {"lists": "count(distinct vocabulary)"},
        (
            Rule(
                "lists",
                "There are twenty-four lists of codes.",
                "Compare the seeds with the model.",
                minimum=LISTS_OF_CODES,
                maximum=LISTS_OF_CODES,
            ),
        ),
    ),
)
