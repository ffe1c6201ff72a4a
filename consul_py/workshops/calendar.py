"""The calendar entry of a workshop (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from consul_py.kernel.clock import BERLIN
from consul_py.kernel.mail import domain
from consul_py.workshops.models import Workshop

OUR_AGE = range(1990, 2101)  # the years whose time zone a calendar can be told; the rest is written in UTC


def calendar(workshop: Workshop, url: str, now: datetime, *, online: bool = False) -> str:
    """One published event with its time zone. `online` adds the address that only registered people get."""
    from icalendar import Calendar  # takes a moment to load, and few ask for it

    whole = Calendar()
    whole.add("prodid", "-//consul_py//workshops//DE")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    known = workshop.starts_at.year in OUR_AGE and workshop.ends_at.year in OUR_AGE
    if known:
        whole.add_component(_berlin(workshop.starts_at.astimezone(BERLIN).year))
    whole.add_component(_event(workshop, url, now, BERLIN if known else UTC, online=online))
    return str(whole.to_ical().decode())


@lru_cache(maxsize=16)
def _berlin(year: int) -> Any:
    """The time zone as it is in `year` and the next; finding it out takes longer than all the rest."""
    from icalendar import Timezone

    return Timezone.from_tzid("Europe/Berlin", first_date=date(year, 1, 1), last_date=date(year + 2, 1, 1))


def _event(workshop: Workshop, url: str, now: datetime, zone: tzinfo, *, online: bool) -> Any:
    from icalendar import Event, vUri

    event = Event()
    event.add("uid", f"workshop-{workshop.id}@{domain()}")
    event.add("sequence", workshop.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", workshop.starts_at.astimezone(zone))
    event.add("dtend", workshop.ends_at.astimezone(zone))
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
