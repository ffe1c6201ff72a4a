"""Polls on the pages of consultations and processes."""

from __future__ import annotations

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.panels import Panel
from consul_py.polls import queries
from consul_py.processes.line_queries import Frame, Shown
from consul_py.processes.rules import state


def consultation_panel(consultation: Shown, _who: Person) -> Panel | None:
    return _panel(queries.polls_of_consultation(consultation.id) if consultation.may_vote else [], order=20)


def process_panel(process: Frame, _who: Person) -> Panel | None:
    return _panel(queries.polls_of_process(process.id), order=35)


def _panel(polls: list[queries.Line], order: int) -> Panel | None:
    now = clock.now()
    return Panel("polls/_panel.html", {"polls": [(poll, state(poll, now)) for poll in polls]}, order) if polls else None
