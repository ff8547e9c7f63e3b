"""Every contract by its kind and version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

import polars as pl

from ingest.submissions.contracts.fields import FieldSpec, list_fields
from ingest.submissions.contracts.kinds.collaboration import CollaborationV1
from ingest.submissions.contracts.kinds.event import EventV1
from ingest.submissions.contracts.kinds.grant import GrantV1
from ingest.submissions.contracts.kinds.organization_profile import OrganizationProfileV1
from ingest.submissions.contracts.kinds.programme import ProgrammeV1
from ingest.submissions.contracts.kinds.proposal import ProposalV1
from ingest.submissions.contracts.kinds.voice import VoiceV1, VoiceV2, upgrade_v1
from ingest.submissions.contracts.records import COMMON_FIELDS, Record
from ingest.submissions.contracts.withdrawals import derive_withdrawal
from ingest.submissions.errors import UnknownContract

#: The action of a row that withdraws a record.
WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Contract:
    """What one row of a kind of submission is, in one version.

    Attributes:
        kind: name of the kind.
        version: counted from 1.
        title_ja: name of the kind for members.
        title_en: the same in English.
        description_ja: what one row is.
        description_en: the same in English.
        model: the Pydantic model; everything else is derived from it.
        accepted_until: the last day of receipt on which this version is taken; None while it is current.
        upgrade: makes records of this version those of the next one.
    """

    kind: str
    version: int
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    model: type[Record]
    accepted_until: date | None = None
    upgrade: Callable[[pl.DataFrame], pl.DataFrame] | None = None

    @property
    def name(self) -> str:
        """Kind and version in one word, as a workbook carries it."""
        return f"{self.kind}/{self.version}"

    @cached_property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The columns in the order of the templates."""
        return list_fields(self.model, last=COMMON_FIELDS)

    @cached_property
    def by_name(self) -> Mapping[str, FieldSpec]:
        """The columns by their names."""
        return MappingProxyType({field.name: field for field in self.fields})

    @cached_property
    def withdrawal(self) -> type[Record]:
        """The model of a row that withdraws a record: of its own columns only the key fields."""
        return derive_withdrawal(self.model, self.fields)

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The fields that tell records apart, and all that a withdrawal needs."""
        return tuple(field.name for field in self.fields if field.is_key)

    def is_accepted_on(self, day: date) -> bool:
        """Tell whether files in this version are taken on a day."""
        return self.accepted_until is None or day <= self.accepted_until


_CONTRACTS = (
    Contract(
        "organization_profile",
        1,
        "団体プロフィール",
        "Organisation profile",
        "一行が一つの団体です。団体が自分について伝える内容です。",
        "One row is an organisation, as it describes itself.",
        OrganizationProfileV1,
    ),
    Contract(
        "voice",
        1,
        "声",
        "Voice",
        "一行が、対話の場などで聞いた一つの声（困りごとや願い）です。",
        "One row is a concern or need that was heard.",
        VoiceV1,
        accepted_until=date(2027, 3, 31),
        upgrade=upgrade_v1,
    ),
    Contract(
        "voice",
        2,
        "声",
        "Voice",
        "一行が、対話の場などで聞いた一つの声（困りごとや願い）です。",
        "One row is a concern or need that was heard.",
        VoiceV2,
    ),
    Contract(
        "programme",
        1,
        "事業",
        "Programme",
        "一行が一つの事業（フォーラム、ラボ、基金、研修など）です。",
        "One row is a named undertaking: a forum, a lab, a fund, a workshop.",
        ProgrammeV1,
    ),
    Contract(
        "collaboration",
        1,
        "協働",
        "Collaboration",
        "一行が、一つの事業に一つの役割で加わった一つの団体です。",
        "One row is an organisation that takes part in a programme in one role.",
        CollaborationV1,
    ),
    Contract(
        "event",
        1,
        "催し",
        "Event",
        "一行が、事業の中で開いた一回の集まりです。",
        "One row is a gathering of a programme.",
        EventV1,
    ),
    Contract(
        "proposal",
        1,
        "提言",
        "Proposal",
        "一行が、一つの相手に提出した一つの提言です。",
        "One row is a proposal handed to one body.",
        ProposalV1,
    ),
    Contract(
        "grant",
        1,
        "助成",
        "Grant",
        "一行が、基金から一つの団体への一回の助成です。",
        "One row is a grant from a fund to an organisation.",
        GrantV1,
    ),
)

CONTRACTS: Mapping[tuple[str, int], Contract] = MappingProxyType(
    {(contract.kind, contract.version): contract for contract in _CONTRACTS}
)
KINDS: tuple[str, ...] = tuple(dict.fromkeys(contract.kind for contract in _CONTRACTS))


def contracts_of(kind: str) -> tuple[Contract, ...]:
    """Return all versions of a kind, the oldest first.

    Raises:
        UnknownContract: there is no such kind.
    """
    found = tuple(contract for contract in _CONTRACTS if contract.kind == kind)
    if not found:
        raise UnknownContract(
            "contracts", kind, "no contract is of this kind", f"Choose one of {', '.join(KINDS)}."
        )
    return found


def current_contract(kind: str) -> Contract:
    """Return the newest version of a kind.

    Raises:
        UnknownContract: there is no such kind.
    """
    return contracts_of(kind)[-1]
