"""Why a row was tied to an organisation or was not, in English and in Japanese."""

from __future__ import annotations

import polars as pl

NO_NAME = "the row names no organisation"
OUTSIDE = "the name states a legal form outside the civil sector: a company, a public body or the like"
NOBODY = "no organisation of the registers there has such a name"
NO_BEARER = "no organisation has this very name; without a place nothing else is tried"
ONE_BEARER = "same name; nobody else in the country bears it; no place confirms it"
SHORT = "one organisation has this name, but it is too short to tell without a place"
SEVERAL_BEARERS = "{} organisations have this name: a place would tell them apart"
#: Said after the reason, in English and in Japanese; the place is the reader's own words.
UNREAD_PLACE = ("; the place “{}” was not understood", "。所在地「{}」は読み取れなかった")

_COMPARED_JA = {
    "name": "名称",
    "reading": "読み",
    "legal form": "法人格",
    "place": "市区町村",
    "address": "住所",
    "fields": "活動分野",
}
_LEVELS_JA = {
    "same": "同じ",
    "same but for signs, brackets and kind of kana": "記号・括弧・かなの種類を除き同じ",
    "a character more, less or swapped": "1字の過不足または入れ替わり",
    "a character replaced": "1字が異なる",
    "one contains the other": "一方が他方を含む",
    "alike": "似ている",
    "somewhat alike": "やや似ている",
    "differs": "異なる",
    "the same before or after certification as of public interest": "公益認定の前後で同じ",
    "same municipality": "同じ",
    "same city, the ward not given or another": "同じ市（区は記載なし、または別）",
    "same prefecture, municipality not given": "同じ都道府県（市区町村の記載なし）",
    "another municipality of the prefecture": "同じ都道府県の別の市区町村",
    "same but for the last numbers": "末尾の番号を除き同じ",
    "same part of town": "同じ町域",
    "at least one the same": "1つ以上が共通",
}
_SENTENCES_JA = {
    NO_NAME: "団体名のない行",
    OUTSIDE: "名称が市民セクター以外の法人格（会社・公共団体など）を示している",
    NOBODY: "その地域の登録簿に、このような名称の団体はない",
    "no organisation has this very name": "まったく同じ名称の団体はない",
    "without a place nothing else is tried": "所在地がなければ、ほかの探し方はしない",
    "nobody else in the country bears it": "全国にほかに同名の団体はない",
    "no place confirms it": "所在地による確認はできていない",
    SHORT: "同名の団体は1つだが、名称が短く、所在地なしでは決められない",
    SEVERAL_BEARERS.removeprefix("{}"): "件の同名の団体がある：所在地があれば区別できる",
    "same name": "名称が同じ",
    "same reading": "読みが同じ",
    "same municipality": "市区町村が同じ",
    "no other organisation of that name there": "そこにほかに同名の団体はない",
    "same designated city, the ward not given or another": "政令指定都市が同じ（区は記載なし、または別）",
    "no other of that name there": "そこにほかに同名の団体はない",
    "names begin alike": "名称の始まりが同じ",
    "no other of that reading there": "そこにほかに同じ読みの団体はない",
    "same prefecture, no municipality given": "都道府県が同じ（市区町村の記載なし）",
    "nobody else in the country bears the name": "全国にほかに同名の団体はない",
    "so different a name is not linked without a person": "名称の違いが大きく、人の確認なしには結ばない",
    "the legal form stated is another": "記載された法人格が異なる",
    "another organisation fits almost as well (": "ほぼ同じ程度に合う団体がほかにもある（差 ",
    " bits behind)": " ビット）",
    "total ": "合計 ",
    " bits": " ビット",
    "; ": "。",
}
_JAPANESE = _SENTENCES_JA | {
    f"{word} {level} (": f"{word_ja}：{level_ja} ("
    for word, word_ja in _COMPARED_JA.items()
    for level, level_ja in _LEVELS_JA.items()
}
#: Of two wordings that begin at one place the longer is meant.
_LONGEST_FIRST = sorted(_JAPANESE, key=len, reverse=True)


def translate_reasons(reason: pl.Expr) -> pl.Expr:
    """Return reasons, in the English of this module and of ``warehouse.linkage``, in Japanese."""
    return reason.str.replace_many(
        _LONGEST_FIRST, [_JAPANESE[wording] for wording in _LONGEST_FIRST], leftmost=True
    )
