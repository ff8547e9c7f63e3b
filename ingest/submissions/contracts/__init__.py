"""What members may send: one Pydantic model a kind and version, and what is derived from it."""

from __future__ import annotations

from ingest.submissions.contracts.bronze import bronze_schema
from ingest.submissions.contracts.fields import FieldSpec, FieldType
from ingest.submissions.contracts.messages import Fault, explain_error, explain_rule
from ingest.submissions.contracts.registry import (
    CONTRACTS,
    KINDS,
    WITHDRAW,
    Contract,
    contracts_of,
    current_contract,
)
from ingest.submissions.contracts.rules import RowRule

__all__ = [
    "CONTRACTS",
    "KINDS",
    "WITHDRAW",
    "Contract",
    "Fault",
    "FieldSpec",
    "FieldType",
    "RowRule",
    "bronze_schema",
    "contracts_of",
    "current_contract",
    "explain_error",
    "explain_rule",
]
