"""Ways to reach a person on the net: mail, web address, account of a social network."""

from __future__ import annotations

from ingest.submissions.personal_data.detector import Detector, find_patterns

_AT = r"(?: ?@ ?| ?[(\[<{【]\s?(?:at|アット|アットマーク)\s?[)\]>}】] ?| ?アットマーク ?| ?アット ?| at )"
_DOT = r"(?: ?\. ?| ?[(\[<{【] ?(?:dot|ドット) ?[)\]>}】] ?| ?ドット ?| dot )"
_LABEL = r"[a-z0-9ぁ-んァ-ヶー一-龠々\-]"
_HOST = r"[a-z0-9\-]"
_ENDINGS = (
    r"(?:jp|com|net|org|info|biz|io|me|co|tv|app|dev|be|gl|gle|ly|to|cc|link|site|online|tokyo|osaka|nagoya|"
    r"xyz|page|blog|shop|club|work|edu|gov|asia|us|uk|kr|cn|tw|fm|gg|store|jpn)"
)
_SERVICE = (
    r"(?:line|ライン|instagram|インスタ(?:グラム)?|twitter|ツイッター|facebook|フェイスブック|tiktok|ティックトック|"
    r"kakao(?:talk)?|カカオ(?:トーク)?|discord|ディスコード|skype|スカイプ|zoom|ズーム|snapchat|telegram|wechat)"
)

DETECTORS = (
    Detector(
        "mail",
        r"@|(?i:at)|アット",
        find_patterns(
            rf"[a-z0-9.!#$%&'*+/=?^_`|~\-]+\"?{_AT}{_LABEL}+(?:{_DOT}{_LABEL}{{1,63}})+",
            r"(?:メール(?:アドレス)?|e-?mail)[ :は]{0,3}(?P<span>[a-z0-9._%+\-]+ ?@)",
        ),
    ),
    Detector(
        "url",
        r"(?i:[a-z]+://|www|\.[a-z])",
        find_patterns(
            r"[a-z]+://[^\s、。「」『』()<>]+",
            rf"(?<![a-z0-9])www\.{_HOST}+(?:\.{_HOST}+)*[^\s、。「」『』()<>]*",
            rf"(?<![a-z0-9@.\-])(?:{_HOST}+\.)+{_ENDINGS}(?![a-z0-9\-])(?:/[!-~]*)?",
        ),
    ),
    Detector(
        "social_handle",
        rf"@|(?i:{_SERVICE})",
        find_patterns(
            r"(?<![a-z0-9.!#$%&'*+/=?^_`|~\-\"@])@[a-z0-9_.]{2,30}",
            rf"{_SERVICE} ?の? ?(?:id|アイディー|アカウント|ミーティングid)[ :=は]{{0,4}}@?[a-z0-9_.\-]"
            r"(?: ?[a-z0-9_.\-]){1,30}",
        ),
    ),
)
