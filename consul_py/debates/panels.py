"""What other pages show of debates."""

from __future__ import annotations

from flask import url_for

from consul_py.debates import line_queries, queries
from consul_py.debates.views import state_of
from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.panels import Panel
from consul_py.processes import rules as windows
from consul_py.processes.line_queries import Frame, Shown


def of_process(process: Frame, _who: Person) -> Panel | None:
    """The newest debates of a process."""
    found = line_queries.newest(3, process_id=process.id)
    context = {"debates": found, "states": {d.id: state_of(d) for d in found}, "new_url": None}
    return Panel("debates/_list.html", context, order=50) if found else None


def of_consultation(consultation: Shown, _who: Person) -> Panel | None:
    """The newest debates of a consultation, and the way to a new one while that is open."""
    found = line_queries.newest(5, consultation_id=consultation.id)
    may_start = windows.can("debate", consultation, clock.now()) is None
    if not found and not may_start:
        return None
    new_url = url_for("debates.new", consultation=consultation.slug) if may_start else None
    context = {"debates": found, "states": {d.id: state_of(d) for d in found}, "new_url": new_url}
    return Panel("debates/_list.html", context, order=50)


def mine(who: Person) -> Panel | None:
    """Debates that the person started."""
    if who.id is None:
        return None
    found = line_queries.newest(20, author_id=who.id)
    context = {"debates": found, "states": {d.id: state_of(d) for d in found}}
    return Panel("debates/_mine.html", context, order=30) if found else None


def waiting(who: Person) -> Panel | None:
    """Work for the staff: debates whose consultation is over and that have no conclusion."""
    count = queries.waiting_count(who, clock.now())
    if not count:
        return None
    item = {
        "count": count,
        "title": _("Debates without a conclusion"),
        "url": url_for("desk_debates.index", state="waiting"),
        "note": _("Their consultation is over"),
    }
    return Panel("", {"items": [item]}, order=50)
