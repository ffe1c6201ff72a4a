"""What waits at the desk: evaluations that are owed, drafts that lack something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import get_template_attribute, url_for

from consul_py.kernel import clock
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.panels import Panel
from consul_py.processes import date_rules, page_queries, rules
from consul_py.processes.models import Consultation


def desk_work(who: Person) -> Panel | None:
    """Slot `desk_work`: overdue evaluations first, then owed ones, then incomplete drafts."""
    if not who.has(STAFF, ADMINISTRATOR):
        return None
    now = clock.now()
    ended, drafts = page_queries.unfinished(who, now)
    owed = [(one, date_rules.days_owed(one, now) or 0) for one in ended]
    late = [(one, -days) for one, days in owed if days < 0]
    due = [(one, days) for one, days in owed if days >= 0]
    items = []
    if late:
        words = ngettext("evaluation is overdue", "evaluations are overdue", len(late))
        worst = max(days for _one, days in late)
        chip = ("overdue", ngettext("up to %(num)s day late", "up to %(num)s days late", worst))
        items.append(_item([one for one, _days in late], words, "desk_consultations", chip))
    if due:
        words = ngettext("evaluation is owed", "evaluations are owed", len(due))
        soonest = min(days for _one, days in due)
        left = ngettext("%(num)s day left", "%(num)s days left", soonest) if soonest else _("due today")
        items.append(_item([one for one, _days in due], words, "desk_consultations", ("due", left)))
    return Panel("", {"items": items + _drafts(who, drafts)}, order=20)


def _drafts(who: Person, drafts: list[Consultation]) -> list[dict[str, Any]]:
    """Drafts whose start checklist is not filled yet."""
    items = []
    processes = [one for one in page_queries.draft_processes(who) if rules.missing(rules.process_points(one))]
    if processes:
        words = ngettext("draft of a process is incomplete", "drafts of processes are incomplete", len(processes))
        items.append(_item(processes, words, "desk_processes", ("draft", _("Checklist"))))
    consultations = [one for one in drafts if rules.missing(rules.consultation_points(one, one.process))]
    if consultations:
        words = ngettext(
            "draft of a consultation is incomplete", "drafts of consultations are incomplete", len(consultations)
        )
        items.append(_item(consultations, words, "desk_consultations", ("draft", _("Checklist"))))
    return items


def _item(rows: Sequence[Any], words: str, area: str, mark: tuple[str, str]) -> dict[str, Any]:
    """One line of the work list: a single thing leads to itself, several to the list."""
    chip = get_template_attribute("_components/chip.html", "chip")
    url = url_for(f"{area}.show", id=rows[0].id) if len(rows) == 1 else url_for(f"{area}.index")
    names = ", ".join(row.title for row in rows[:3])
    return {"count": len(rows), "title": words, "url": url, "note": names, "chip": chip(*mark)}
