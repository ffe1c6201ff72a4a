"""Proposals for tests; each is committed."""

from __future__ import annotations

from itertools import count
from typing import Any

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.processes.models import Consultation
from consul_py.proposals.models import Proposal
from consul_py.subjects import service as subjects
from consul_py.votes import service as votes
from tests.cast import make_user
from tests.processes.make import make_consultation

_number = count(1)


def make_proposal(consultation: Consultation | None = None, **fields: Any) -> Proposal:
    """A public proposal in an open consultation; without an author unless one is given."""
    consultation = consultation or make_consultation()
    values: dict[str, Any] = {
        "process_id": consultation.process_id,
        "consultation_id": consultation.id,
        "title": f"Rollender Dorfladen {next(_number)}",
        "summary": "Ein Wagen hält dreimal in der Woche.",
        "body": "In Hainfeld gibt es keinen Laden mehr.",
        "body_html": "<p>In Hainfeld gibt es keinen Laden mehr.</p>",
        "threshold": consultation.support_threshold,
        "published_at": clock.now(),
    }
    proposal = Proposal(**(values | fields))
    subjects.enter(proposal, proposal.body)
    db.session.commit()
    return proposal


def add_supporters(proposal: Proposal, number: int) -> None:
    """Let so many new people support it, past the rules."""
    for _ in range(number):
        n = next(_number)
        votes.cast(proposal, make_user(f"s{n}@example.org", f"Stimme {n} {'x' * (n % 7)}").id, 1)
    db.session.commit()
    db.session.refresh(proposal)


def form_of(consultation: Consultation, **fields: Any) -> dict[str, Any]:
    """A complete form of a new proposal."""
    values = {
        "consultation": consultation.slug,
        "title": "Mehr Fahrradstellplätze am Bahnhof",
        "summary": "Wer mit dem Rad kommt, findet morgens keinen Platz.",
        "body": "Überdachte Bügel, **beleuchtet**.",
        "municipality_id": "0",
        "accept_rules": "y",
        "form_key": f"key-{next(_number)}",
    }
    return values | fields
