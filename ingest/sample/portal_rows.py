"""Describes each NPO in the words of the portal: 60 columns, flags ○, dates with slashes, free texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from ingest.sample.certifications import Certification
from ingest.sample.names import Generator, draw, to_full_width
from ingest.sample.records import post_code
from ingest.sample.words import word_table

_FIELD_COUNT = 20
_URL = "https://www.npo-homepage.go.jp/npoportal/detail/"
_SLASHES = "%Y/%m/%d"
_DIGITS = (list("０１２３４５６７８９－"), list("0123456789-"))

#: Share of NPOs that pursue each of the 20 fields; the last is set by ordinances and rare.
_FIELD_SHARES = (
    0.59,
    0.49,
    0.44,
    0.07,
    0.06,
    0.36,
    0.27,
    0.08,
    0.12,
    0.17,
    0.18,
    0.09,
    0.47,
    0.11,
    0.06,
    0.18,
    0.25,
    0.06,
    0.46,
    0.01,
)
_FISCAL_YEARS = (
    ("04/01", "03/31", 0.68),
    ("01/01", "12/31", 0.10),
    ("07/01", "06/30", 0.12),
    ("10/01", "09/30", 0.10),
)


def describe_rows(
    rng: Generator, npos: pl.DataFrame, certifications: Sequence[Certification], day: date
) -> pl.DataFrame:
    """Return a text column for each header of the portal as of ``day``, in the order of ``npos``."""
    parts = [
        _describe_identity(rng, npos),
        _describe_purpose(rng, npos),
        _describe_fields(rng, npos.height),
        _describe_ending(rng, npos),
        _describe_accounts(rng, npos.height),
    ]
    rows = pl.concat(parts, how="horizontal")
    table = _tabulate(certifications, day)
    return rows.join(table, left_on="法人情報URL", right_on="url", how="left", maintain_order="left")


def _describe_identity(rng: Generator, npos: pl.DataFrame) -> pl.DataFrame:
    number = pl.when(~pl.col("without_number")).then("number").cast(pl.String)
    hyphenated = post_code().cast(pl.String).str.replace(r"^(\d{3})", "$1-")
    certified = pl.col("assigned") - pl.duration(days=pl.lit(pl.Series(rng.integers(20, 60, npos.height))))
    older = pl.lit(pl.Series(rng.integers(0, 15 * 365, npos.height)))
    from_start = pl.col("assigned") == date(2015, 10, 5)
    shift = pl.when(from_start).then(pl.duration(days=older)).otherwise(pl.duration(days=0))
    return npos.select(
        _write_names(rng, npos).alias("法人名称"),
        pl.col("furigana").alias("法人名称カナ"),
        pl.col("authority").alias("所轄庁"),
        pl.when(pl.Series(rng.random(npos.height) < 0.08)).then("city_name").alias("権限移譲先市町村"),
        _write_addresses(rng, npos).alias("主たる事務所の所在地"),
        pl.when(~pl.col("without_address")).then(hyphenated).alias("主たる事業所の郵便番号"),
        _write_branches(rng, npos).alias("従たる事務所の所在地"),
        pl.col("representative").alias("代表者氏名"),
        pl.lit("ミホン　ダイヒョウ").alias("団体代表者名（フリガナ）"),
        (certified - shift).dt.strftime(_SLASHES).alias("法人設立認証年月日"),
        (pl.col("assigned") - shift).dt.strftime(_SLASHES).alias("設立年月日"),
        (pl.lit(_URL) + pl.col("portal_id")).alias("法人情報URL"),
        number.alias("法人番号"),
    )


def _write_names(rng: Generator, npos: pl.DataFrame) -> pl.Series:
    """Write names with or without the form, in another width, or as they were before a renaming."""
    chance = pl.lit(pl.Series(rng.random(npos.height)))
    stale = pl.lit(pl.Series(rng.random(npos.height) < 0.4))
    known = pl.when(stale).then("name_0").otherwise("name")
    return npos.select(
        name=pl.when(chance < 0.76)
        .then(known)
        .when(chance < 0.88)
        .then(known.str.normalize("NFKC"))
        .when(chance < 0.97)
        .then("core")
        .otherwise(pl.lit("ＮＰＯ法人　") + pl.col("core"))
    )["name"]


def _write_addresses(rng: Generator, npos: pl.DataFrame) -> pl.Series:
    """Write addresses with or without the prefecture, in either width; some cannot be placed at all."""
    chance = pl.lit(pl.Series(rng.random(npos.height)))
    width = pl.lit(pl.Series(rng.random(npos.height)))
    narrow = pl.col("street").str.replace_many(*_DIGITS)
    street = pl.when(width < 0.55).then("street").otherwise(narrow)
    place = (
        pl.when(chance < 0.58)
        .then(pl.col("prefecture") + pl.col("city"))
        .when(chance < 0.99)
        .then("city")
        .otherwise(pl.lit(""))
    )
    return npos.select(address=pl.when(~pl.col("without_address")).then(place + street))["address"]


def _write_branches(rng: Generator, npos: pl.DataFrame) -> pl.Series:
    """Write none, one, or several further offices, each on a line of its own within the cell."""
    chance = pl.lit(pl.Series(rng.random(npos.height)))
    towns = [draw(rng, word_table("towns")[0], npos.height) for _ in range(3)]
    lines = [pl.col("prefecture") + pl.col("city") + pl.lit(town) + pl.lit("１番地") for town in towns]
    return npos.select(
        branches=pl.when(chance < 0.84)
        .then(None)
        .when(chance < 0.91)
        .then(lines[0])
        .when(chance < 0.97)
        .then(pl.concat_str(lines[:2], separator="\n"))
        .otherwise(pl.concat_str(lines, separator="\n"))
    )["branches"]


def _describe_purpose(rng: Generator, npos: pl.DataFrame) -> pl.DataFrame:
    chance = pl.lit(pl.Series(rng.random(npos.height)))
    purpose = pl.format("この法人は、{}に対して、{}に関する事業を行い、", "city_name", "core")
    broken = purpose + pl.lit("\nもって公益の増進に寄与することを目的とする。")
    plain = purpose + pl.lit("もって公益の増進に寄与することを目的とする。")
    quoted = pl.lit('通称"') + pl.col("core") + pl.lit('"として, ') + plain
    return npos.select(
        pl.when(chance < 0.30)
        .then(broken)
        .when(chance < 0.32)
        .then(quoted)
        .otherwise(plain)
        .alias("定款に記載された目的"),
        pl.when(chance < 0.5)
        .then(pl.lit("①相談支援事業\n②普及啓発事業"))
        .otherwise(pl.lit("相談支援事業"))
        .alias("特定非営利活動に係る事業"),
        pl.when(chance > 0.9).then(pl.lit("物品販売事業")).alias("その他の事業"),
    )


def _describe_fields(rng: Generator, count: int) -> pl.DataFrame:
    marks = pl.Series(["", "○"])
    return pl.DataFrame(
        {
            f"活動分野{to_full_width(number)}": marks.gather((rng.random(count) < share).astype(np.int64))
            for number, share in enumerate(_FIELD_SHARES, start=1)
        }
    )


def _describe_ending(rng: Generator, npos: pl.DataFrame) -> pl.DataFrame:
    """Write supervision and dissolution as texts that begin with their date."""
    day = pl.col("ended").dt.strftime("%Y年%m月%d日")
    warned = (pl.col("ended") - pl.duration(days=200)).dt.strftime("%Y年%m月%d日")
    revoked = pl.col("ground") == "認証取消し"
    twice = pl.lit(pl.Series(rng.random(npos.height) < 0.3))
    living = pl.col("ended").is_null() & pl.lit(pl.Series(rng.random(npos.height) < 0.008))
    revocation = day + pl.lit(" 認証取消し(特定非営利活動促進法第43条第1項)")
    warning = warned + pl.lit(" 改善命令(特定非営利活動促進法第42条)\n")
    order = pl.lit("2022年03月10日 改善命令(特定非営利活動促進法第42条)")
    ending = day + pl.lit(" ") + pl.col("ground") + pl.lit("(特定非営利活動促進法第31条第1項)")
    return npos.select(
        pl.when(revoked & twice)
        .then(warning + revocation)
        .when(revoked)
        .then(revocation)
        .when(living)
        .then(order)
        .alias("監督情報"),
        pl.when(revoked).then(revocation).otherwise(ending).alias("解散情報"),
    )


def _describe_accounts(rng: Generator, count: int) -> pl.DataFrame:
    year = rng.choice(len(_FISCAL_YEARS), count, p=[share for _, _, share in _FISCAL_YEARS])
    designated = rng.random(count) < 0.003
    day = pl.when(pl.Series(designated))
    return pl.select(
        pl.Series("事業年度開始日", [start for start, _, _ in _FISCAL_YEARS]).gather(year),
        pl.Series("事業年度終了日", [end for _, end, _ in _FISCAL_YEARS]).gather(year),
        day.then(pl.lit("○")).alias("条例個別指定フラグ"),
        day.then(pl.lit("2021/04/01")).alias("条例個別指定：有効期間(開始日)"),
        day.then(pl.lit("2026/03/31")).alias("条例個別指定：有効期間(満了日)"),
        pl.lit(None, pl.String).alias("条例個別指定：有効期限（更新申請日)"),
        pl.lit(None, pl.String).alias("条例個別指定：有効期限（更新日)"),
        pl.lit(None, pl.String).alias("条例個別指定：有効期限（条例個別指定：取消日)"),
    )


def _tabulate(certifications: Sequence[Certification], day: date) -> pl.DataFrame:
    """Return the certification columns of the portal; flags are set only while a certification holds."""
    return pl.DataFrame([_tabulate_one(entry, day) for entry in certifications], infer_schema_length=None)


def _tabulate_one(entry: Certification, day: date) -> dict[str, str | None]:
    holds = entry.holds_on(day)
    return {
        "url": _URL + entry.portal_id,
        "認定（認定・特例認定１）": _mark(holds and entry.certified),
        "認定（認定・特例認定２）": _mark(holds and entry.specially_certified),
        "認定（認定・特例認定３）": _mark(entry.number % 40 == 0),
        "認定（認定・特例認定４）": _mark(entry.renewal_pending),
        "認定（PST基準１）": _mark(entry.pst == "relative"),
        "認定（PST基準２）": _mark(entry.pst == "absolute"),
        "認定（PST基準３）": _mark(entry.pst == "ordinance"),
        "認定（PST基準 条例指定（都道府県及び市区町村名））": entry.pst_by,
        "認定（認定開始日）": _slashed(entry.certified_from),
        "認定（認定満了日）": _slashed(entry.certified_to),
        "認定（認定取消日）": None,
        "認定（特例認定年月日）": _slashed(entry.special_from),
        "認定（特例認定満了日）": _slashed(entry.special_to),
        "認定（特例認定取消日）": None,
    }


def _mark(holds: bool) -> str:
    return "○" if holds else ""


def _slashed(day: date | None) -> str | None:
    return f"{day:%Y/%m/%d}" if day else None
