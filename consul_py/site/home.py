"""What the first page shows: what is open, what is next, what became of things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask import url_for

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.clock import BERLIN
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import time_of_day
from consul_py.measures import counting
from consul_py.measures import line_queries as measures
from consul_py.newsletter.queries import kind_choices
from consul_py.polls.queries import open_polls
from consul_py.processes import line_queries as processes
from consul_py.proposals.numbers import home_numbers
from consul_py.workshops import line_queries as workshops

DATES = 4  # how many dates the first page names


@dataclass(frozen=True)
class Date:
    """One line under "next": when, what, where to read on, and a few words."""

    at: datetime
    title: str
    url: str
    parts: list[str]
    note: str = ""


def _of_workshop(workshop: workshops.Line) -> Date:
    start, end = time_of_day(workshop.starts_at), time_of_day(workshop.ends_at)
    place = workshop.place or (_("online") if workshop.online_url else "")
    note = ""
    if workshop.capacity:
        left = max(0, workshop.capacity - workshop.taken)
        note = _("%(left)s of %(all)s seats left", left=left, all=workshop.capacity)
    parts = [_("%(start)s to %(end)s", start=start, end=end), place]
    url = url_for("workshops.show", id=workshop.id, slug=workshop.slug)
    return Date(workshop.starts_at, workshop.title, url, parts, note)


def _of_consultation(found: processes.Line) -> Date:
    assert found.opens_at is not None
    parts = [_("begins at %(time)s", time=time_of_day(found.opens_at)), found.process_title]
    return Date(found.opens_at, found.title, url_for("consultations.show", slug=found.slug), parts)


def _of_event(event: Any) -> Date:
    at = datetime.combine(event.starts_on, time(12), BERLIN)
    return Date(at, event.title, url_for("processes.show", slug=event.slug), [event.time_text, event.place])


def coming_dates(now: datetime, announced: Sequence[processes.Line]) -> list[Date]:
    """Workshops, openings and events of processes, soonest first."""
    dates = [_of_workshop(workshop) for workshop in workshops.upcoming(now, DATES)]
    dates += [_of_consultation(found) for found in announced[:DATES]]
    today = clock.to_berlin(now).date()
    dates += [_of_event(event) for event in processes.coming_events(today, DATES)]
    return sorted(dates, key=lambda date: date.at)[:DATES]


def lead_and_rest(found: Sequence[processes.Line]) -> tuple[processes.Line | None, list[processes.Line]]:
    """The consultation to show large (one where people can propose, if any), and the others.

    A consultation that only offers voting is shown by its polls.
    """
    lead = next((each for each in found if each.may_propose), found[0] if found else None)
    rest = [each for each in found if each is not lead and (each.may_propose or each.may_debate or each.may_comment)]
    return lead, rest


def home_view(_who: Person) -> dict[str, Any]:
    """The context of the first page; all reading happens here, before it renders."""
    now = clock.now()
    running, announced = processes.open_and_coming(now)
    lead, rest = lead_and_rest(running)
    received = home_numbers(now)
    return {
        "lead": lead,
        "lead_received": received["by_consultation"].get(lead.id, 0) if lead is not None else 0,
        "rest": rest,
        "polls": open_polls(now),
        "dates": coming_dates(now, announced),
        "received": received,
        "done": counting.numbers(),
        "moved": measures.latest(3),
        "interests": [(value, label, True) for value, label in kind_choices()],
    }
