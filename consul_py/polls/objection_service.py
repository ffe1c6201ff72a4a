"""Objections: writing and answering them, and the district's statement."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select, update

from consul_py.ballots import queries
from consul_py.ballots.models import Urn
from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.kernel.web import path_for
from consul_py.polls import objection_queries
from consul_py.polls import objection_rules as rules
from consul_py.polls.paper_queries import DeskPoll
from consul_py.polls.part_events import ObjectionAnswered
from consul_py.polls.part_models import UPHELD, Objection, PollStatement


def write(poll_id: int, person_id: int, text: str, leaf: str) -> bool:
    """Object to a result; False when the same person wrote the same already. Raises Refused outside the period.

    The urn is held meanwhile, so that no result becomes final between looking and writing.
    """
    db.session.execute(select(Urn.poll_id).where(Urn.poll_id == poll_id).with_for_update(read=True))
    ensure(rules.can_object(queries.find_urn(poll_id), database_now()))
    digest = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
    values = {"poll_id": poll_id, "author_id": person_id, "text": text, "text_hash": digest, "leaf": leaf}
    return insert_once(Objection, values | {"written_at": clock.now()})


def answer(poll: DeskPoll, objection: Objection, person_id: int, outcome: str, reason: str, summary: str) -> None:
    """Decide an objection once and for all, with a reason; its author is told. Raises Refused."""
    hit: Any = db.session.execute(
        update(Objection)
        .where(Objection.id == objection.id, Objection.outcome.is_(None))
        .values(
            outcome=outcome, reason=reason, summary=summary, answered_at=clock.now(), answered_by_id=person_id
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if not hit.rowcount:
        raise Refused(rules.ANSWERED)
    audit.record("polls.objection_answer", "poll", poll.id, poll.title, objection=objection.id, outcome=outcome)
    path = path_for("polls.objections", id=poll.id)
    emit(ObjectionAnswered(poll.id, objection.author_id, poll.title, outcome == UPHELD, path))


def state_publicly(poll: DeskPoll, person_id: int, body: str) -> None:
    """What the district says about an upheld objection; it can be changed until the result is final. Raises Refused."""
    db.session.execute(select(Urn.poll_id).where(Urn.poll_id == poll.id).with_for_update())
    urn = queries.find_urn(poll.id)
    if urn is None or urn.destroyed_at is not None or not objection_queries.numbers(poll.id).upheld:
        raise Refused(rules.NO_STATEMENT_NEEDED)
    values = {
        "body": body, "body_html": html_from_markdown(body), "written_at": clock.now(), "written_by_id": person_id
    }  # fmt: skip
    if not insert_once(PollStatement, {"poll_id": poll.id} | values):
        db.session.execute(
            update(PollStatement)
            .where(PollStatement.poll_id == poll.id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    audit.record("polls.statement", "poll", poll.id, poll.title)
