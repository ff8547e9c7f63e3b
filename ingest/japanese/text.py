"""Width, dashes, variant characters and 外字 of Japanese text.

The registers write the same thing in many ways: full and half width, six dash characters, old and new
forms of one kanji. ``normalise_width`` and ``normalise_dashes`` are safe for display; ``normalise_name``
folds much more and is only for comparing names.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.japanese.legal_forms import LEGAL_FORM_ABBREVIATIONS, LEGAL_FORM_WORDS

#: What the Shift_JIS edition of a register writes for a character outside its repertoire.
GAIJI = "＿"

#: Characters that are a dash wherever they stand. The prolonged sound mark is not among them.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\ufe58\ufe63\uff0d"

#: The prolonged sound mark in both widths: part of a word, unless it stands between numbers.
_PROLONGED = "\u30fc\uff70"

_WIDTH_RUN = re.compile("[\u3000\uff01-\uff3e\uff40-\uff5d\uff5f-\uff9f\uffe0-\uffe6]+")
_WAVE_DASHES = str.maketrans({"\uff5e": "\u301c"})
_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))
_NUMERAL = "0-9０-９〇一二三四五六七八九十百"
_ADDRESS_DASH = re.compile(f"(?<=[{_NUMERAL}目番地号])[{_PROLONGED}](?=[{_NUMERAL}])")
_DASH_IN_KATAKANA = re.compile(r"(?<=[\u30a1-\u30fa\u30fc])-(?![0-9])")

# CJK radicals that look like kanji; NFKC leaves all of these but the Kangxi block as they are.
_RADICALS = dict(zip("⺟⺠⻁⻄⻅⻆⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲⻳", "母民虎西見角長青食鬼麦黄斉歯竜亀亀", strict=True))

# Old, popular and compatibility forms of kanji frequent in names and places.
_VARIANTS = dict(
    zip(
        "黑戶﨑髙𠮷濱濵邊邉齋齊斎澤廣龍龜國學會櫻嶋嶌寶實圓惠冨眞靜藏劍總縣渕壽榮驛瀧德淸晴福祥神"
        "靖精羽逸都隆者館鷗鴎槇遙凜瑤曻",
        "黒戸崎高吉浜浜辺辺斉斉斉沢広竜亀国学会桜島島宝実円恵富真静蔵剣総県淵寿栄駅滝徳清晴福祥神"
        "靖精羽逸都隆者館鴎鴎槙遥凛瑶昇",
        strict=True,
    )
)
#: Characters as names are compared, by the code point they are written with.
FOLD = str.maketrans(
    {source: target for source, target in (_RADICALS | _VARIANTS).items() if source != target}
    | {"ヶ": "ケ", "ヵ": "カ", "ゖ": "ケ", "ゕ": "カ", "_": GAIJI, "~": "\u301c"}
)
_LEGAL_FORMS = re.compile(
    "|".join(re.escape(word) for word in sorted(LEGAL_FORM_WORDS, key=len, reverse=True))
)
_ABBREVIATIONS = re.compile(
    "|".join(
        re.escape(unicodedata.normalize("NFKC", word).casefold())
        for word in sorted(LEGAL_FORM_ABBREVIATIONS, key=len, reverse=True)
    )
)
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def normalise_width(text: str) -> str:
    """Return ASCII in half width and kana in full width; nothing else changes.

    Unlike NFKC this keeps ①, ㈱ and compatibility kanji, and it keeps ``＿``, which stands for a 外字.
    The full-width tilde of the CP932 edition becomes the wave dash of the Unicode edition.
    """
    narrow = _WIDTH_RUN.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    return narrow.translate(_WAVE_DASHES)


def normalise_dashes(text: str) -> str:
    """Return every dash as ``-``; the prolonged sound mark only where it stands between numbers."""
    return _ADDRESS_DASH.sub("-", text.translate(_TO_HYPHEN))


def normalise_name(name: str) -> str:
    """Return a key for comparing names: no legal form, no spaces, one width, one form of each kanji.

    Not for display and not for deciding the legal form.
    """
    folded = normalise_dashes(unicodedata.normalize("NFKC", name)).casefold().translate(FOLD)
    closed = _SPACES.sub("", _DASH_IN_KATAKANA.sub("ー", folded))
    bare = _LEGAL_FORMS.sub("", _ABBREVIATIONS.sub("", closed))
    return bare or closed


def has_gaiji(name: str | None, image_id: str | None) -> bool:
    """Tell whether ``name`` lacks a character that its picture shows.

    A picture alone does not say so: the registry also gives one for variants of 葛, 茨 and 薩 although
    the text is complete. A ``＿`` without a picture is an underscore somebody typed.
    """
    return bool(name and image_id and GAIJI in name)
