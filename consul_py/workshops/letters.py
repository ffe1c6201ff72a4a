"""Mails to the people of a workshop; each has the link to the own registration, where it can be cancelled."""

from __future__ import annotations

from typing import Any

from consul_py.kernel import clock, limits, mail
from consul_py.kernel.web import public_url
from consul_py.subjects.links import subject_url
from consul_py.workshops import links
from consul_py.workshops.calendar import calendar
from consul_py.workshops.models import REGISTERED, Workshop, WorkshopRegistration

PER_ADDRESS = "3/hour"  # anyone can type anyone's address


def _post(name: str, workshop: Workshop, row: WorkshopRegistration, *, entry: bool = False, **context: Any) -> None:
    url = subject_url(workshop)
    attachments = []
    if entry:
        text = calendar(workshop, url, clock.now(), online=row.state == REGISTERED)
        attachments = [("workshop.ics", "text/calendar", text)]
    mail.post(
        f"workshops/{name}",
        row.email,
        language=row.locale,
        attachments=attachments,
        workshop=workshop,
        name=row.name,
        url=url,
        own_url=links.registration_url(row),
        row_state=row.state,
        **context,
    )


def _within_limits(row: WorkshopRegistration) -> bool:
    return limits.within(PER_ADDRESS, "workshop_mail", row.email_key)


def ask_to_confirm(workshop: Workshop, row: WorkshopRegistration) -> None:
    if _within_limits(row):
        _post("confirm", workshop, row, waiting=row.state == "waiting", until=row.expires_at)


def already(workshop: Workshop, row: WorkshopRegistration) -> None:
    if _within_limits(row):
        _post("already", workshop, row)


def welcome(workshop: Workshop, row: WorkshopRegistration) -> None:
    """A seat with the calendar entry, or a place in line."""
    if row.state == REGISTERED:
        _post("registered", workshop, row, entry=True)
    else:
        _post("waiting", workshop, row)


def moved_up(workshop: Workshop, row: WorkshopRegistration) -> None:
    if row.email:
        _post("moved_up", workshop, row, entry=True)


def notice(kind: str, workshop: Workshop, row: WorkshopRegistration) -> None:
    """changed, cancelled or follow_up."""
    if kind == "follow_up":
        _post("follow_up", workshop, row, result_url=public_url("workshops.follow_up", id=workshop.id))
        return
    change = workshop.changes[-1] if kind == "changed" and workshop.changes else None
    _post(kind, workshop, row, entry=row.state == REGISTERED, change=change)
