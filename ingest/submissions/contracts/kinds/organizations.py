"""The columns by which any contract names an organisation; a kind gives them its own headers."""

from __future__ import annotations

from dataclasses import replace

from ingest.submissions.contracts.fields import Column

NAME = Column(
    "text",
    "団体名",
    "Organisation",
    "登記や規約のとおりの正式な名前。法人格も付けてください。",
    "The full name as registered or as in the rules, with its legal form.",
    example="特定非営利活動法人みやぎ子どもの広場",
    publication="named",
    is_key=True,
)
KANA = Column(
    "text",
    "団体名カナ",
    "Organisation in kana",
    "団体名の読みをカタカナで。法人格の読みはいりません。登録簿の団体と結び付けるために使います。",
    "How the name is read, in katakana, without the legal form; it helps to find it in the register.",
    example="ミヤギコドモノヒロバ",
    publication="internal",
)
CORPORATE_NUMBER = Column(
    "corporate_number",
    "法人番号",
    "Corporate number",
    "国税庁が付けた13桁の番号。法人でない団体や、わからないときは空欄にしてください。",
    "The 13 digits given by the National Tax Agency; empty for a body without one, or if unknown.",
    example="9000000000000",
    publication="named",
    is_key=True,
)
PREFECTURE = Column(
    "code",
    "都道府県",
    "Prefecture",
    "主な事務所のある都道府県。",
    "The prefecture of the main office.",
    example="04",
    vocabulary="prefectures",
    is_key=True,
)
MUNICIPALITY = Column(
    "text",
    "市区町村",
    "Municipality",
    "主な事務所のある市区町村。都道府県の名前はいりません。政令指定都市は区まで書けます。",
    "The municipality of the main office, without the prefecture; a ward may follow the city.",
    example="仙台市青葉区",
    max_length=60,
    is_key=True,
)
ADDRESS = Column(
    "text",
    "所在地",
    "Address",
    "市区町村より後の町名・番地。同じ名前の団体を見分けるためだけに使い、公開しません。",
    "What follows the municipality. It is used only to tell bodies of one name apart, and never published.",
    example="国分町三丁目7番1号",
    publication="internal",
)
SECTOR = Column(
    "code",
    "種別",
    "Sector",
    "団体の種別を一つ選んでください。",
    "What kind of organisation it is; choose one.",
    example="npo",
    vocabulary="sectors",
)
FIELDS = Column(
    "code_list",
    "活動分野",
    "Fields of activity",
    "特定非営利活動促進法の20分野の番号か名前。いくつか書くときは「、」か改行で区切ってください。",
    "Numbers or names of the 20 fields of the NPO Act; put 、 or a line break between several.",
    example=["03", "13"],
    publication="named",
    vocabulary="npo_act_fields",
    max_length=20,
)


def retitle(column: Column, title_ja: str, title_en: str) -> Column:
    """Return the column under other headers."""
    return replace(column, title_ja=title_ja, title_en=title_en)


def take_from_key(column: Column) -> Column:
    """Return the column for a kind whose records have a number of their own."""
    return replace(column, is_key=False)
