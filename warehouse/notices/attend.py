"""One look at the warehouse: what is due is written down, sent, and shown to the public."""

from __future__ import annotations

from warehouse.layout import Home
from warehouse.notices.book import Book, read_book
from warehouse.notices.channels import Channels
from warehouse.notices.deliver import deliver
from warehouse.notices.find import find_incidents
from warehouse.notices.incident import Incident
from warehouse.notices.review import review
from warehouse.status.model import Status
from warehouse.status.public import write_status


def attend(home: Home, status: Status, channels: Channels) -> str:
    """Put what is due into the outbox, send what waits there, and write the public status.

    May be called at any time and by several processes: nothing is told twice but after a kill in the middle
    of sending.

    Returns:
        What was done, in one sentence without secrets.
    """
    notices = review(home, status, channels)
    problems = deliver(home, channels, status.now)
    incidents = list_incidents(status, read_book(home))
    write_status(home, status, incidents)
    done = f"{len(incidents)} incidents; {len(notices)} notices written."
    return " ".join([done, *(f"Not sent by {problem}." for problem in problems)])


def list_incidents(status: Status, book: Book) -> tuple[Incident, ...]:
    """Return what is wrong now, each since it was first seen; what may pass by itself once it is told."""
    found = find_incidents(status).incidents
    told = {key: one.incident for key, one in book.open.items() if one.told_at is not None}
    return tuple(
        told.get(incident.key, incident)
        for incident in found
        if incident.key in told or not incident.patience
    )
