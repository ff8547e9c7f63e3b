"""Writes the documentation pages of the contracts: ``python -m ingest.submissions.contracts.documentation``.

A test fails when the pages in ``docs/members`` are not what this module writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ingest.files import write_text_atomically
from ingest.submissions.contracts.fields import EARLIEST, FieldSpec, Publication
from ingest.submissions.contracts.messages import show_cell
from ingest.submissions.contracts.registry import KINDS, Contract, contracts_of, current_contract
from ingest.submissions.vocabularies import Vocabulary, load_vocabulary

PAGES = Path(__file__).resolve().parents[3] / "docs" / "members"


@dataclass(frozen=True)
class _Words:
    """The words of a page that are no contract's."""

    language: str
    other: str
    columns: tuple[str, ...]
    required: str
    optional: str
    key: str
    form: str
    until: str
    rules: str
    choices: str
    code: str
    label: str
    other_words: str
    back: str
    index: str
    index_columns: tuple[str, ...]
    generated: str
    publication: Mapping[Publication, str]
    types: Mapping[str, str]
    since: str


_JA = _Words(
    language="ja",
    other="[English]({kind}.en.md)",
    columns=("見出し", "項目名", "必須", "形", "書くもの", "例", "公開"),
    required="必須",
    optional="",
    key="**{keys}** が同じ行は、同じ記録の訂正とみなします。取下げの行に要るのもこれだけです。",
    form="様式：`{name}`",
    until="（{day}に受け取る分まで）",
    rules="確かめること",
    choices="選択肢",
    code="コード",
    label="言葉",
    other_words="ほかに通じる言葉",
    back="[会員のみなさんへ](README.ja.md) · [様式の一覧](index.ja.md)",
    index="様式の一覧",
    index_columns=("種類", "一行が表すもの", "様式", "ほかに受け付ける版"),
    generated="このページは様式の定義から自動で作られています。",
    publication={
        "never_stored": "保存も公開もしない",
        "internal": "公開しない",
        "counted": "集計に。団体名の公開にも同意があれば一覧にも",
        "named": "団体名の公開に同意があれば一覧に",
        "quoted": "引用に同意があり、担当者が確認したものに",
    },
    types={
        "text": "文章（{longest:,}字まで）",
        "id": "番号（半角英数字と - _、40字まで）",
        "id_list": "番号（いくつでも）",
        "integer": "整数（{minimum:,}〜{maximum:,}）",
        "date": "日付",
        "flag": "○か×（空欄は×）",
        "code": "選択肢から一つ",
        "code_list": "選択肢からいくつか（{longest}個まで）",
        "corporate_number": "13桁の数字",
        "url": "アドレス",
        "email": "メールアドレス",
        "phone": "電話番号",
    },
    since="{shape}（{day}以後）",
)
_EN = _Words(
    language="en",
    other="[日本語]({kind}.ja.md)",
    columns=("header", "field", "required", "type", "what to write", "example", "published"),
    required="yes",
    optional="",
    key="Rows with the same **{keys}** revise one record; a row that withdraws needs nothing else.",
    form="Form: `{name}`",
    until=" (taken when received until {day})",
    rules="What is checked",
    choices="Choices",
    code="code",
    label="label",
    other_words="also understood",
    back="[For members](README.en.md) · [All forms](index.en.md)",
    index="All forms",
    index_columns=("kind", "one row is", "form", "other versions taken"),
    generated="This page is generated from the definition of the form.",
    publication={
        "never_stored": "never stored, never published",
        "internal": "never",
        "counted": "in counts; with consent to the name, in lists too",
        "named": "in lists, with consent to the name",
        "quoted": "in quotes, with consent and after a person has read them",
    },
    types={
        "text": "text, at most {longest:,} characters",
        "id": "number: letters, digits, - and _, at most 40",
        "id_list": "numbers",
        "integer": "whole number, {minimum:,} to {maximum:,}",
        "date": "date",
        "flag": "○ or × (empty is ×)",
        "code": "one of a list",
        "code_list": "several of a list, at most {longest}",
        "corporate_number": "13 digits",
        "url": "web address",
        "email": "e-mail address",
        "phone": "telephone number",
    },
    since="{shape}, {day} or later",
)
LANGUAGES: Mapping[str, _Words] = MappingProxyType({"ja": _JA, "en": _EN})


def write_pages(folder: Path) -> None:
    """Write all pages into a folder."""
    for name, text in build_pages().items():
        write_text_atomically(folder / name, text)


