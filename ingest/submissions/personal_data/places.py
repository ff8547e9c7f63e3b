"""Where a person lives and when a person was born."""

from __future__ import annotations

from ingest.submissions.personal_data.detector import Detector, find_patterns

_NUMBER = r"[0-9十百]{1,6}"
_ERA = r"(?:明治|大正|昭和|平成|令和|西暦|[mtshr])"
_DAY = (
    rf"(?:{_ERA}? ?(?:元|[0-9十]{{1,4}}) ?年 ?[0-9十]{{1,3}} ?月 ?[0-9十]{{1,3}} ?日?"
    rf"|{_ERA}?[0-9]{{1,4}} ?[./\-] ?[0-9]{{1,2}} ?[./\-] ?[0-9]{{1,2}}"
    r"|[0-9十]{1,3} ?月 ?[0-9十]{1,3} ?日|[0-9]{8})"
)
_BORN = r"(?:生まれ|うまれ|産まれ|誕生|出生|生(?![ぁ-ん一-龠々]))"
_BIRTHDAY = r"(?:生年月日|誕生日|出生日|生まれた日|バースデー)"

DETECTORS = (
    Detector(
        "birth_date",
        r"生|誕|産まれ|うまれ|バースデー",
        find_patterns(rf"{_DAY} ?[()にの]{{0,2}} ?{_BORN}", rf"{_BIRTHDAY}[^0-9十元]{{0,8}}{_DAY}"),
        numerals=True,
    ),
    Detector(
        "street_address",
        r"丁目|番|号室|[0-9] ?[-ーのノ] ?[0-9]",
        find_patterns(
            rf"{_NUMBER} ?丁目(?: ?{_NUMBER} ?(?:番地?|号|[-ーのノ])? ?[-ーのノ]? ?[0-9十]*号?)*",
            rf"{_NUMBER} ?番地(?: ?の? ?{_NUMBER})?",
            rf"{_NUMBER} ?番 ?(?:の ?)?{_NUMBER} ?号?",
            rf"{_NUMBER} ?号室",
            r"[都道府県市区町村郡条通町字][^0-9\s、。,「」]{0,12} ?"
            r"(?P<span>[0-9]{1,4}(?: ?[-ーのノ] ?[0-9]{1,4}){1,3})(?![0-9])(?! ?[円人名件年月日時歳才])",
        ),
        numerals=True,
    ),
)
