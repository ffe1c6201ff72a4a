"""What other pages show of workshops: the process, the account, the work list of the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import get_template_attribute, url_for

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import date_long, ngettext, pgettext
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.panels import Panel
from consul_py.processes.line_queries import Frame
from consul_py.subjects.links import subject_path
from consul_py.workshops import line_queries, pages, queries, registration_queries, rules, words
from consul_py.workshops.models import REGISTERED, Workshop, WorkshopRegistration

SHOWN = 6  # workshops to come, and as many past ones, on the page of a process


def process(process: Frame, person: Person) -> Panel | None:
    """Coming and past workshops of a process."""
    now = clock.now()
    found = line_queries.of_process(process.id)
    if not found:
        return None
    coming = [workshop for workshop in found if workshop.ends_at > now][:SHOWN]
    past = [workshop for workshop in reversed(found) if workshop.ends_at <= now][:SHOWN]
    context = {
        "coming": [pages.row(workshop, now) for workshop in coming],
        "past": [pages.row(workshop, now) for workshop in past],
        "tab": {"label": _("Workshops"), "url": "#workshops", "count": len(found)},
    }
    return Panel("workshops/_panel_process.html", context, order=40)


def me(person: Person) -> Panel | None:
    """My registrations, with a button to cancel."""
    now = clock.now()
    rows = [_own(row, now) for row in registration_queries.mine(person, now)]
    return Panel("workshops/_panel_me.html", {"rows": rows}, order=40) if rows else None


def _own(row: WorkshopRegistration, now: datetime) -> dict[str, Any]:
    workshop = row.workshop
    if workshop.cancelled_at is not None:
        mark = ("rejected", pgettext("workshop", "Cancelled"))
    elif row.state == REGISTERED:
        mark = ("done", _("Registered"))
    else:
        mark = ("due", _("Waiting list") if row.confirmed_at else _("Not confirmed yet"))
    return {
        "workshop": workshop,
        "url": subject_path(workshop),
        "parts": [words.hours(workshop), words.where(workshop)],
        "mark": mark,
        "registered": row.state == REGISTERED,
        "may_leave": rules.can_leave(workshop, now) is None and workshop.cancelled_at is None,
        "leave_url": url_for("workshops.leave", id=workshop.id),
    }


def desk_work(person: Person) -> Panel | None:
    """Follow-ups that are owed, and lines that only more seats can shorten."""
    if not person.has("staff", "facilitator"):
        return None
    now = clock.now()
    chip = get_template_attribute("_components/chip.html", "chip")
    ended, crowded = queries.desk_workshops(person, now)
    items = [_owed(workshop, now, chip) for workshop in ended]
    items += [_line(workshop, waiting) for workshop, waiting in crowded]
    return Panel("", {"items": items}, order=40) if items else None


def _owed(workshop: Workshop, now: datetime, chip: Any) -> dict[str, Any]:
    late = rules.days_late(workshop.ends_at, now)
    note = _("held on %(date)s", date=date_long(workshop.starts_at))
    if late > 0:
        note = ngettext("%(note)s, %(num)s day late", "%(note)s, %(num)s days late", late, note=note)
    return {
        "count": 1,
        "title": _("Follow-up is missing: %(title)s", title=workshop.title),
        "url": url_for("desk_workshops.follow_up", id=workshop.id),
        "note": note,
        "chip": chip("overdue") if late > 0 else "",
    }


def _line(workshop: Workshop, waiting: int) -> dict[str, Any]:
    return {
        "count": waiting,
        "title": ngettext(
            "Person waits for a seat: %(title)s", "People wait for a seat: %(title)s", waiting, title=workshop.title
        ),
        "url": url_for("desk_workshops.people", id=workshop.id),
        "note": f"{words.when(workshop)} · {words.seats(workshop)}",
        "chip": "",
    }
