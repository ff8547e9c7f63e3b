"""The words for rules that no contract states: on characters, headers, sheets and senders.

The rules of single values have theirs in ``contracts.messages``. ``{title}`` becomes the header of the
field in the reader's language, ``{member}`` the sender, ``{kind}`` the kind of record, ``{limit}`` a bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ingest.submissions.contracts import Contract, FieldSpec


class Wording(NamedTuple):
    """The texts of one rule."""

    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str


_RESEND_JA = "見出しを直して、この表をもう一度送ってください。"
_RESEND_EN = "Mend the header and send this table again."

WORDINGS: Mapping[str, Wording] = {
    "text.control_character": Wording(
        "「{title}」に、目に見えない制御文字が入っています。",
        '"{title}" holds a control character, which cannot be seen.',
        "その部分を消して打ち直してください。別の文書から貼り付けたときは「値のみ貼り付け」を使ってください。",
        "Delete that place and type it again; when pasting from elsewhere, paste values only.",
    ),
    "text.gaiji": Wording(
        "「{title}」に外字が入っています。ほかのパソコンでは別の文字に見えます。",
        '"{title}" holds a character of a private font; other computers show another one.',
        "外字を、ふつうの漢字かかなに置きかえてください。",
        "Replace it with a common character or kana.",
    ),
    "row.broken": Wording(
        "この行は読み取れません。",
        "This row cannot be read.",
        "この行を書き直して送ってください。",
        "Write this row anew and send it.",
    ),
    "member.kind": Wording(
        "「{member}」から「{kind}」を送る取り決めがありません。このシートは受け取っていません。",
        'It is not agreed that "{member}" sends records of the kind "{kind}"; the sheet was not taken.',
        "送る必要があるときは、事務局に連絡してください。登録のあと、同じファイルを送れば受け取れます。",
        "If you need to send it, tell the office; once that is settled, send the same file again.",
    ),
    "member.organisation": Wording(
        "自分の団体でも、代わりに送ると届け出た団体でもありません。",
        "This is neither your own organisation nor one that you are registered to speak for.",
        "団体名と法人番号を確かめてください。代わりに送る団体は、事務局に届け出てください。",
        "Check name and corporate number; tell the office for whom you send.",
    ),
    "contract.expired": Wording(
        "この版の様式は、受付が{limit}で終わりました。",
        "This version of the form was taken until {limit}.",
        "新しい様式に写して送ってください。",
        "Copy the rows to the new template and send that.",
    ),
    "column.missing": Wording(
        "必要な列「{title}」がありません。このシートの登録の行は受け取っていません。",
        'The column "{title}" is missing; the rows of this sheet were not taken.',
        "「{title}」の列を加えて、この表をもう一度送ってください。",
        'Add a column "{title}" and send this table again.',
    ),
    "column.twice": Wording(
        "「{title}」の列が二つあります。どちらが正しいか決められないので、このシートは受け取っていません。",
        'There are two columns "{title}"; which one counts is not known, so the sheet was not taken.',
        _RESEND_JA,
        _RESEND_EN,
    ),
    "kind.unknown": Wording(
        "このシートの見出しから、何の記録か決められません。このシートは受け取っていません。",
        "The header does not tell what kind of record this is; the sheet was not taken.",
        "配布した様式の見出しを使ってください。いちばん近いのは「{kind}」で、足りない列は{limit}です。",
        'Use the header of our template. The nearest is "{kind}"; missing: {limit}.',
    ),
}


def word_rule(rule: str, field: FieldSpec | None = None, **facts: str) -> Wording:
    """Return the texts of a rule.

    Args:
        rule: a name of ``WORDINGS``.
        field: the field it was broken in.
        facts: what else the texts name (``limit``, ``member``, ``kind``).
    """
    titles = ("", "") if field is None else (field.title_ja, field.title_en)
    texts = enumerate(WORDINGS[rule])
    return Wording(*(text.format_map({"title": titles[number % 2], **facts}) for number, text in texts))


def word_sheet_rule(rule: str, contract: Contract, **facts: str) -> Wording:
    """Return the texts of a rule that a whole sheet breaks, with the name of its kind in each language."""
    titles = (contract.title_ja, contract.title_en)
    texts = enumerate(WORDINGS[rule])
    return Wording(*(text.format_map({"kind": titles[number % 2], **facts}) for number, text in texts))
