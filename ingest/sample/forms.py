"""The kinds of corporations of the sample, with the shares they have among all corporations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Form:
    """A legal form as names show it.

    Attributes:
        text: the words in the name, empty for bodies whose name shows no form.
        kind: kind code of the corporate-number register.
        number_class: the two digits of the number that stand for the class of body.
        share: share among corporations that are not NPOs.
        at_end: share of names that carry the form at the end.
        tails: word list of the second word of the name; ``alone`` for none.
    """

    text: str
    kind: str
    number_class: int
    share: float
    at_end: float = 0.0
    tails: str = "tails"


#: The NPO comes first; its count is set apart from the shares.
FORMS: tuple[Form, ...] = (
    Form("特定非営利活動法人", "399", 5, 0.0),
    Form("株式会社", "301", 1, 0.5045, 0.45, "trades"),
    Form("有限会社", "302", 2, 0.28, 0.3, "trades"),
    Form("合同会社", "305", 3, 0.085, 0.3, "trades"),
    Form("合資会社", "304", 3, 0.006, 0.4, "trades"),
    Form("合名会社", "303", 3, 0.002, 0.4, "trades"),
    Form("一般社団法人", "399", 5, 0.0140),
    Form("一般財団法人", "399", 5, 0.0014),
    Form("公益社団法人", "399", 5, 0.0008),
    Form("公益財団法人", "399", 5, 0.0010),
    Form("社会福祉法人", "399", 5, 0.0039),
    Form("学校法人", "399", 5, 0.0015),
    Form("準学校法人", "399", 5, 0.0001),
    Form("労働者協同組合", "399", 5, 0.0001),
    Form("更生保護法人", "399", 5, 0.0001),
    Form("医療法人", "399", 5, 0.0110),
    Form("農事組合法人", "399", 5, 0.0020),
    Form("協同組合", "399", 5, 0.0100, 1.0, "trades"),
    Form("教会", "399", 5, 0.0636, 1.0, "alone"),
    Form("", "401", 50, 0.0030, 0.0, "trades"),
    Form("土地改良区", "499", 50, 0.0080, 1.0, "alone"),
    Form("組合", "201", 20, 0.0019, 1.0),
    Form("庁", "101", 12, 0.0001, 1.0, "alone"),
)

#: Bodies of other countries: their address abroad can change.
FOREIGN_FORM = next(index for index, form in enumerate(FORMS) if form.kind == "401")


@cache
def form_shares() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the probability of each form among corporations that are not NPOs."""
    shares = np.array([form.share for form in FORMS])
    return np.asarray(shares / shares.sum(), dtype=np.float64)


@cache
def form_column(attribute: str) -> pl.Series:
    """Return one attribute of every form as a column to gather from."""
    return pl.Series([getattr(form, attribute) for form in FORMS])
