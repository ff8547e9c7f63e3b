"""Reads the entries of a file that persons write: a YAML list of mappings, each with its line."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import ApprovalUnreadable, EntryUnreadable

_MAX_SHOWN = 80
#: Control characters but the line break, and those that turn the direction of writing.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Entry:
    """One entry of a file.

    Attributes:
        place: the file and the line, for messages.
        values: the fields as YAML reads them.
        example: how an entry of this file is written.
        error: the exception that a wrong entry is.
    """

    place: str
    values: dict[str, Any]
    example: str
    error: type[EntryUnreadable] = ApprovalUnreadable

    def refusal(self, value: object, rule: str) -> EntryUnreadable:
        """Return the error that says what is wrong with a value of this entry."""
        return self.error(self.place, str(value)[:_MAX_SHOWN], rule, f"Write it as: {self.example}")

    def check_fields(self, required: Set[str], optional: Set[str]) -> None:
        """Refuse a missing, an empty or an unknown field.

        Raises:
            EntryUnreadable: one of them is there.
        """
        if unknown := sorted(map(str, self.values.keys() - required - optional)):
            names = ", ".join(sorted(required | optional))
            raise self.refusal(", ".join(unknown), f"an entry has no other fields than {names}")
        for name in sorted(required - self.values.keys()):
            raise self.refusal(f"no {name}", f"an entry needs {', '.join(sorted(required))}")

    def text(self, name: str, max_length: int = 2000) -> str:
        """Return a field that must be a text of printable characters."""
        value = self.values[name]
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(value, f"{name} is a text, in quotes where it looks like a number or a date")
        if len(value) > max_length:
            raise self.refusal(value, f"{name} has at most {max_length:,} characters")
        if found := _UNPRINTABLE.search(value):
            raise self.refusal(f"U+{ord(found.group()):04X}", f"{name} has printable characters only")
        return value

    def optional_text(self, name: str, max_length: int = 2000) -> str | None:
        """Return a field that may be left out; null counts as left out."""
        return None if self.values.get(name) is None else self.text(name, max_length)

    def nested(self, name: str) -> Entry:
        """Return a field that must have fields of its own, one at least."""
        values = self.values[name]
        if not isinstance(values, dict) or not values:
            raise self.refusal(values, f"{name} has fields of its own: {{field: value}}")
        return Entry(self.place, {str(key): value for key, value in values.items()}, self.example, self.error)

    def matching(self, name: str, pattern: re.Pattern[str], rule: str) -> str:
        """Return a text field that must match a pattern as a whole."""
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise self.refusal(value, rule)
        return value

    def day(self, name: str) -> date:
        """Return a field that must be a date."""
        value = self.values[name]
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            raise self.refusal(value, f"{name} is a date such as 2026-11-23") from None

    def texts(self, name: str, allowed: Set[str]) -> tuple[str, ...]:
        """Return a field that may be left out and is a list of known words, each once."""
        values = self.values.get(name) or []
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str) or not isinstance(values, list) or value not in allowed:
                raise self.refusal(value, f"{name} is a list of {', '.join(sorted(allowed))}")
        return tuple(dict.fromkeys(values))


def read_entries(path: Path, example: str, error: type[EntryUnreadable] = ApprovalUnreadable) -> list[Entry]:
    """Return the entries of a file; none without the file.

    Raises:
        EntryUnreadable: it is not UTF-8, not YAML, or not a list of mappings; of the class ``error``.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as fault:
        raise error(
            str(path),
            f"byte {fault.start + 1:,}",
            "the file is UTF-8",
            f"Save it as UTF-8. Write an entry as: {example}",
        ) from None
    return parse_entries(text, str(path), example, error)


def parse_entries(
    text: str, place: str, example: str, error: type[EntryUnreadable] = ApprovalUnreadable
) -> list[Entry]:
    """Return the entries of a text; see `read_entries`."""
    reader = _EntryReader(place, example, error)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            raise reader.refusal(1, str(root.value), "the file is a list of entries")
        return [reader.read(node) for node in root.value]
    except RecursionError:
        raise reader.refusal(1, "too deep", "the file holds entries, and no field holds itself") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        found = str(getattr(fault, "problem", None) or fault)
        raise reader.refusal(mark.line + 1 if mark else 1, found, "the file is YAML") from None
    finally:
        reader.loader.dispose()


class _EntryReader:
    """Turns the nodes of one file into entries, and says where something is wrong."""

    def __init__(self, place: str, example: str, error: type[EntryUnreadable]) -> None:
        self.place, self.example, self.error = place, example, error
        self.loader = yaml.SafeLoader("")

    def read(self, node: yaml.Node) -> Entry:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise self.refusal(line, str(node.value), "an entry has fields and values")
        self._refuse_repeats(node)
        try:
            values = self.loader.construct_mapping(node, deep=True)
        except ValueError as fault:
            raise self.refusal(line, str(fault), "a date is one of the calendar") from None
        fields = {str(name): value for name, value in values.items()}
        return Entry(f"{self.place}, line {line}", fields, self.example, self.error)

    def refusal(self, line: int, value: str, rule: str) -> EntryUnreadable:
        return self.error(
            f"{self.place}, line {line}", value[:_MAX_SHOWN], rule, f"Write an entry as: {self.example}"
        )

    def _refuse_repeats(self, node: yaml.MappingNode) -> None:
        """Refuse a field that stands twice, also inside a field: YAML itself lets the last one win."""
        names = [key.value for key, _ in node.value]
        if repeated := [name for name in names if names.count(name) > 1]:
            raise self.refusal(node.start_mark.line + 1, str(repeated[0]), "an entry has each field once")
        for _, value in node.value:
            if isinstance(value, yaml.MappingNode):
                self._refuse_repeats(value)
