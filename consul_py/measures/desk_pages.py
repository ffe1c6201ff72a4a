"""What the desk's pages of measures show and what their forms begin with."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from flask import url_for

from consul_py.kernel import audit
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import Page
from consul_py.measures import desk_queries, pages, queries, rules, words
from consul_py.measures.forms import NewMeasureForm
from consul_py.measures.models import Measure
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import Subject
from consul_py.workshops.followup_models import ProposedMeasure


def table_page(page: Page[Measure], asked: desk_queries.Asked, who: Person, now: datetime) -> dict[str, Any]:
    """The table of measures."""
    today = words.today_of(now)
    keep: dict[str, Any] = {"state": asked.state or None, "process": asked.process_id, "q": asked.q or None}

    def address(sort: str = asked.sort, desc: bool = asked.desc, **more: Any) -> str:
        return url_for("desk_measures.index", **(keep | {"sort": sort, "desc": int(desc)} | more))

    states = [
        ("", _("All")),
        ("late", _("Report late")),
        ("running", _("Adopted or in progress")),
        ("stopped", _("Paused or rejected")),
    ]
    _late, waiting = desk_queries.work_counts(who, today)
    return {
        "page": page,
        "asked": asked,
        "late": {m.id: rules.days_late(m.status, m.next_report_on, today) for m in page.items},
        "states": [*states, *words.status_choices()],
        "processes": [("", _("All processes")), *desk_queries.process_choices(who)],
        "sort": {"key": asked.sort, "desc": asked.desc, "url": address},
        "at": lambda number: address(page=number),
        "export_url": url_for("desk_measures.export", **keep, sort=asked.sort, desc=int(asked.desc)),
        "waiting": waiting,
    }


def show_page(measure: Measure, now: datetime) -> dict[str, Any]:
    """One measure at the desk."""
    changes = queries.changes(measure.id, all_of_them=True)
    reports = queries.reports(measure.id)
    names = desk_queries.names({row.by_id for row in changes} | {row.by_id for row in reports})
    return {
        "measure": measure,
        "late": words.late_words(measure, now),
        "standing": words.standing(measure),
        "facts": pages.facts_of(measure, now),
        "milestones": queries.milestones(measure.id),
        "sources": [pages.source_line(row) for row in queries.sources(measure.id, public=False)],
        "changes": [(row, names.get(row.by_id or 0, "")) for row in changes],
        "reports": [(row, names.get(row.by_id or 0, "")) for row in reports],
        "log": audit.latest("measure", measure.id),
    }


def new_form(source: Subject | None, proposed: ProposedMeasure | None, who: Person) -> NewMeasureForm:
    """An empty form, or one filled from a contribution or from a follow-up's proposed measure."""
    data: dict[str, Any] = {"sent_key": secrets.token_urlsafe(16), "status": "proposed", "progress": 0}
    if proposed is not None:
        data |= _from_subject(proposed.follow_up.workshop) | _from_proposed(proposed)
    elif source is not None:
        data |= _from_subject(source)
    return NewMeasureForm(data=data)


def _from_subject(subject: Subject) -> dict[str, Any]:
    found = {
        "title": subject.title[:160], "summary": subject.summary, "process_id": subject.process_id,
        "topic_id": subject.topic_id or 0, "municipality_id": subject.municipality_id or 0,
    }  # fmt: skip
    if subject.kind == "proposal":
        row = cast(Proposal, subject)
        adopted = row.decision in ("adopted", "partly")
        found |= {
            "responsible_unit": row.responsible_unit, "cost": row.cost_note, "decided_by": row.decided_by_note,
            "status": "adopted" if adopted else "proposed",
        }  # fmt: skip
    return found


def _from_proposed(proposed: ProposedMeasure) -> dict[str, Any]:
    long = len(proposed.body) > 400
    return {
        "title": proposed.title[:160], "responsible_unit": proposed.responsible, "proposed": str(proposed.id),
        "summary": "" if long else proposed.body, "body": proposed.body if long else "",
    }  # fmt: skip


def candidate_lines(found: list[Subject], linked: set[int]) -> list[dict[str, Any]]:
    """What a search for sources found."""
    return [
        {
            "id": subject.id, "kind": words.kind_word(subject.kind), "title": subject.title,
            "summary": subject.summary, "linked": subject.id in linked,
        }
        for subject in found
    ]  # fmt: skip
