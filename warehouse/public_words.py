"""Words that persons write into the home's files and that are published as they stand."""

from __future__ import annotations

from ingest.submissions.screening import find_personal_data
from warehouse.entries import Entry

LONGEST = 500
#: An address to the house number or a day may be what an entry is about; these never are.
_OF_PERSONS = {"phone", "mail", "my_number", "account_number", "card_number", "honorific_name"}


def read_public_words(entry: Entry, field: str) -> str | None:
    """Return a text that will be public, and so must not tell of a person; None where it is left out.

    Raises:
        EntryUnreadable: it tells of a person, is empty or longer than `LONGEST`; of the kind the entry names.
    """
    words = entry.optional_text(field, LONGEST)
    for trace in find_personal_data(words) if words else ():
        if trace.kind in _OF_PERSONS:
            raise entry.refusal(f"{field}: {trace.kind}", "what is written here is published; name no person")
    return words
