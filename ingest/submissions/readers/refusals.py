"""Why a file is refused as a whole: what is wrong with it and what to do, in both languages."""

from __future__ import annotations

from typing import NamedTuple

from ingest.submissions.errors import RefusedSubmission

SHOWN = 80


class Reason(NamedTuple):
    """The texts of one reason, whole sentences.

    A rule is told as what is wrong with the file; ``{limit}`` in it becomes the bound that was passed.
    """

    rule_ja: str
    rule_en: str
    remedy_ja: str
    remedy_en: str


_AS_XLSX_JA = "Excel で開き、「Excel ブック (*.xlsx)」として保存し直してお送りください。"
_AS_XLSX_EN = "Open it in Excel, save it as “Excel Workbook (*.xlsx)” and send that."
_ANEW_JA = (
    "Excel で開いて内容を確かめ、保存し直してお送りください。開けないときは配布した様式に写してください。"
)
_ANEW_EN = "Open it in Excel, check it, save it and send it again; if it does not open, use our template."
_SPLIT_JA = "いくつかのファイルに分けてお送りください。"
_SPLIT_EN = "Split it into several files."
_TRIM_JA = "表の外にある値や書式、画像を消し、必要な行と列だけを新しいブックに写してお送りください。"
_TRIM_EN = "Copy only the rows and columns you need into a new workbook, without pictures or far-off cells."
_AS_UTF8_JA = "Excel の「CSV UTF-8 (コンマ区切り) (*.csv)」で保存し直すか、.xlsx のままお送りください。"
_AS_UTF8_EN = "Save it as “CSV UTF-8 (Comma delimited) (*.csv)” in Excel, or send the .xlsx itself."
_AS_JSON_JA = '[{"項目": "値"}, …] または {"kind": "…", "records": […]} の形の UTF-8 で書き出してください。'
_AS_JSON_EN = 'Write UTF-8 in the shape [{"field": "value"}, …] or {"kind": "…", "records": […]}.'

