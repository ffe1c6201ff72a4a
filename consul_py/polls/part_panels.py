"""What stands around an urn, on pages of others: objections at a result, work on the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for

from consul_py.kernel import clock
from consul_py.kernel.authz import STAFF, Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.panels import Panel
from consul_py.polls import objection_queries, objection_rules, rules, seal_queries, seal_rules


def objections(subject: Any, _who: Person) -> Panel | None:
    """At a counted poll: objections, and the way to object."""
    urn = subject.urn if subject.kind == "poll" else None
    if urn is None or urn.sealed_at is None:
        return None
    now = clock.now()
    context = {
        "url": url_for("polls.objections", id=subject.id), "n": objection_queries.numbers(subject.id),
        "until": urn.objections_until, "final": rules.state(urn, now) == rules.FINAL,
        "can_object": objection_rules.can_object(urn, now) is None,
    }  # fmt: skip
    return Panel("polls/_objections.html", context, order=10)


def observers(poll: Any, _who: Person) -> Panel:
    """At a poll on the desk, before it is published above all: whether enough people outside will hold checkpoints."""
    number = seal_queries.observers_number(poll.id)
    context = {"number": number, "enough": seal_rules.OBSERVERS, "url": url_for("desk_polls.observers", id=poll.id)}
    return Panel("polls/_observers_note.html", context, order=10)


def work(who: Person) -> Panel | None:
    """What waits for the staff around urns: trouble, differences, papers after the end, objections, statements."""
    if not who.has(STAFF):
        return None
    now = clock.now()
    mine = [line for line in seal_queries.lines(unfinished=True) if who.has(STAFF, process_id=line.process_id)]
    items = [item for line in mine for item in _items(line, now)]
    return Panel("", {"items": items}, order=5) if items else None


def _items(line: seal_queries.Line, now: datetime) -> list[dict[str, Any]]:
    state = url_for("desk_polls.urn", id=line.poll_id)
    still = line.sealed_at is None and line.opens_at + seal_rules.STILL <= now
    late = line.paper_open and line.sealed_at is None and now >= line.closes_at
    found = (
        (1 if line.trouble else 0, _("Sealing has stopped"), state),
        (1 if still and seal_rules.is_still(line.worker_seen, now) else 0, _("The worker stands still"), state),
        (line.differences, _("Papers read differently"), url_for("desk_polls.paper", id=line.poll_id)),
        (1 if late else 0, _("Papers to enter after the end of voting"), url_for("desk_polls.paper", id=line.poll_id)),
        (line.objections_open, _("Objections without an answer"), url_for("desk_polls.objections", id=line.poll_id)),
        (1 if line.upheld and not line.has_statement else 0, _("A statement to publish"),
         url_for("desk_polls.objections", id=line.poll_id)),
    )  # fmt: skip
    return [{"count": number, "title": title, "url": url, "note": line.title} for number, title, url in found if number]
