"""What the public pages of workshops show, gathered before anything is rendered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for

from consul_py.kernel import panels
from consul_py.kernel.authz import Person, may
from consul_py.kernel.i18n import file_size, ngettext
from consul_py.kernel.i18n import gettext as _
from consul_py.subjects.links import subject_path
from consul_py.workshops import line_queries, registration_queries, rules, shown, words
from consul_py.workshops.followup_content import Content, result_count
from consul_py.workshops.line_queries import Line
from consul_py.workshops.models import REGISTERED, WAITING, Workshop, WorkshopRegistration
from consul_py.workshops.permissions import PERMISSIONS
from consul_py.workshops.shown import Shown


def row(workshop: Line, now: datetime) -> dict[str, Any]:
    """A workshop in a list."""
    return {
        "workshop": workshop,
        "url": url_for("workshops.show", id=workshop.id, slug=workshop.slug),
        "parts": [words.hours(workshop), words.where(workshop), workshop.topic_title],
        "mark": words.mark(workshop, now),
        "follow_up_url": follow_up_url(workshop),
    }


def follow_up_url(workshop: Shown | Line) -> str:
    """Nothing while it is not published."""
    return url_for("workshops.follow_up", id=workshop.id) if workshop.followed_up_at else ""


def index_page(now: datetime, number: int) -> dict[str, Any]:
    page = line_queries.past(now, number)
    return {
        "coming": [row(workshop, now) for workshop in line_queries.announced_ahead(now)] if number == 1 else [],
        "past": [row(workshop, now) for workshop in page.items],
        "page": page,
    }


def show_page(workshop: Shown, who: Person, now: datetime, form: Any) -> dict[str, Any]:
    """The page of one workshop with its panels."""
    mine = registration_queries.of_person(workshop.id, who) if who.is_signed_in else None
    manages = may(PERMISSIONS, "manage", workshop)
    return {
        "workshop": workshop,
        "mark": words.mark(workshop, now),
        "hours": words.hours(workshop),
        "past": now >= workshop.ends_at,
        "follow_up_url": follow_up_url(workshop),
        "box": registration_box(workshop, mine, now),
        "form": form,
        "online": bool(workshop.online_url),
        "online_url": workshop.online_url if manages or is_in(mine) else "",
        "agenda": shown.agenda(workshop.id),
        "changes": [_change(change) for change in shown.changes(workshop.id)],
        "manages": manages,
        "below": panels.collect("subject", workshop, who) if workshop.is_public else [],
        "aside": panels.collect("subject_aside", workshop, who) if workshop.is_public else [],
    }


def is_in(mine: WorkshopRegistration | None) -> bool:
    """Has a seat of their own, confirmed."""
    return mine is not None and mine.state == REGISTERED


def registration_box(workshop: Workshop | Shown, mine: WorkshopRegistration | None, now: datetime) -> dict[str, Any]:
    """What the box says about seats, the deadline and the own place."""
    waits = mine is not None and mine.state == WAITING and mine.confirmed_at is not None
    return {
        "state": rules.registration(workshop, now),
        "seats": words.seats(workshop),
        "until": workshop.closes_at,
        "mine": mine,
        "registered": is_in(mine),
        "line": registration_queries.place_in_line(mine) if mine is not None and waits else None,
        "unconfirmed": mine is not None and mine.confirmed_at is None,
        "may_leave": mine is not None and rules.can_leave(workshop, now) is None,
    }


def _change(change: Any) -> dict[str, Any]:
    before = dict(change.before)
    for name in ("starts_at", "ends_at"):
        if name in before:
            before[name] = datetime.fromisoformat(before[name])
    return {"at": change.changed_at, "reason": change.reason, "before": before}


def follow_up_page(
    workshop: Workshop, content: Content, who: Person, now: datetime, *, version: int, at: datetime | None, note: str
) -> dict[str, Any]:
    """The follow-up as everybody sees it, or as a preview of the working copy."""
    found = panels.collect("follow_up", workshop, who)
    states: dict[int, Any] = {}
    for panel in found:
        states |= panel.context.get("by_proposed", {})
    until = content["feedback_until"]
    return {
        "workshop": workshop,
        "url": subject_path(workshop),
        "hours": words.hours(workshop),
        "content": content,
        "facts": _facts(workshop, content),
        "states": states,
        "panels": [panel for panel in found if panel.template],
        "documents": [_document(item) for item in content["documents"]],
        "shots": [item | {"full_url": item["url"]} for item in content["pictures"]],
        "dates": [item | {"day": _day(item["on_date"])} for item in content["dates"]],
        "feedback_until": datetime.fromisoformat(until) if until and datetime.fromisoformat(until) > now else None,
        "version": version,
        "at": at,
        "note": note,
        "has_points": any(r["points"] is not None for g in content["groups"] for r in g["results"]),
        "aside": panels.collect("subject_aside", workshop, who) if workshop.is_public else [],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _facts(workshop: Workshop, content: Content) -> list[tuple[str, Any] | tuple[str, Any, str]]:
    people = ", ".join(str(part) for part in (content["attended"], content["attended_note"]) if part)
    count = len(content["groups"])
    groups = ""
    if count:
        results = result_count(content)
        groups = ngettext("%(groups)s, with %(num)s result", "%(groups)s, with %(num)s results", results, groups=count)
    process = (workshop.process.title, url_for("processes.show", slug=workshop.process.slug))
    return [
        (_("People there"), people),
        (_("Working groups"), groups),
        (_("Topic field"), workshop.topic.title if workshop.topic else ""),
        (_("Process"), *process),
    ]


def _document(item: dict[str, Any]) -> dict[str, Any]:
    note = ", ".join(part for part in ("PDF", item["note"], file_size(item["octets"])) if part)
    return {"name": item["title"], "url": item["url"], "note": note}
