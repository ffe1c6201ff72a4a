"""What the desk's pages of workshops show, gathered before anything is rendered."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from flask import url_for

from consul_py.kernel import audit
from consul_py.kernel.authz import Person, may, person, require
from consul_py.kernel.i18n import date_time
from consul_py.kernel.i18n import gettext as _
from consul_py.municipalities.queries import choices as municipalities
from consul_py.processes.queries import topic_choices
from consul_py.workshops import (
    followup_content,
    followup_queries,
    followup_service,
    queries,
    registration_queries,
    rules,
    words,
)
from consul_py.workshops.models import Workshop
from consul_py.workshops.permissions import PERMISSIONS


def mine(workshop_id: int, *, agenda: bool = False) -> Workshop:
    """A workshop the person may run. Raises 404 or Forbidden."""
    workshop = queries.managed(workshop_id, agenda=agenda)
    require(PERMISSIONS, "manage", workshop)
    return workshop


def index_page(who: Person, shown: str, now: datetime, number: int) -> dict[str, Any]:
    page = queries.desk_page(who, shown, now, number)
    waiting = queries.waiting_counts([workshop.id for workshop in page.items])
    tabs = {"upcoming": _("Coming"), "past": _("Past"), "draft": _("Drafts"), "all": _("All")}
    return {
        "page": page,
        "shown": shown,
        "may_create": may(PERMISSIONS, "create"),
        "tabs": [
            {"label": label, "url": url_for("desk_workshops.index", shown=key), "current": key == shown}
            for key, label in tabs.items()
        ],
        "rows": [
            {
                "workshop": workshop,
                "mark": words.mark(workshop, now),
                "when": words.when(workshop),
                "waiting": waiting.get(workshop.id, 0),
            }
            for workshop in page.items
        ],
    }


def show_page(workshop: Workshop, now: datetime) -> dict[str, Any]:
    followed_up = workshop.follow_up.published_at if workshop.follow_up else None
    return {
        "workshop": workshop,
        "mark": words.mark(workshop, now),
        "when": words.when(workshop),
        "where": words.where(workshop),
        "state": rules.state(workshop, now, followed_up),
        "late": rules.days_late(workshop.ends_at, now),
        "numbers": registration_queries.numbers(workshop.id),
        "log": audit.latest("workshop", workshop.id),
    }


def fill_choices(form: Any, process_id: int | None) -> None:
    """Topic fields and municipalities to choose from; of the process where it is known, and the person's own."""
    if hasattr(form, "process_id"):
        own = queries.process_choices(person())
        form.process_id.offer(_("Please choose"), own)
        process_id = process_id if process_id in dict(own) else None
    form.topic_id.offer(_("None"), topic_choices(process_id) if process_id else [])
    form.municipality_id.offer(_("The whole district"), municipalities())


def follow_up_page(workshop: Workshop, form: Any, now: datetime) -> dict[str, Any]:
    """The editor: texts, parts, checklist, and whether the working copy differs from what is public."""
    copy = followup_queries.whole(workshop.id)
    published = copy is not None and copy.published_at is not None
    changed = False
    if copy is not None and published:
        latest = followup_queries.version(copy.id, copy.version)
        changed = latest.content != followup_content.content_of(copy)
    return {
        "workshop": workshop,
        "copy": copy,
        "form": form,
        "published": published,
        "changed": changed,
        "missing": [] if published else followup_service.missing(workshop, copy, now),
        "late": rules.days_late(workshop.ends_at, now),
    }


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def people_csv(workshop: Workshop) -> str:
    """The list of people for a spreadsheet: UTF-8 with a mark at its beginning, semicolons, as German ones expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Name"), _("E-mail address"), _("State"), _("Needs"), _("Registered on"), _("Was there")])
    states = {"registered": _("Registered"), "reserved": _("Not confirmed yet"), "waiting": _("Waiting list")}
    for row in registration_queries.people(workshop.id):
        there = _("yes") if row.attended else ""
        cells = [row.name, row.email, states[row.state], row.needs, date_time(row.created_at), there]
        writer.writerow([guarded(" ".join(cell.split())) for cell in cells])
    return "\ufeff" + out.getvalue()
