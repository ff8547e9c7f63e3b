"""Values that must never reach a release: contacts, private addresses, and what people let slip in a voice.

Every one is fictitious and distinctive, so that a search of the whole release for each of them means
something. Numbers lie in ranges that are not given out.
"""

from __future__ import annotations

_CONTACTS = 60

CONTACT_EMAILS: tuple[str, ...] = tuple(
    f"renraku{number:02}@mihon-dantai.example" for number in range(_CONTACTS)
)
CONTACT_PHONES: tuple[str, ...] = tuple(f"0990-00-{7100 + number * 13}" for number in range(_CONTACTS))

#: Addresses of groups in no register: often somebody's home.
PRIVATE_STREETS: tuple[str, ...] = tuple(
    f"{quarter}見本台{lot}番地の{lot + 40}"
    for quarter in ("上", "中", "下", "東", "西")
    for lot in range(9101, 9125)
)

#: Sentences with personal data as people write them into a voice, and the values in them.
CONFIDENCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("連絡は見本花子さんの携帯090-0000-4821へ。", ("見本花子", "090-0000-4821")),
    (
        "詳しくは担当の例示太郎様（taro.reiji@mihon-mail.example）まで。",
        ("例示太郎", "taro.reiji@mihon-mail.example"),
    ),
    ("仮名次郎氏（七十八歳）の家は〒999-9871の団地にある。", ("仮名次郎", "999-9871")),
    ("寄附の振込先は見本銀行 普通 口座番号9876501。", ("9876501",)),
    ("模型夏子さん（34歳）が一人で抱えている。", ("模型夏子",)),
    ("資料は https://mihon-kojin.example/~hanako/ にあるとのこと。", ("mihon-kojin.example/~hanako",)),
    (
        "電話０９９０－００－５５１２（標本歩さん宅）にかけてほしいという。",
        ("０９９０－００－５５１２", "0990-00-5512", "標本歩"),
    ),
)

#: Phrases of voices that nobody approved: some may be counted, none may be read.
UNAPPROVED_MARKERS: tuple[str, ...] = (
    "紫陽花の坂を下りた先の集会所",
    "銀杏の葉が積もる旧校舎の二階",
    "朝霧の市の立つ広場の隅",
    "渡し船の待合所の長椅子",
    "風見鶏の見える診療所の裏",
    "石蕗の咲く共同水場の前",
    "灯籠流しの夜に集まる橋のたもと",
    "蔵を直した図書室の奥の机",
    "雪囲いの残る停留所の脇",
    "潮見やぐらの下の小屋",
    "藍染めの暖簾の掛かる作業場",
    "水車小屋の隣の談話室",
)


def _list_personal_values() -> tuple[str, ...]:
    told = tuple(value for _, values in CONFIDENCES for value in values)
    return (*CONTACT_EMAILS, *CONTACT_PHONES, *PRIVATE_STREETS, *told)


#: Everything above that names or reaches a person.
PERSONAL_VALUES: tuple[str, ...] = _list_personal_values()