def build_pages() -> dict[str, str]:
    """Return the text of every page by its file name."""
    pages = {}
    for language, words in LANGUAGES.items():
        pages[f"index.{language}.md"] = _build_index(words)
        for kind in KINDS:
            pages[f"{kind}.{language}.md"] = _build_page(kind, words)
    return pages


def _build_index(words: _Words) -> str:
    rows = []
    for kind in KINDS:
        contract = current_contract(kind)
        older = [f"`{it.name}`{_name_end(it, words)}" for it in contracts_of(kind)[:-1]]
        link = f"[{_take(contract, 'title', words)}]({kind}.{words.language}.md)"
        rows.append((link, _take(contract, "description", words), f"`{contract.name}`", "<br>".join(older)))
    parts = [f"# {words.index}", words.generated, _draw_table(words.index_columns, rows)]
    return "\n\n".join(parts) + "\n"


def _build_page(kind: str, words: _Words) -> str:
    """Return the page of a kind: the current version, then older ones that are still taken."""
    current = current_contract(kind)
    title = _take(current, "title", words)
    parts = [f"# {title}", f"{words.back} · {words.other.format(kind=kind)}"]
    parts += [_take(current, "description", words), words.generated]
    for contract in reversed(contracts_of(kind)):
        parts += _describe_version(contract, words)
    return "\n\n".join(parts + _list_choices(kind, words)) + "\n"


def _describe_version(contract: Contract, words: _Words) -> list[str]:
    rows = [_describe_field(field, words) for field in contract.fields]
    keys = "・".join(_take(contract.by_name[name], "title", words) for name in contract.key_fields)
    parts = [
        f"## {words.form.format(name=contract.name)}{_name_end(contract, words)}",
        words.key.format(keys=keys),
        _draw_table(words.columns, rows),
    ]
    rules = _list_rules(contract, words)
    return parts + ([f"### {words.rules}: `{contract.name}`", rules] if rules else [])


def _describe_field(field: FieldSpec, words: _Words) -> tuple[str, ...]:
    return (
        field.title_ja,
        f"`{field.name}`",
        words.required if field.required else words.optional,
        describe_type(field, words),
        _take(field, "description", words),
        show_cell(field, field.example, words.language),
        words.publication[field.publication],
    )


def describe_type(field: FieldSpec, words: _Words) -> str:
    """Return what a column takes, with a link to its list of choices."""
    shape = words.types[field.type].format(
        longest=field.longest or 0, minimum=field.minimum or 0, maximum=field.maximum or 0
    )
    if field.earliest != EARLIEST:
        return words.since.format(shape=shape, day=field.earliest)
    return f"{shape}: [`{field.vocabulary}`](#{field.vocabulary})" if field.vocabulary else shape


def _list_rules(contract: Contract, words: _Words) -> str:
    """Return the rules on values of a row, as what is told when one is broken."""
    lines = []
    for rule in contract.model.all_rules:
        title = _take(contract.by_name[rule.field], "title", words)
        message = (rule.message_ja if words.language == "ja" else rule.message_en).format(title=title)
        lines.append(f"* `{rule.code}`: {message}")
    return "\n".join(lines)


def _list_choices(kind: str, words: _Words) -> list[str]:
    """Return one section a vocabulary that the kind uses in any version."""
    fields = [field for contract in contracts_of(kind) for field in contract.fields if field.vocabulary]
    names = dict.fromkeys(field.vocabulary for field in reversed(fields) if field.vocabulary)
    parts = [f"## {words.choices}"]
    for name in sorted(names):
        parts += [f"### {name}", _draw_choices(load_vocabulary(name), words)]
    return parts


def _draw_choices(vocabulary: Vocabulary, words: _Words) -> str:
    rows = []
    for term in vocabulary.terms:
        label = term.name_ja if words.language == "ja" else f"{term.name_en} ({term.name_ja})"
        rows.append((f"`{term.code}`", label, term.attributes.get("also_known_as", "").replace("|", "、")))
    if not any(row[2] for row in rows):
        return _draw_table((words.code, words.label), [row[:2] for row in rows])
    return _draw_table((words.code, words.label, words.other_words), rows)


def _draw_table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '｜') for cell in line)} |" for line in lines)


def _take(described: Contract | FieldSpec, what: str, words: _Words) -> str:
    return str(getattr(described, f"{what}_{words.language}"))


def _name_end(contract: Contract, words: _Words) -> str:
    return words.until.format(day=contract.accepted_until) if contract.accepted_until else ""


if __name__ == "__main__":
    write_pages(PAGES)
