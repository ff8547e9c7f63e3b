"""The runs these tests share."""

from tests.tsunagu.shared_runs import demo

__all__ = ["demo"]
