"""The calendar entry of a workshop (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from consul_py.kernel.clock import BERLIN, to_berlin
from consul_py.kernel.mail import domain
from consul_py.workshops.models import Workshop


def calendar(workshop: Workshop, url: str, now: datetime, *, online: bool = False) -> str:
    """One published event with its time zone. `online` adds the address that only registered people get."""
    from icalendar import Calendar  # takes a moment to load, and few ask for it

    whole = Calendar()
    whole.add("prodid", "-//consul_py//workshops//DE")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add_component(_berlin(to_berlin(workshop.starts_at).year))
    whole.add_component(_event(workshop, url, now, online=online))
    return str(whole.to_ical().decode())


@lru_cache(maxsize=16)
def _berlin(year: int) -> Any:
    """The time zone as it is in `year` and the next; finding it out takes longer than all the rest."""
    from icalendar import Timezone

    return Timezone.from_tzid("Europe/Berlin", first_date=date(year, 1, 1), last_date=date(year + 2, 1, 1))


def _event(workshop: Workshop, url: str, now: datetime, *, online: bool) -> Any:
    from icalendar import Event, vUri

    event = Event()
    event.add("uid", f"workshop-{workshop.id}@{domain()}")
    event.add("sequence", workshop.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", workshop.starts_at.astimezone(BERLIN))
    event.add("dtend", workshop.ends_at.astimezone(BERLIN))
    event.add("summary", workshop.title)
    event.add("status", "CANCELLED" if workshop.cancelled_at else "CONFIRMED")
    where = [workshop.place, " ".join(workshop.address.split())]
    reach = workshop.online_url if online else ""
    location = ", ".join(part for part in where if part) or reach
    if location:
        event.add("location", location)
    event.add("description", "\n\n".join(part for part in (workshop.summary, reach, url) if part))
    event.add("url", vUri(url))
    return event
