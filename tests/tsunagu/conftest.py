"""The runs these tests share."""

from tests.tsunagu.shared_runs import demo, real

__all__ = ["demo", "real"]
