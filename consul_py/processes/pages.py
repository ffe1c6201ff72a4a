"""What the public pages show: everything is read here, before a template begins to render."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consul_py.kernel import clock, panels
from consul_py.kernel.authz import may, person
from consul_py.kernel.panels import Panel
from consul_py.processes import date_rules, line_queries, page_queries, rules, steps
from consul_py.processes.line_queries import Frame, Line, Shown
from consul_py.processes.links import topic_url, url_if_there, verb_links
from consul_py.processes.models import Consultation
from consul_py.processes.permissions import PERMISSIONS


def _merged(found: Sequence[Panel], key: str) -> dict[int, str]:
    """Notes that panels bring for the page's own lists, joined with a dot where several speak of one thing."""
    notes: dict[int, list[str]] = {}
    for panel in found:
        for number, text in panel.context.get(key, {}).items():
            notes.setdefault(number, []).append(str(text))
    return {number: " · ".join(texts) for number, texts in notes.items()}


def _topic(topic: Any, notes: dict[int, str]) -> dict[str, Any]:
    return {
        "name": topic.title,
        "url": topic_url(topic.id),
        "icon": topic.icon,
        "text": topic.summary,
        "note": notes.get(topic.id, ""),
    }


def process_page(process: Frame, consultations: Sequence[Line]) -> dict[str, Any]:
    """The whole page of a process; `consultations` are those the reader may see."""
    now, who = clock.now(), person()
    may_edit = may(PERMISSIONS, "edit_process", process)
    parts = page_queries.parts_of(process.id)
    found = panels.collect("process", process, who)
    topics = parts["topic"]
    topic_notes, open_notes = _merged(found, "topic_notes"), _merged(found, "open_notes")
    return {
        "process": process,
        "may_edit": may_edit,
        "steps": steps.process_steps(process, parts["phase"], now),
        "parts": parts,
        "events": [(event, steps.when_it_is(event)) for event in page_queries.timeline(parts["event"])],
        "topics": [_topic(topic, topic_notes) for topic in topics],
        "topic_count": steps.count_word(len(topics)),
        "topic_goals": [topic for topic in topics if topic.goal or topic.use_cases],
        "consultations": [consultation_row(one, now, open_notes) for one in consultations],
        "municipalities": parts["municipality"],
        "documents": parts["document"],
        "panels": [panel for panel in found if not panel.context.get("aside")],
        "aside_panels": [panel for panel in found if panel.context.get("aside")],
        "tabs_of_panels": [panel.context["tab"] for panel in found if "tab" in panel.context],
        "follow_url": url_if_there("newsletter.subscribe"),
    }


def consultation_row(
    consultation: Consultation | Line, now: Any, notes: dict[int, str] | None = None
) -> dict[str, Any]:
    """A consultation as lists show it."""
    lines = [(notes or {}).get(consultation.id, ""), steps.state_note(consultation, now)]
    return {
        "row": consultation,
        "state": rules.state(consultation, now),
        "note": " · ".join(line for line in lines if line),
    }


def process_list() -> dict[str, Any]:
    return {"processes": [(process, rules.process_state(process)) for process in line_queries.public_processes()]}


def consultation_list(number: int) -> dict[str, Any]:
    """All public consultations: what is open, what comes, and a page of what is over."""
    now = clock.now()
    running, coming = line_queries.open_and_coming(now)
    return {
        "running": [consultation_row(one, now) for one in running],
        "coming": [consultation_row(one, now) for one in coming],
        "page": (page := line_queries.ended(now, number)),
        "ended": [consultation_row(one, now) for one in page.items],
    }


def consultation_page(consultation: Shown) -> dict[str, Any]:
    """The whole page of a consultation."""
    now, who = clock.now(), person()
    state = rules.state(consultation, now)
    changes = page_queries.changes_of(consultation.id)
    return {
        "consultation": consultation,
        "process": consultation.process,
        "state": state,
        "may_edit": may(PERMISSIONS, "edit_consultation", consultation),
        "steps": steps.consultation_steps(consultation, now),
        "verbs": verb_links(consultation),
        "opens": steps.moment(consultation.opens_at) if consultation.opens_at else "",
        "closes": steps.moment(consultation.closes_at) if consultation.closes_at else "",
        "days_owed": date_rules.days_owed(consultation, now),
        "changes": [(change, steps.change_lines(change)) for change in changes],
        "panels": panels.collect("consultation", consultation, who),
    }
