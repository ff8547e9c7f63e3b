"""Who may send: the list of members, kept by the network in one YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from rapidfuzz import process

from ingest.errors import IngestError
from ingest.identifiers import corporate_number_is_valid
from ingest.submissions.contracts import KINDS
from ingest.submissions.contracts.fields import MEMBER_ID
from ingest.submissions.vocabularies import load_vocabulary

_SHOWN = 80


class MembersUnreadable(IngestError):
    """The list of members has an entry that cannot be used; nobody's file is taken until it is mended."""

    code = "members.unreadable"


class UnknownMember(IngestError):
    """Somebody sends who is not on the list of members."""

    code = "member.unknown"


@dataclass(frozen=True)
class Member:
    """One who may send.

    Attributes:
        id: short name; the folder in the inbox and the first part of every id.
        name: name of the organisation.
        corporate_number: 13 digits, where it has one.
        prefecture_code: two digits.
        municipality: where it is, by name.
        sector: code of the vocabulary ``sectors``.
        kinds: kinds of record it may send.
        represents: corporate numbers or names of other organisations whose profile it may send.
    """

    id: str
    name: str
    prefecture_code: str
    sector: str
    corporate_number: str | None = None
    municipality: str | None = None
    kinds: tuple[str, ...] = KINDS
    represents: tuple[str, ...] = ()


_REQUIRED = ("id", "name", "prefecture_code", "sector")
_KNOWN = tuple(field.name for field in fields(Member))

#: Columns of the bronze table of members.
MEMBERS_SCHEMA = pl.Schema(
    {
        "member_id": pl.String(),
        "name": pl.String(),
        "corporate_number": pl.String(),
        "prefecture_code": pl.String(),
        "municipality": pl.String(),
        "sector": pl.String(),
    }
)


def load_members(path: Path) -> dict[str, Member]:
    """Return the members by their id, in the order of the file; none when there is no file.

    Raises:
        MembersUnreadable: the file is no YAML, or an entry lacks a field or has an impossible one.
    """
    entries = _read_entries(path) if path.exists() else []
    members: dict[str, Member] = {}
    for number, entry in enumerate(entries, start=1):
        member = _read_member(f"{path.name}, member {number}", entry)
        if member.id in members:
            raise MembersUnreadable(
                f"{path.name}, member {number}, field id",
                member.id,
                "every member has an id of its own",
                "Give one of the two another id; records already sent carry the old one.",
            )
        members[member.id] = member
    return members


def find_member(members: Mapping[str, Member], member_id: str) -> Member:
    """Return a member by its id.

    Raises:
        UnknownMember: it is not on the list.
    """
    if member := members.get(member_id):
        return member
    near = process.extractOne(member_id, list(members), score_cutoff=60)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UnknownMember(
        "members.yml",
        ascii(member_id)[:_SHOWN],
        "only a member on the list may send",
        f"{hint}Whoever keeps members.yml in the home folder may add it.",
    )


def tabulate_members(members: Mapping[str, Member]) -> pl.DataFrame:
    """Return the members as the bronze table has them, sorted by id."""
    rows = [
        (it.id, it.name, it.corporate_number, it.prefecture_code, it.municipality, it.sector)
        for it in sorted(members.values(), key=lambda member: member.id)
    ]
    return pl.DataFrame(rows, schema=MEMBERS_SCHEMA, orient="row")


def _read_entries(path: Path) -> list[Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        found = " ".join(str(error).split())[:200]
        raise MembersUnreadable(
            path.name, found, "the list is YAML in UTF-8", "Mend the line named."
        ) from error
    if content is None:
        return []
    entries = content.get("members", content) if isinstance(content, dict) else content
    if entries is None:
        return []
    if not isinstance(entries, list) or not isinstance(content, dict) or len(content) > 1:
        raise MembersUnreadable(
            path.name,
            _show(content),
            "the file has one key, members, with a list below it",
            "Write `members:` and below it one `- id: …` a member.",
        )
    return entries


def _read_member(place: str, entry: Any) -> Member:
    if not isinstance(entry, dict):
        raise MembersUnreadable(place, _show(entry), "a member is a group of fields", "Write `- id: …`.")
    if isinstance(entry.get("id"), str):
        place = f"{place} ({entry['id'][:40]!r})"
    for name in entry:
        if name not in _KNOWN:
            near = process.extractOne(str(name), _KNOWN)
            raise MembersUnreadable(
                place, _show(name), f"the fields are {', '.join(_KNOWN)}", f"Did you mean {near[0]}?"
            )
    values = {name: value for name, value in entry.items() if value is not None}
    for name in _REQUIRED:
        if name not in values:
            raise MembersUnreadable(
                f"{place}, field {name}", "nothing", "the field is required", _REMEDIES[name]
            )
    return Member(**{name: _read_value(f"{place}, field {name}", name, values[name]) for name in values})


_REMEDIES: Mapping[str, str] = {
    "id": "Write 2 to 40 small letters, digits or hyphens, such as sendai-centre.",
    "name": "Write the name of the organisation in quotes.",
    "corporate_number": 'Write the 13 digits in quotes, such as "5370005000001", or null.',
    "prefecture_code": 'Write two digits in quotes, such as "04".',
    "municipality": "Write the name of the municipality, such as 仙台市.",
    "sector": f"Write one of {', '.join(load_vocabulary('sectors').codes)}.",
    "kinds": f"Write a list of {', '.join(KINDS)}; leave the field out to allow all.",
    "represents": "Write a list of corporate numbers and names, each in quotes.",
}
_RULES: Mapping[str, str] = {
    "id": f"an id is {MEMBER_ID}",
    "corporate_number": "a corporate number is a text of 13 digits with a right check digit",
    "prefecture_code": "a prefecture is the text 01 to 47",
    "sector": "a sector is a code of the vocabulary sectors",
    "kinds": "kinds is a list of kinds of record",
    "represents": "represents is a list of texts",
}


def _read_value(place: str, name: str, value: Any) -> Any:
    if not _is_possible(name, value):
        rule = _RULES.get(name, f"{name} is a text that is not empty")
        raise MembersUnreadable(place, _show(value), rule, _REMEDIES[name])
    return tuple(value) if isinstance(value, list) else value


def _is_possible(name: str, value: Any) -> bool:
    if name in ("kinds", "represents"):
        texts = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
        return texts and (name == "represents" or bool(value) and set(value) <= set(KINDS))
    if not isinstance(value, str) or not value.strip():
        return False
    match name:
        case "id":
            return re.fullmatch(MEMBER_ID, value) is not None
        case "corporate_number":
            return bool(pl.select(corporate_number_is_valid(pl.lit(value))).item())
        case "prefecture_code":
            return value in load_vocabulary("prefectures").by_code
        case "sector":
            return value in load_vocabulary("sectors").by_code
    return True


def _show(value: object) -> str:
    return repr(value)[:_SHOWN]
