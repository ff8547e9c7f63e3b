"""The words of a receipt page, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_JA: Mapping[str, str] = MappingProxyType(
    {
        "title": "受付票",
        "from": "送った団体",
        "file": "ファイル",
        "received": "受け取った日時",
        "number": "受付番号",
        "other_page": "English",
        "all_accepted": "{accepted}件すべてを受け取りました。",
        "some_accepted": "{accepted}件を受け取りました。{mend}件は直す必要があります。",
        "none_accepted": "受け取れた行はありません。{mend}件を直す必要があります。",
        "nothing_sent": "登録する行がありませんでした。",
        "refused": "このファイルは受け取れませんでした。",
        "repeated": "同じ内容のファイルを{first}に受け取っています。記録は増えていません。"
        "そのあとに別のファイルで直した記録は、直したままです。この内容に戻すときは、"
        "「更新日」に今日の日付を書いて送ってください。",
        "accepted": "受け取った行",
        "mend": "直す行",
        "examples": "読み飛ばした記入例",
        "kinds": "受け取った内容",
        "kind": "種類",
        "sent": "送られた行",
        "withdrawn": "うち取下げ",
        "superseded": "同じファイルの別の行に置きかわった行",
        "consents": "同意の内容",
        "may_count": "集計に使える記録",
        "may_quote": "名前を出さずに引用できる記録",
        "may_name": "団体名を付けて公開できる記録",
        "consents_note": "同意のない使い方はしません。空欄は「いいえ」として扱いました。",
        "to_mend": "直すところ",
        "how": "直し方",
        "where": "場所",
        "row": "{row}行目",
        "value": "書かれていた内容",
        "meant": "もしかして：",
        "empty": "（空欄）",
        "whole_sheet": "シート全体",
        "more": "ほか{count}件",
        "listed": "直すところは全部で{total}か所あります。このページには一部だけを載せています。"
        "{listed}か所までの一覧は receipt.json にあります。",
        "marked": "直すところに色を付けた Excel ファイル",
        "marked_note": "このファイルで直して、そのまま送り返せます。",
        "unmarked": "行がたいへん多いので、直すところに色を付けた Excel ファイルは作っていません。",
        "unlisted_choice": "「{title}」に、選択肢にない言葉があります。",
        "next": "これから",
        "next_mend": "直した行だけを、もう一度送ってください。"
        "受け取った行を送り直す必要はありません（送っても二重にはなりません）。",
        "next_fill": "見出しの下に記入し、保存してから送ってください。",
        "next_same": "同じ番号の行を送ると、前の内容が、あとから届いた内容に置きかわります"
        "（どの行にも更新日があるときは、更新日のいちばん新しい内容を使います）。",
        "next_withdraw": "取り下げるときは、「操作」の列に「取下げ」と書き、"
        "番号だけを記入した行を送ってください。"
        "取り下げた記録は、次の公開から外れます。取下げは取り消せません。"
        "もう一度登録するときは、新しい番号を付けてください。",
        "next_public": "受け取った記録は、同意の範囲で、次に作る公開版から使われます。",
        "next_quotes": "声の引用は、個人の情報がないかを担当者が一件ずつ確かめ、"
        "承認したものだけを公開します。",
        "next_refused": "上の直し方にそって直し、ファイルをもう一度送ってください。",
        "reading": "ファイルの読み取り",
        "format": "形式",
        "encoding": "文字コード",
        "notes": "お知らせ",
        "fingerprint": "ファイルの指紋（SHA-256）",
        "machine": "機械で読むための受付票",
    }
)
_EN: Mapping[str, str] = MappingProxyType(
    {
        "title": "Receipt",
        "from": "Sent by",
        "file": "File",
        "received": "Received",
        "number": "Receipt number",
        "other_page": "日本語",
        "all_accepted": "All rows were accepted: {accepted}.",
        "some_accepted": "Rows accepted: {accepted}. Rows to mend: {mend}.",
        "none_accepted": "No row was accepted. Rows to mend: {mend}.",
        "nothing_sent": "There were no rows to record.",
        "refused": "This file could not be accepted.",
        "repeated": "The same file was received on {first}. No record was added. What another file has "
        "changed since stays changed; to return to this file, send it with the day of today in 更新日.",
        "accepted": "Rows accepted",
        "mend": "Rows to mend",
        "examples": "Example rows skipped",
        "kinds": "What was received",
        "kind": "Kind",
        "sent": "Rows sent",
        "withdrawn": "Withdrawals among them",
        "superseded": "Replaced by another row of this file",
        "consents": "Consents",
        "may_count": "Records that may be counted",
        "may_quote": "Records that may be quoted without a name",
        "may_name": "Records that may be published under your name",
        "consents_note": "Nothing is used beyond these consents. An empty cell was taken as no.",
        "to_mend": "What to mend",
        "how": "How to mend it",
        "where": "Place",
        "row": "row {row}",
        "value": "What was written",
        "meant": "Perhaps: ",
        "empty": "(empty)",
        "whole_sheet": "whole sheet",
        "more": "and {count} more",
        "listed": "There are {total} things to mend; this page shows some of them. "
        "The first {listed} are listed in receipt.json.",
        "marked": "Your table as an Excel file with the places marked",
        "marked_note": "You may mend them in it and send it back.",
        "unmarked": "The file has very many rows, so no copy with the places marked was made.",
        "unlisted_choice": '"{title}" has words that are not among its choices.',
        "next": "What happens next",
        "next_mend": "Send the rows you mended; accepted rows need not be sent again "
        "(nothing is counted twice).",
        "next_fill": "Fill in the rows below the header, save the file, and send it.",
        "next_same": "A row with the same number replaces what arrived under it before "
        "(where every row states 更新日, the one updated last counts).",
        "next_withdraw": "To withdraw a record, send a row with 取下げ in the column 操作 and its number; "
        "it is left out of the next publication. This cannot be undone: "
        "to record it again, give it a new number.",
        "next_public": "Accepted records are used, within their consents, from the next release on.",
        "next_quotes": "A voice is quoted only after a person has made sure that it names nobody, "
        "and approved it.",
        "next_refused": "Mend the file as described above and send it again.",
        "reading": "How the file was read",
        "format": "Format",
        "encoding": "Encoding",
        "notes": "Notes",
        "fingerprint": "Fingerprint of the file (SHA-256)",
        "machine": "The receipt for machines",
    }
)

#: Texts by language.
TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType({"ja": _JA, "en": _EN})

FORMATS: Mapping[str, str] = MappingProxyType(
    {"xlsx": "Excel (.xlsx)", "csv": "CSV", "json": "JSON", "jsonl": "JSON Lines"}
)
ENCODINGS: Mapping[str, str] = MappingProxyType(
    {
        "utf-8": "UTF-8",
        "utf-8-sig": "UTF-8 (BOM)",
        "cp932": "Shift_JIS (CP932)",
        "utf-16": "UTF-16",
    }
)
