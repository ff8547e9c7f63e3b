"""Which member sends which file, in which format, with which mistakes in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from ingest.sample.submissions.chain import Chain
from ingest.sample.submissions.confidences import REWORDED, WITHDRAWN
from ingest.sample.submissions.corrections import correct
from ingest.sample.submissions.mistakes import BLUNDERS, Blunder, add_blunders, add_habits
from ingest.sample.submissions.model import Form, Record, Row, SampleFile, Style
from ingest.sample.submissions.personal import UNAPPROVED_MARKERS

_ENGLISH = Style(headers="name", dates="iso", flags=("true", "false"), codes="code", separator=";")
_OWN = Style(order="shuffled", dates="kanji", separator="\n")
_ERAS = Style(order="shuffled", dates="era", flags=("はい", "いいえ"))
_WIDE = Style(dates="wide", flags=("○", ""))
_PLAIN = Style()

#: How many rows with harmless habits of typing a file gets.
_HABITS = 14


@dataclass(frozen=True)
class _Spec:
    """A file of voices of one member.

    Attributes:
        member_id: who sends it.
        name: file name.
        form: its format.
        years: first and last year heard.
        style: how it is typed.
        version: version of the contract.
        blunders: how many of the mistakes of the kind it holds, from which one on.
    """

    member_id: str
    name: str
    form: Form
    years: tuple[int, int]
    style: Style = _PLAIN
    version: int = 2
    blunders: tuple[int, int] = (0, 0)


_VOICE_FILES: tuple[_Spec, ...] = (
    _Spec("hokkaido-centre", "声_2021-2023.csv", "csv_cp932", (2021, 2023), _WIDE, blunders=(0, 3)),
    _Spec("hokkaido-centre", "声_2024-2026.xlsx", "template", (2024, 2026), blunders=(3, 2)),
    _Spec("sendai-centre", "voices_2021-2024.csv", "csv_bom", (2021, 2024), blunders=(0, 2)),
    _Spec("sendai-centre", "声の記録_2025-2026.xlsx", "workbook", (2025, 2026), _OWN, blunders=(2, 2)),
    _Spec("kanto-centre", "koe_2021.csv", "csv_utf8", (2021, 2021), Style(dates="iso"), 1, (0, 1)),
    _Spec("kanto-centre", "koe_2022-2026.json", "json", (2022, 2026), _ENGLISH, blunders=(4, 1)),
    _Spec("nagoya-centre", "対話の記録（令和3～5年）.xlsx", "workbook", (2021, 2023), _ERAS, blunders=(5, 2)),
    _Spec("nagoya-centre", "対話の記録_2024以降.csv", "csv_cp932", (2024, 2026), blunders=(7, 3)),
    _Spec("osaka-centre", "voices.jsonl", "jsonl", (2021, 2026), _ENGLISH, blunders=(0, 2)),
    _Spec("chugoku-centre", "声_記入済み.xlsx", "template", (2021, 2026), blunders=(1, 3)),
    _Spec("shikoku-centre", "koe.csv", "csv_utf8", (2021, 2026), Style(dates="era_letter"), blunders=(5, 1)),
    _Spec(
        "kyushu-centre",
        "九州の声_2021-2024.csv",
        "csv_bom",
        (2021, 2024),
        Style(dates="kanji"),
        blunders=(6, 2),
    ),
    _Spec("kyushu-centre", "九州の声_2025-2026.csv", "csv_bom", (2025, 2026)),
    _Spec("civil-hub", "forum_voices.json", "json", (2021, 2026), _ENGLISH),
    _Spec("company-network", "企業の集まりで聞いた声.xlsx", "workbook", (2021, 2026), _OWN, blunders=(8, 1)),
    _Spec("mihon-city", "市民の声.csv", "csv_cp932", (2021, 2026), _WIDE, blunders=(9, 1)),
    _Spec("jidokan-federation", "児童館の声.xlsx", "template", (2021, 2026), blunders=(3, 2)),
)

#: Member → how it sends everything that is not a voice.
_OTHER_FORMS: dict[str, tuple[Form, Style]] = {
    "hokkaido-centre": ("csv_cp932", _PLAIN),
    "sendai-centre": ("csv_bom", Style(dates="kanji")),
    "kanto-centre": ("json", _ENGLISH),
    "nagoya-centre": ("csv_bom", Style(dates="era")),
    "osaka-centre": ("jsonl", _ENGLISH),
    "chugoku-centre": ("csv_utf8", _WIDE),
    "shikoku-centre": ("csv_utf8", Style(dates="era_letter")),
    "kyushu-centre": ("csv_bom", _PLAIN),
    "civil-hub": ("csv_utf8", Style(headers="name", dates="iso", codes="code")),
    "recovery-fund": ("csv_bom", _PLAIN),
    "company-network": ("csv_utf8", _PLAIN),
    "mihon-city": ("csv_cp932", _PLAIN),
    "jidokan-federation": ("csv_cp932", Style(dates="era")),
}
#: Member and kind → what it sends in a workbook all the same.
_WORKBOOKS: dict[tuple[str, str], tuple[Form, Style]] = {
    ("sendai-centre", "organization_profile"): ("template", _PLAIN),
    ("sendai-centre", "collaboration"): ("template", _PLAIN),
    ("company-network", "event"): ("workbook", _OWN),
    ("jidokan-federation", "collaboration"): ("workbook", _ERAS),
}
_NAMES = {
    "event": "催し",
    "programme": "事業",
    "proposal": "提言",
    "collaboration": "協働団体",
    "organization_profile": "団体プロフィール",
    "grant": "助成一覧",
}
_SUFFIXES: dict[Form, str] = {"template": "xlsx", "workbook": "xlsx", "json": "json", "jsonl": "jsonl"}

#: Files of other kinds that hold every mistake of their kind.
_SPOILT = {
    ("nagoya-centre", "event"),
    ("civil-hub", "collaboration"),
    ("sendai-centre", "collaboration"),
    ("sendai-centre", "organization_profile"),
    ("civil-hub", "programme"),
    ("kyushu-centre", "proposal"),
    ("recovery-fund", "grant"),
}

#: A second file of the same bytes under another name, as people send it when in doubt.
REPEATED = ("kyushu-centre", "九州の声_2025-2026.csv", "九州の声_2025-2026 (1).csv")


def plan_files(chain: Chain, seed: int) -> list[SampleFile]:
    """Return every file of the inbox, with the corrections as files of their own."""
    rng = Random(f"{seed} files")
    sent, second = _correct_some(chain, rng)
    files = [_plan_voices(rng, spec, rows) for spec in _VOICE_FILES if (rows := _choose_voices(spec, sent))]
    for (member_id, kind), rows in sent.items():
        if kind != "voice":
            files.append(_plan_others(rng, member_id, kind, rows))
    return [*files, *second]


def _choose_voices(spec: _Spec, sent: dict[tuple[str, str], list[Row]]) -> list[Row]:
    """Return the voices of a file; none when its member heard nothing in its years."""
    first, last = spec.years
    return [row for row in sent[spec.member_id, "voice"] if first <= _year_heard(row) <= last]


def _plan_voices(rng: Random, spec: _Spec, rows: list[Row]) -> SampleFile:
    if spec.version == 1:
        rows = [_downgrade(row) for row in rows]
    start, count = spec.blunders
    rows = add_blunders(rng, "voice", rows, _fit(BLUNDERS["voice"][start : start + count], spec.version))
    rows = add_habits(rng, "voice", rows, min(_HABITS, len(rows) // 4))
    if spec.form == "workbook":
        rows = _merge_one(rng, rows)
    examples = 1 if spec.form == "template" else 0
    return SampleFile(
        spec.member_id, spec.name, "voice", spec.form, tuple(rows), spec.version, spec.style, examples
    )


def _plan_others(rng: Random, member_id: str, kind: str, rows: list[Row]) -> SampleFile:
    form, style = _WORKBOOKS.get((member_id, kind), _OTHER_FORMS[member_id])
    if (member_id, kind) in _SPOILT:
        rows = add_blunders(rng, kind, rows, BLUNDERS[kind])
    rows = add_habits(rng, kind, rows, max(1, len(rows) // 6))
    name = f"{_NAMES[kind]}.{_SUFFIXES.get(form, 'csv')}"
    return SampleFile(member_id, name, kind, form, tuple(rows), 1, style, 1 if form == "template" else 0)


def _correct_some(chain: Chain, rng: Random) -> tuple[dict[tuple[str, str], list[Row]], list[SampleFile]]:
    """Return what is sent first, and the files that correct it."""
    sent = dict(chain.sent)
    second = []
    spared = _list_sources(chain) | {voice.full_id for voice in chain.confided}
    for member_id, name, form, style in _CORRECTIONS:
        mend, take_back = _name_corrections(chain, member_id)
        rows = [_restore_words(row, mend) for row in sent[member_id, "voice"]]
        spare = frozenset(full.partition("/")[2] for full in spared if full.startswith(f"{member_id}/"))
        done = correct(
            rng,
            "voice",
            rows,
            mend=mend,
            revised=8,
            withdrawn=6,
            take_back=take_back,
            spare=spare,
        )
        sent[member_id, "voice"] = done.rows
        second.append(SampleFile(member_id, name, "voice", form, tuple(done.corrections), 2, style))
    return sent | _correct_grants(sent, rng, second), second


_CORRECTIONS: tuple[tuple[str, str, Form, Style], ...] = (
    ("sendai-centre", "声_訂正と取下げ.csv", "csv_bom", _PLAIN),
    ("osaka-centre", "voices_corrections.jsonl", "jsonl", _ENGLISH),
    ("nagoya-centre", "対話の記録_訂正.xlsx", "template", _PLAIN),
)


def _correct_grants(
    sent: dict[tuple[str, str], list[Row]], rng: Random, second: list[SampleFile]
) -> dict[tuple[str, str], list[Row]]:
    """Mend two amounts and take one grant back."""
    key = ("recovery-fund", "grant")
    mend: dict[str, Record] = {"*": {"amount_jpy": 750_000}}
    done = correct(rng, "grant", sent[key], mend=mend, revised=2, withdrawn=1)
    second.append(
        SampleFile("recovery-fund", "助成一覧_訂正.csv", "grant", "csv_utf8", tuple(done.corrections))
    )
    return {key: done.rows}


def _name_corrections(chain: Chain, member_id: str) -> tuple[dict[str, Record], tuple[str, ...]]:
    """Return the corrections of a member: for any voice the place, for the marked ones what they are for."""
    mend: dict[str, Record] = {"*": {"municipality": None}}
    reworded, withdrawn = chain.confided[REWORDED], chain.confided[WITHDRAWN]
    if reworded.member_id == member_id:
        mend[str(reworded.record["voice_id"])] = {"text": reworded.record["text"]}
    taken = (str(withdrawn.record["voice_id"]),) if withdrawn.member_id == member_id else ()
    return mend, taken


def _restore_words(row: Row, mend: dict[str, Record]) -> Row:
    """Return the first sending of a voice whose words change later: harmless, as somebody approved them."""
    later = mend.get(str(row.values["voice_id"]), {})
    if "text" not in later:
        return row
    return replace(row, values={**row.values, "text": strip_marker(str(row.values["text"]))})


def strip_marker(text: str) -> str:
    """Return a marked text in the harmless words it was first sent with."""
    return text.replace(f"{UNAPPROVED_MARKERS[REWORDED]}で聞いた。", "")


def _list_sources(chain: Chain) -> set[str]:
    """Return the voices that proposals cite, with their member."""
    cited = set()
    for (member_id, kind), rows in chain.sent.items():
        if kind == "proposal":
            for row in rows:
                sources = row.values["source_voices"] or ()
                assert isinstance(sources, tuple)
                cited |= {source if "/" in source else f"{member_id}/{source}" for source in sources}
    return cited


def _downgrade(row: Row) -> Row:
    """Return a voice as the older contract has it: one list of issues, the main one first."""
    values = {name: value for name, value in row.values.items() if name not in ("main_issue", "other_issues")}
    others = row.values["other_issues"] or ()
    assert isinstance(others, tuple)
    values["themes"] = (str(row.values["main_issue"]), *others)
    return replace(row, values=values)


def _fit(blunders: tuple[Blunder, ...], version: int) -> tuple[Blunder, ...]:
    """Return the mistakes that can be made in a version of the contract."""
    return tuple(b for b in blunders if version > 1 or "main_issue" not in b.typed)


def _merge_one(rng: Random, rows: list[Row]) -> list[Row]:
    """Put a row below a good one whose prefecture is merged with the cell above, and so empty."""
    good = [index for index, row in enumerate(rows) if not row.faults and not row.typed]
    index = rng.choice(good)
    values = {**rows[index].values, "voice_id": "X90"}
    merged = Row(values).mistype("merged_cell", fault=True, prefecture_code="")
    return [*rows[: index + 1], merged, *rows[index + 1 :]]


def _year_heard(row: Row) -> int:
    day = row.values["heard_on"]
    assert isinstance(day, date)
    return day.year
