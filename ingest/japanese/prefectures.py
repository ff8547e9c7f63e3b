"""The 47 prefectures in the order of their codes (JIS X 0401), and the authorities for NPO corporations."""

from __future__ import annotations

PREFECTURE_NAMES: tuple[str, ...] = (
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
)

#: Two-digit code of each prefecture by its name.
PREFECTURE_CODES: dict[str, str] = {name: f"{number:02}" for number, name in enumerate(PREFECTURE_NAMES, 1)}

#: The designated cities in the order of their codes as authorities, from 101.
DESIGNATED_CITY_NAMES: tuple[str, ...] = (
    "札幌市",
    "仙台市",
    "さいたま市",
    "千葉市",
    "横浜市",
    "川崎市",
    "相模原市",
    "新潟市",
    "静岡市",
    "浜松市",
    "名古屋市",
    "京都市",
    "大阪市",
    "堺市",
    "神戸市",
    "岡山市",
    "広島市",
    "北九州市",
    "福岡市",
    "熊本市",
)

#: The 67 authorities (所轄庁) by their code of three digits.
JURISDICTION_NAMES: dict[str, str] = {
    **{f"{number:03}": name for number, name in enumerate(PREFECTURE_NAMES, 1)},
    **{f"{number:03}": name for number, name in enumerate(DESIGNATED_CITY_NAMES, 101)},
}