REASONS = {
    "file.not_regular": Reason(
        "通常のファイルではありません（リンク、フォルダ、装置は受け取りません）。",
        "This is no ordinary file; links, folders and devices are not taken.",
        "リンクではなく、ファイルそのものを置いてください。",
        "Put the file itself there, not a link to it.",
    ),
    "file.empty": Reason(
        "ファイルが空です。",
        "The file is empty.",
        "送信が途中で切れていないか確かめ、もう一度お送りください。",
        "Check that it was sent to its end, and send it again.",
    ),
    "file.too_large": Reason(
        "ファイルが大きすぎます。大きさは {limit} バイトまでです。",
        "The file is too large; it may have at most {limit} bytes.",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "file.format": Reason(
        "受け取れない形式のファイルです。受け取れる形式は XLSX、CSV、JSON、JSON Lines です。",
        "The format is none of those taken: XLSX, CSV, JSON and JSON Lines.",
        _AS_XLSX_JA,
        _AS_XLSX_EN,
    ),
    "file.no_rows": Reason(
        "ファイルに、見出しと値のある表が見つかりません。",
        "There is no table with a header in the file.",
        "様式の 1 行目の見出しの下に記入し、保存してからお送りください。",
        "Fill in the template below its header, save it, and send it.",
    ),
    "workbook.encrypted": Reason(
        "ファイルがパスワードで保護されていて開けません。",
        "The file is protected by a password and cannot be opened.",
        "Excel の「ファイル → 情報 → ブックの保護」でパスワードを外し、.xlsx で保存してください。",
        "Remove the password in Excel (File → Info → Protect Workbook) and save it as .xlsx.",
    ),
    "workbook.old_format": Reason(
        "古い形式の Excel ファイル (.xls) です。この形式は受け取れません。",
        "The workbook is of the old format (.xls), which is not taken.",
        _AS_XLSX_JA,
        _AS_XLSX_EN,
    ),
    "workbook.macros": Reason(
        "ブックにマクロが含まれています。マクロを含むブックは受け取れません。",
        "The workbook has macros; such workbooks are not taken.",
        _AS_XLSX_JA,
        _AS_XLSX_EN,
    ),
    "workbook.too_many_members": Reason(
        "ブックの中のファイルが多すぎます。{limit} 個までです。",
        "The workbook packs too many files; it may hold at most {limit}.",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "workbook.too_much_inside": Reason(
        "ブックを展開すると大きすぎます。展開した大きさは {limit} バイトまでです。",
        "The workbook unpacks to too many bytes; at most {limit} are allowed.",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "workbook.too_much_text": Reason(
        "ブックの中の文字が多すぎます。全部で {limit} バイトまでです。",
        "The cells hold too much text; at most {limit} bytes are allowed.",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "workbook.inflation": Reason(
        "ブックを展開すると大きくなりすぎます。展開した大きさは元の {limit} 倍までです。",
        "The workbook unpacks to more than {limit} times its size.",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "workbook.unsafe_name": Reason(
        "ブックの中のファイル名が重なっているか、ブックの外を指しています。",
        "Two files in the workbook have one name, or a name leads to a place outside it.",
        _ANEW_JA,
        _ANEW_EN,
    ),
    "workbook.nested": Reason(
        "ブックの中に、別の圧縮ファイルかブックが埋め込まれています。",
        "Another archive or workbook is embedded in the workbook.",
        "埋め込んだファイルを削除して保存し、別にお送りください。",
        "Delete the embedded file, save, and send it separately.",
    ),
    "workbook.entities": Reason(
        "ブックの中の XML に、文書型宣言 (DOCTYPE) か実体宣言 (ENTITY) があります。",
        "The XML in the workbook declares a document type or entities.",
        _ANEW_JA,
        _ANEW_EN,
    ),
    "workbook.damaged": Reason(
        "ブックが壊れていて開けません。",
        "The workbook is damaged and cannot be opened.",
        _ANEW_JA,
        _ANEW_EN,
    ),
    "workbook.too_heavy": Reason(
        "ブックが重すぎて読み取れません（表から遠く離れたセルがあると、こうなることがあります）。",
        "The workbook is too heavy to be read; cells far from the table may be the cause.",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "sheets.too_many": Reason(
        "シート（JSON では記録の種類）が多すぎます。{limit} 枚までです。",
        "There are too many sheets, or kinds of record in JSON; at most {limit} are allowed.",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "columns.too_many": Reason(
        "列（JSON では項目）が多すぎます。{limit} 個までです。",
        "There are too many columns, or fields in JSON; at most {limit} are allowed.",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "rows.too_many": Reason(
        "行が多すぎます。ファイル全体で {limit} 行までです。",
        "There are too many rows; all sheets together may have at most {limit}.",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "encoding.unknown": Reason(
        "文字コードが UTF-8 でも Shift_JIS (CP932) でも BOM 付き UTF-16 でもありません。",
        "The encoding is none of UTF-8, Shift_JIS (CP932) and UTF-16 with a byte order mark.",
        _AS_UTF8_JA,
        _AS_UTF8_EN,
    ),
    "encoding.mixed": Reason(
        "一つのファイルに、ちがう文字コードが混ざっています。",
        "Several encodings are mixed in the file.",
        _AS_UTF8_JA,
        _AS_UTF8_EN,
    ),
    "csv.quote": Reason(
        '引用符 (") で始まるセルが、引用符で正しく閉じられていません。',
        'A cell opened by a quote (") is not closed by one before a delimiter or a line break.',
        'その行の引用符を確かめてください。セルの中の引用符は "" と 2 つ書きます。',
        'Check the quotes of that line; a quote inside a cell is written twice ("").',
    ),
    "json.encoding": Reason(
        "JSON が UTF-8 で書かれていません。",
        "The JSON is not in UTF-8.",
        "UTF-8 で書き出してお送りください。",
        "Write it in UTF-8 and send it again.",
    ),
    "json.syntax": Reason(
        "JSON として読めないか、レコード（オブジェクト）の一覧になっていません。",
        "The file is no JSON, or no list of records which are objects.",
        _AS_JSON_JA,
        _AS_JSON_EN,
    ),
    "json.too_many_brackets": Reason(
        "JSON の中の一覧とオブジェクトが多すぎます。合わせて {limit} 個までです。",
        "The JSON has too many lists and objects; at most {limit} are allowed.",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "json.depth": Reason(
        "JSON の入れ子が深すぎます。{limit} 段までです。",
        "The JSON is nested too deep; at most {limit} levels are allowed.",
        _AS_JSON_JA,
        _AS_JSON_EN,
    ),
}


def refuse(code: str, place: str, value: str, limit: int | None = None) -> RefusedSubmission:
    """Return the refusal of a file, to be raised.

    Args:
        code: a name of ``REASONS``.
        place: the file, with its line or sheet.
        value: what was found there.
        limit: the bound it passes, when the rule names one.
    """
    reason = REASONS[code]
    bound = f"{limit:,}" if limit is not None else ""
    return RefusedSubmission(
        place,
        shorten(value),
        reason.rule_en.replace("{limit}", bound),
        reason.remedy_en,
        code=code,
        rule_ja=reason.rule_ja.replace("{limit}", bound),
        remedy_ja=reason.remedy_ja,
    )


def shorten(value: str) -> str:
    """Return a value short enough to show, with nothing in it that cannot be shown or stored."""
    shown = "".join(character if character.isprintable() else " " for character in value[: SHOWN + 1])
    return shown if len(value) <= SHOWN else shown[:SHOWN] + "…"
