"""Why an NPO corporation was dissolved: the grounds of article 31, paragraph 1 of the NPO Act."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class DissolutionGround(NamedTuple):
    """A ground: its code, its words in the Act, and what marks it in a register's text."""

    code: str
    title_ja: str
    title_en: str
    mark: str


#: In the order of the Act. The first ground whose mark occurs in a text is the ground.
DISSOLUTION_GROUNDS: tuple[DissolutionGround, ...] = (
    DissolutionGround(
        "members_resolution", "社員総会の決議", "Resolution of the general meeting of members", "社員総会"
    ),
    DissolutionGround(
        "articles_event",
        "定款で定めた解散事由の発生",
        "Event named in the articles of incorporation",
        "解散事由",
    ),
    DissolutionGround(
        "business_impossible",
        "目的とする特定非営利活動に係る事業の成功の不能",
        "Impossibility of succeeding in the intended activities",
        "成功の不能",
    ),
    DissolutionGround("no_members", "社員の欠亡", "No members left", "欠亡"),
    DissolutionGround("merger", "合併", "Merger", "合併"),
    DissolutionGround("bankruptcy", "破産手続開始の決定", "Start of bankruptcy proceedings", "破産"),
    DissolutionGround(
        "authentication_revoked",
        "第43条の規定による設立の認証の取消し",
        "Revocation of the authentication of establishment",
        "認証の?取り?消し?",
    ),
)


def dissolution_ground_expression(text: pl.Expr) -> pl.Expr:
    """Return an expression for the code of the ground a text names, or null."""
    flat = text.str.normalize("NFKC").str.replace_all(r"\s+", "")
    return pl.coalesce(
        pl.when(flat.str.contains(ground.mark)).then(pl.lit(ground.code)) for ground in DISSOLUTION_GROUNDS
    )
