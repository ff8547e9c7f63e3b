"""Why a file is refused as a whole: one rule and one remedy for each reason, in both languages."""

from __future__ import annotations

from typing import NamedTuple

from ingest.submissions.errors import RefusedSubmission

SHOWN = 80


class Reason(NamedTuple):
    """The texts of one reason; ``{limit}`` in a rule becomes the bound that was passed."""

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
        "通常のファイルだけを受け取ります（リンク、フォルダ、装置は受け取りません）",
        "only ordinary files are taken, no links, folders or devices",
        "リンクではなく、ファイルそのものを置いてください。",
        "Put the file itself there, not a link to it.",
    ),
    "file.empty": Reason(
        "ファイルには内容があります",
        "a file holds something",
        "送信が途中で切れていないか確かめ、もう一度お送りください。",
        "Check that it was sent to its end, and send it again.",
    ),
    "file.too_large": Reason(
        "ファイルの大きさは {limit} バイトまでです",
        "a file has at most {limit} bytes",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "file.format": Reason(
        "受け取れる形式は XLSX、CSV、JSON、JSON Lines です",
        "the formats taken are XLSX, CSV, JSON and JSON Lines",
        _AS_XLSX_JA,
        _AS_XLSX_EN,
    ),
    "file.no_rows": Reason(
        "ファイルのどこかに見出しと値の表があります",
        "somewhere in the file there is a table with a header",
        "様式の 1 行目の見出しの下に記入し、保存してからお送りください。",
        "Fill in the template below its header, save it, and send it.",
    ),
    "workbook.encrypted": Reason(
        "パスワードで保護されたファイルは開けません",
        "a file protected by a password cannot be opened",
        "Excel の「ファイル → 情報 → ブックの保護」でパスワードを外し、.xlsx で保存してください。",
        "Remove the password in Excel (File → Info → Protect Workbook) and save it as .xlsx.",
    ),
    "workbook.old_format": Reason(
        "古い形式の Excel ファイル (.xls) は受け取れません",
        "workbooks of the old format (.xls) are not taken",
        _AS_XLSX_JA,
        _AS_XLSX_EN,
    ),
    "workbook.macros": Reason(
        "マクロを含むブックは受け取れません",
        "workbooks with macros are not taken",
        _AS_XLSX_JA,
        _AS_XLSX_EN,
    ),
    "workbook.too_many_members": Reason(
        "ブックの中のファイルは {limit} 個までです",
        "a workbook packs at most {limit} files",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "workbook.too_much_inside": Reason(
        "ブックを展開した大きさは {limit} バイトまでです",
        "a workbook unpacks to at most {limit} bytes",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "workbook.too_much_text": Reason(
        "ブックの中の文字は全部で {limit} バイトまでです",
        "the cells of a workbook hold at most {limit} bytes of text",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "workbook.inflation": Reason(
        "ブックを展開した大きさは元の {limit} 倍までです",
        "a workbook unpacks to at most {limit} times its size",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "workbook.unsafe_name": Reason(
        "ブックの中のファイル名は一つずつ異なり、ブックの外を指しません",
        "the files in a workbook have distinct names which lead to no place outside it",
        _ANEW_JA,
        _ANEW_EN,
    ),
    "workbook.nested": Reason(
        "ブックの中に別の圧縮ファイルやブックを埋め込めません",
        "a workbook has no other archive or workbook inside",
        "埋め込んだファイルを削除して保存し、別にお送りください。",
        "Delete the embedded file, save, and send it separately.",
    ),
    "workbook.entities": Reason(
        "ブックの中の XML は文書型宣言 (DOCTYPE) や実体宣言 (ENTITY) を持ちません",
        "the XML in a workbook declares no document type and no entities",
        _ANEW_JA,
        _ANEW_EN,
    ),
    "workbook.damaged": Reason(
        "ブックは Excel で開ける、壊れていないファイルです",
        "a workbook is a whole file which Excel can open",
        _ANEW_JA,
        _ANEW_EN,
    ),
    "workbook.too_heavy": Reason(
        "ブックは決められた記憶領域と時間の中で読み取れます（表から遠く離れたセルがあると読み取れません）",
        "a workbook can be read within its share of memory and time; cells far from the table prevent that",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "sheets.too_many": Reason(
        "シート（JSON では記録の種類）は {limit} 枚までです",
        "a file has at most {limit} sheets, or kinds of record in JSON",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "columns.too_many": Reason(
        "列（JSON では項目）は {limit} 個までです",
        "a table has at most {limit} columns, or fields in JSON",
        _TRIM_JA,
        _TRIM_EN,
    ),
    "rows.too_many": Reason(
        "行はファイル全体で {limit} 行までです",
        "a file has at most {limit} rows over all sheets",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "encoding.unknown": Reason(
        "文字コードは UTF-8 か Shift_JIS (CP932) です（BOM 付き UTF-16 も読み取れます）",
        "the encoding is UTF-8 or Shift_JIS (CP932); UTF-16 with a byte order mark is read too",
        _AS_UTF8_JA,
        _AS_UTF8_EN,
    ),
    "encoding.mixed": Reason(
        "ファイル全体が同じ文字コードで書かれています",
        "the whole file is written in one encoding",
        _AS_UTF8_JA,
        _AS_UTF8_EN,
    ),
    "csv.quote": Reason(
        '引用符 (") で始まるセルは引用符で閉じ、その直後は区切り文字か改行です',
        'a cell opened by a quote (") is closed by one, followed by a delimiter or a line break',
        'その行の引用符を確かめてください。セルの中の引用符は "" と 2 つ書きます。',
        'Check the quotes of that line; a quote inside a cell is written twice ("").',
    ),
    "json.encoding": Reason(
        "JSON は UTF-8 です",
        "JSON is in UTF-8",
        "UTF-8 で書き出してお送りください。",
        "Write it in UTF-8 and send it again.",
    ),
    "json.syntax": Reason(
        "JSON の書き方に従い、レコード（オブジェクト）の一覧になっています",
        "the file is JSON: a list of records, each an object",
        _AS_JSON_JA,
        _AS_JSON_EN,
    ),
    "json.too_many_brackets": Reason(
        "JSON の中の一覧とオブジェクトは合わせて {limit} 個までです",
        "a JSON file has at most {limit} lists and objects",
        _SPLIT_JA,
        _SPLIT_EN,
    ),
    "json.depth": Reason(
        "JSON の入れ子は {limit} 段までです",
        "JSON is nested at most {limit} levels deep",
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
