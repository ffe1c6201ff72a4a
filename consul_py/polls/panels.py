"""Polls on the pages of consultations and processes."""

from __future__ import annotations

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.panels import Panel
from consul_py.polls import queries
from consul_py.processes.models import Consultation, Process
from consul_py.processes.rules import state


def consultation_panel(consultation: Consultation, _who: Person) -> Panel | None:
    polls = queries.polls_of_consultation(consultation.id) if consultation.may_vote else []
    now = clock.now()
    context = {"polls": polls, "states": {poll.id: state(consultation, now) for poll in polls}}
    return Panel("polls/_panel.html", context, order=20) if polls else None


def process_panel(process: Process, _who: Person) -> Panel | None:
    polls = queries.polls_of_process(process.id)
    now = clock.now()
    states = {poll.id: state(poll.consultation, now) for poll in polls if poll.consultation}
    return Panel("polls/_panel.html", {"polls": polls, "states": states}, order=35) if polls else None
