"""The sheet 記入方法: how to fill in, correct and withdraw, and what becomes of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from xlsxwriter.worksheet import Worksheet

from ingest.submissions.contracts import Contract
from ingest.submissions.contracts.fields import FieldSpec, Publication
from ingest.submissions.contracts.messages import show_cell
from ingest.submissions.workbooks.styles import LINE_HEIGHT, Styles, count_lines

#: Where the value of a column may be seen, in a few words.
PUBLICATION_JA: Mapping[Publication, str] = MappingProxyType(
    {
        "never_stored": "保存も公開もしません",
        "internal": "公開しません",
        "counted": "集計に使います（名前の公開に同意があれば一覧にも）",
        "named": "団体名の公開に同意があれば一覧に載せます",
        "quoted": "引用に同意があり、担当者が確認したものに載せます",
    }
)

_STEPS = (
    (
        "1",
        "「{title}」シートの3行目から、1件を1行に書いてください。2行目は記入例です。消しても残してもかまいません。",
    ),
    ("2", "赤い見出しの列は必ず書いてください。青い見出しの列は、わかるものだけでかまいません。"),
    ("3", "緑の見出しの列は「同意」です。下の説明を読んで、○か×を選んでください。"),
    ("4", "▼が出る欄は一覧から選んでください。いくつか書ける欄は「、」か改行で区切ってください。"),
    (
        "5",
        "見出しにカーソルを合わせると、その列の書きかたと例が表示されます。見出しの言葉は変えないでください。",
    ),
    ("6", "人の名前・電話番号・住所など、だれのことかわかる内容は書かないでください。"),
)
_CONSENTS_OF_VOICES = (
    (
        "集計への利用",
        "○なら、件数などの集計に使います。×か空欄なら、この行は集計にも引用にも使わず、外に出しません。",
    ),
    (
        "匿名での引用",
        "○なら、内容をだれのものかわからない形で引用することがあります。その前に、担当者が個人の情報がないか一件ずつ確認します。「集計への利用」も○のときだけです。",
    ),
    (
        "団体名を付けた公開",
        "○なら、内容を送った団体の名前を付けて引用することがあります。確認は匿名のときと同じです。「集計への利用」も○のときだけです。",
    ),
)
_CONSENTS_OF_OTHERS = (
    (
        "集計への利用",
        "○なら、件数などの集計に使います。×か空欄なら、この行は集計にも一覧にも使わず、外に出しません。",
    ),
    ("匿名での引用", "この様式では、○でも×でも公開の内容は変わりません。"),
    (
        "団体名を付けた公開",
        "○なら、団体名の付いた一覧に載せます。×か空欄なら、件数としてだけ数えます。「集計への利用」も○のときだけです。",
    ),
)
_CORRECT = (
    "同じ{key}の行を、正しい内容でもう一度送ってください。新しいほうが使われます。",
    "あとから届いた行を使います。どの行にも「更新日」があるときは、更新日のいちばん新しい行を使います。",
    "直した行だけを送ってもかまいません。前に送った行がなくなることはありません。",
)
_WITHDRAW = (
    "「操作」で「取下げ」を選び、{key}だけを書いた行を送ってください。ほかの欄は空欄でかまいません。",
    "取り下げた記録は、次の公開から先、集計からも一覧からも引用からも外れます。もう一度登録しても戻りません。",
    "すでに公開した版は書きかえません。急いで消す必要があるときは事務局に連絡してください。",
)
_AFTERWARDS = (
    ("受付票", "送るとすぐに受付票ができます。受け取れた行の数と、直してほしい行が書いてあります。"),
    ("直す行", "直す欄を赤くしたこのファイルの写しもお返しします。その欄を直して、そのまま送ってください。"),
    ("保管", "送られたファイルはそのまま保管し、だれがいつ何を送ったかをあとから確かめられるようにします。"),
    ("集計", "少ない件数（5件未満、慎重な課題は10件未満）は公開しません。"),
    (
        "連絡先",
        "連絡先のメールと電話は倉庫に入れません。所在地は団体を見分けるためだけに使い、公開しません。",
    ),
)


def write_instructions(sheet: Worksheet, contract: Contract, styles: Styles) -> None:
    """Write the instruction sheet of a template, from top to bottom."""
    for column, width in enumerate((22, 9, 62, 34, 30)):
        sheet.set_column(column, column, width)
    row = _write_title(sheet, contract, styles)
    texts = {"title": contract.title_ja, "key": _name_key(contract)}
    row = _write_pairs(sheet, row, "書きかた", _STEPS, texts, styles)
    row = _write_columns(sheet, row, contract, styles)
    consents = _CONSENTS_OF_VOICES if contract.kind == "voice" else _CONSENTS_OF_OTHERS
    row = _write_pairs(sheet, row, "同意について", consents, texts, styles)
    row = _write_pairs(sheet, row, "訂正するとき", [("・", text) for text in _CORRECT], texts, styles)
    row = _write_pairs(sheet, row, "取り下げるとき", [("・", text) for text in _WITHDRAW], texts, styles)
    _write_pairs(sheet, row, "送ったあと", _AFTERWARDS, texts, styles)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_title(sheet: Worksheet, contract: Contract, styles: Styles) -> int:
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, f"「{contract.title_ja}」の記入方法", styles.take("title"))
    sheet.write_string(1, 0, contract.description_ja, styles.take("subtitle"))
    form = f"様式：{contract.name}（{contract.title_ja} 第{contract.version}版）"
    until = contract.accepted_until
    ending = f"　この版は{until.year}年{until.month}月{until.day}日まで受け付けます。" if until else ""
    sheet.write_string(2, 0, form + ending, styles.take("subtitle"))
    return 4


def _write_section(sheet: Worksheet, row: int, title: str, styles: Styles) -> int:
    sheet.set_row(row, 24)
    for column in range(5):
        sheet.write_string(row, column, title if column == 0 else "", styles.take("section"))
    return row + 1


def _write_pairs(
    sheet: Worksheet,
    row: int,
    title: str,
    pairs: Iterable[tuple[str, str]],
    texts: Mapping[str, str],
    styles: Styles,
) -> int:
    """Write a section of terms and sentences; a sentence runs over the columns to its right."""
    row = _write_section(sheet, row, title, styles)
    for term, text in pairs:
        sentence = text.format_map(texts)
        sheet.set_row(row, LINE_HEIGHT * count_lines(sentence, 134))
        sheet.write_string(row, 0, term, styles.take("term"))
        sheet.merge_range(row, 1, row, 4, "", styles.take("line"))
        sheet.write_string(row, 1, sentence, styles.take("line"))
        row += 1
    return row + 1


def _write_columns(sheet: Worksheet, row: int, contract: Contract, styles: Styles) -> int:
    row = _write_section(sheet, row, "列の説明", styles)
    for column, text in enumerate(("列", "必須", "書きかた", "例", "公開")):
        sheet.write_string(row, column, text, styles.take("table_header"))
    for number, field in enumerate(contract.fields, row + 1):
        cells = _describe(field)
        lines = max(map(count_lines, cells, (21, 8, 61, 33, 29)))
        sheet.set_row(number, LINE_HEIGHT * lines)
        for column, text in enumerate(cells):
            style = "term" if column == 0 else "line_centred" if column == 1 else "line"
            sheet.write_string(number, column, text, styles.take(style))
    return row + len(contract.fields) + 2


def _describe(field: FieldSpec) -> tuple[str, ...]:
    return (
        field.title_ja,
        "必須" if field.required else "",
        field.description_ja,
        show_cell(field, field.example),
        PUBLICATION_JA[field.publication],
    )


def _name_key(contract: Contract) -> str:
    """Return the headers by which a record is found again."""
    titles = [contract.by_name[name].title_ja for name in contract.key_fields]
    organization = [contract.by_name[name].title_ja for name in _ORGANIZATION if name in contract.key_fields]
    rest = [f"「{title}」" for title in titles if title not in organization]
    if organization:
        number, *others = organization
        rest.append(f"「{number}」（なければ{''.join(f'「{title}」' for title in others)}）")
    return "と".join(rest)


_ORGANIZATION = ("corporate_number", "organization_name", "prefecture_code", "municipality")
