"""Polls for tests; committed."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.db import db
from consul_py.polls import service
from consul_py.polls.models import Poll
from consul_py.processes.models import Consultation
from tests.processes.make import make_consultation

OPTIONS = "Hainfeld | sechs Plätze\nRodenau\nOberlinden"


def make_poll(
    consultation: Consultation | None = None, *, questions: int = 1, public: bool = True, **window: Any
) -> Poll:
    """A published poll with `questions` questions of three answers each."""
    consultation = consultation or make_consultation(verbs=("vote",), **({"opens": 1} | window))
    poll = service.create(
        consultation, "Welches Dorfbüro zuerst?", summary="Vier sind geplant.", body="", decision_rule="Einfache Mehrheit",
        municipality_id=None,
    )  # fmt: skip
    for number in range(questions):
        service.save_question(poll, None, f"Frage {number + 1}", "", OPTIONS)
    if public:
        service.publish(poll)
    db.session.commit()
    return poll
