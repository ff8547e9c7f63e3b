"""The licences under which the registers are given, with the wording their publishers ask for.

The Public Data License is the one the ministries declare for their sites. Nobody has yet read the terms
on each site itself, so ``checked_on`` is empty and a release says so.
"""

from __future__ import annotations

from ingest.register import Licence

_PUBLIC_DATA_TERMS = "公共データ利用規約（第1.0版）(PDL1.0)"
_PUBLIC_DATA_TERMS_URL = "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"


def public_data_licence(
    title_ja: str, title_en: str, publisher_ja: str, publisher_en: str, url: str
) -> Licence:
    """Return the Public Data License of Japan's ministries, worded for one register."""
    return Licence(
        name=_PUBLIC_DATA_TERMS,
        url=_PUBLIC_DATA_TERMS_URL,
        attribution_ja=f"出典：「{title_ja}」（{publisher_ja}）（{url}）",
        attribution_en=f"Source: {title_en}, {publisher_en} ({url})",
        processed_ja=f"「{title_ja}」（{publisher_ja}）（{url}）を加工して作成",
        processed_en=f"Created by processing {title_en}, {publisher_en} ({url})",
    )


def cc0_licence(title_ja: str, title_en: str, publisher_ja: str, publisher_en: str, url: str) -> Licence:
    """Return CC0; its giver asks for no credit, and gets one."""
    return Licence(
        name="CC0 1.0",
        url="https://creativecommons.org/publicdomain/zero/1.0/",
        attribution_ja=f"出典：{title_ja}（{publisher_ja}）（{url}）",
        attribution_en=f"Source: {title_en}, {publisher_en} ({url})",
        processed_ja=f"{title_ja}（{publisher_ja}）（{url}）を加工して作成",
        processed_en=f"Created by processing {title_en}, {publisher_en} ({url})",
    )
