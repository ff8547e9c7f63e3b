"""What a member is told of a value: the rule it breaks, what was expected and what to do, in both languages.

The sentences are kept apart from the checks. ``{title}`` is the header, ``{value}`` what was written,
``{limit}`` the limit, ``{example}`` a value that would be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from pydantic_core import ErrorDetails

from ingest.submissions.contracts.fields import FieldSpec
from ingest.submissions.contracts.rules import RowRule
from ingest.submissions.vocabularies import load_vocabulary

SHOWN_VALUE = 60
SHOWN_EXAMPLE = 30


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one value of a row.

    Attributes:
        field: name of the field.
        rule: stable dotted name of the rule.
        value: the value, or the part of it that is at fault, as text.
        message_ja: what is wrong, in Japanese.
        message_en: the same in English.
        remedy_ja: what to do, in Japanese.
        remedy_en: the same in English.
    """

    field: str
    rule: str
    value: str
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str


@dataclass(frozen=True)
class _Words:
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str


_LIST = _Words(
    "「{title}」の「{value}」は選択肢にありません。",
    '"{value}" is not one of the choices of "{title}".',
    "選択肢の言葉か番号を書いてください（例：{example}）。選択肢はひな形の「選択肢」シートにあります。",
    "Write a word or number of the list (such as {example}); the template has it on the sheet 選択肢.",
)

_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "required.missing": _Words(
            "「{title}」が空欄です。",
            '"{title}" is empty.',
            "必ず記入してください（例：{example}）。",
            "It is required; write for instance {example}.",
        ),
        "date.unreadable": _Words(
            "「{title}」は日付で入力してください（例：2024-05-12、令和6年5月12日）。",
            '"{title}" must be a date such as 2024-05-12.',
            "年・月・日がそろっているか、実際にある日付かを確かめて、書き直してください。",
            "Give year, month and day of a day that exists.",
        ),
        "date.too_early": _Words(
            "「{title}」が{limit}より前の日付になっています。",
            '"{title}" is before {limit}.',
            "年を確かめてください。{limit}より前の日付は受け付けていません。",
            "Check the year; days before {limit} are not taken.",
        ),
        "integer.unreadable": _Words(
            "「{title}」は整数で入力してください（例：{example}）。",
            '"{title}" must be a whole number such as {example}.',
            "「約」「以上」などの言葉や小数を付けずに、数字だけを書いてください。",
            "Write digits alone, without words or fractions.",
        ),
        "integer.too_small": _Words(
            "「{title}」は{limit}以上の数で入力してください。",
            '"{title}" must be {limit} or more.',
            "数字を確かめて、書き直してください。",
            "Check the number.",
        ),
        "integer.too_large": _Words(
            "「{title}」は{limit}以下の数で入力してください。",
            '"{title}" must be {limit} or less.',
            "桁のまちがいがないか確かめて、書き直してください。",
            "Check the number of digits.",
        ),
        "flag.unreadable": _Words(
            "「{title}」は○か×で入力してください。",
            '"{title}" must be ○ or ×.',
            "よいときは○、だめなときは×か空欄にしてください（「はい」「いいえ」でもかまいません）。",
            "Write ○ for yes, × or nothing for no (はい and いいえ will do as well).",
        ),
        "code.unknown": _LIST,
        "list.too_long": _Words(
            "「{title}」に書けるのは{limit}個までです。",
            '"{title}" takes at most {limit} entries.',
            "大切なものから{limit}個までにしてください。",
            "Keep the {limit} that matter most.",
        ),
        "text.too_long": _Words(
            "「{title}」は{limit}字までです。",
            '"{title}" takes at most {limit} characters.',
            "短くまとめて、{limit}字までにしてください。",
            "Shorten it to {limit} characters.",
        ),
        "text.unreadable": _Words(
            "「{title}」に読める文字がありません。",
            '"{title}" holds no readable text.',
            "文字で書き直してください（例：{example}）。",
            "Write text, for instance {example}.",
        ),
        "id.form": _Words(
            "「{title}」に使えない文字があるか、長すぎます。",
            '"{title}" holds a character that is not allowed, or is too long.',
            "半角の英数字と「-」「_」で40字までにしてください（例：{example}）。",
            "Use letters, digits, - and _, at most 40 characters, such as {example}.",
        ),
        "id.foreign": _Words(
            "「{title}」に、ほかの会員の番号が付いています。",
            '"{title}" carries the name of another member.',
            "自分の団体の番号だけを書いてください（例：{example}）。ほかの会員の記録は登録も取下げもできません。",
            "Use a number of your own, such as {example}; nobody records or withdraws in another's name.",
        ),
        "corporate_number.form": _Words(
            "「{title}」は13桁の数字で入力してください（例：{example}）。",
            '"{title}" must have 13 digits, such as {example}.',
            "国税庁法人番号公表サイトで番号を確かめてください。法人でないとき、わからないときは空欄にしてください。",
            "Look it up on the tax agency's corporate number site; or leave it empty.",
        ),
        "url.form": _Words(
            "「{title}」がウェブサイトのアドレスになっていません。",
            '"{title}" is not a web address.',
            "https:// から始まるアドレスを、ブラウザーから写してください（例：{example}）。",
            "Copy the address that starts with https:// from the browser, such as {example}.",
        ),
        "email.form": _Words(
            "「{title}」がメールアドレスの形になっていません。",
            '"{title}" is not an e-mail address.',
            "「@」の前後を確かめてください（例：{example}）。なくてもかまいません。",
            "Check what stands before and after the @, as in {example}; it may be left empty.",
        ),
        "phone.form": _Words(
            "「{title}」が電話番号の形になっていません。",
            '"{title}" is not a telephone number.',
            "数字と「-」で書いてください（例：{example}）。なくてもかまいません。",
            "Write digits and hyphens, as in {example}; it may be left empty.",
        ),
    }
)

_AMOUNT = _Words(
    "「{title}」は円単位の整数で入力してください（例：{example}）。",
    '"{title}" must be a whole number of yen such as {example}.',
    "「約」「以上」などの言葉や小数を付けずに、金額を数字だけで書いてください。",
    "Write the sum as digits alone, without words or fractions.",
)
_ACTION = replace(
    _LIST,
    remedy_ja="「登録」「取下げ」「記入例」のどれかを書くか、空欄にしてください。合計や注意書きの行は消してください。",
    remedy_en="Write 登録, 取下げ or 記入例, or nothing; delete rows of totals and remarks.",
)

#: Rules a value of each type breaks when it is not of that type at all.
_UNREADABLE: Mapping[str, str] = MappingProxyType(
    {
        "text": "text.unreadable",
        "id": "id.form",
        "id_list": "id.form",
        "integer": "integer.unreadable",
        "date": "date.unreadable",
        "flag": "flag.unreadable",
        "code": "code.unknown",
        "code_list": "code.unknown",
        "corporate_number": "corporate_number.form",
        "url": "url.form",
        "email": "email.form",
        "phone": "phone.form",
    }
)


def explain_error(field: FieldSpec, error: ErrorDetails) -> Fault:
    """Return what pydantic found wrong with a field, in the words for a member.

    Args:
        field: what the contract says of the field.
        error: one entry of ``ValidationError.errors()``.
    """
    context = error.get("ctx", {})
    if error["type"] == "missing" or error["input"] is None or error["input"] in ("", []):
        return explain_rule(field, "required.missing", "")
    value = show_value(error["input"])
    match error["type"]:
        case "string_too_long":
            rule = "text.too_long" if field.type == "text" else _UNREADABLE[field.type]
            return explain_rule(field, rule, value, f"{context['max_length']:,}")
        case "too_long":
            return explain_rule(field, "list.too_long", value, str(context["max_length"]))
        case "greater_than_equal" if field.type == "date":
            return explain_rule(field, "date.too_early", value, field.earliest.isoformat())
        case "greater_than_equal":
            return explain_rule(field, "integer.too_small", value, f"{context['ge']:,}")
        case "less_than_equal":
            return explain_rule(field, "integer.too_large", value, f"{context['le']:,}")
    return explain_rule(field, _UNREADABLE[field.type], value)


def explain_rule(field: FieldSpec, rule: str, value: str, limit: str = "") -> Fault:
    """Return the words for a rule that a value breaks.

    Raises:
        KeyError: the rule is none of those that concern a single value.
    """
    words = _choose_words(field, rule)
    shown = shorten(value)
    ja = {"title": field.title_ja, "value": shown, "limit": limit, "example": _name_example(field, "ja")}
    en = ja | {"title": field.title_en, "example": _name_example(field, "en")}
    message_ja, remedy_ja = (text.format_map(ja) for text in (words.message_ja, words.remedy_ja))
    message_en, remedy_en = (text.format_map(en) for text in (words.message_en, words.remedy_en))
    return Fault(field.name, rule, value, message_ja, message_en, remedy_ja, remedy_en)


def _choose_words(field: FieldSpec, rule: str) -> _Words:
    """Return the words of a rule as they fit a field: amounts, counts that may be unknown, actions."""
    if rule == "code.unknown" and field.vocabulary == "actions":
        return _ACTION
    if rule == "integer.unreadable" and field.is_amount:
        return _AMOUNT
    words = _WORDS[rule]
    if rule == "integer.unreadable" and not field.required:
        ja = words.remedy_ja + "数えていなければ空欄にしてください。"
        return replace(words, remedy_ja=ja, remedy_en=f"{words.remedy_en} Leave it empty if not counted.")
    return words


def explain_row_rule(field: FieldSpec, rule: RowRule, value: object) -> Fault:
    """Return the words for a rule on several values that a row breaks."""
    return Fault(
        rule.field,
        rule.code,
        show_value(value),
        rule.message_ja.format_map({"title": field.title_ja}),
        rule.message_en.format_map({"title": field.title_en}),
        rule.remedy_ja,
        rule.remedy_en,
    )


def show_example(field: FieldSpec, language: str = "ja") -> str:
    """Return the example of a field as a member would write it."""
    return show_cell(field, field.example, language)


def show_cell(field: FieldSpec, value: object, language: str = "ja") -> str:
    """Return a value of a model as a member would write it: labels for codes, ○ and × for yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, list):
        return "、".join(show_cell(field, part, language) for part in value)
    if field.vocabulary:
        term = load_vocabulary(field.vocabulary).by_code[str(value)]
        return term.name_ja if language == "ja" else term.name_en
    return show_value(value)


def show_value(value: object) -> str:
    """Return any value as text."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def shorten(text: str, length: int = SHOWN_VALUE) -> str:
    """Return a text cut to what a message can hold."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _name_example(field: FieldSpec, language: str) -> str:
    return shorten(show_example(field, language).rstrip("。"), SHOWN_EXAMPLE)
