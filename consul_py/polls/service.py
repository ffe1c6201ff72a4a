"""Preparing polls and casting votes."""

from __future__ import annotations

import hashlib
import json
import secrets
from functools import cache
from typing import Any

from sqlalchemy import Integer, String, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from consul_py.kernel import audit, clock
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db, is_sqlite
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.polls import rules
from consul_py.polls.events import PollPublished
from consul_py.polls.keys import person_key
from consul_py.polls.models import BallotMark, Poll, PollOption, PollQuestion, PollRegister
from consul_py.polls.shown import Shown
from consul_py.processes.models import Consultation
from consul_py.processes.rules import CLOSED, DRAFT, EVALUATED, SCHEDULED, can, state
from consul_py.subjects.models import DRAFT as HIDDEN_DRAFT
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.subjects.service import enter


def cast(poll: Poll | Shown, who: Person, choices: dict[int, int | None]) -> None:
    """Cast a vote: an answer (or None, an abstention) for every question, by their ids.

    Raises Refused for drafts, outside the window, for residents of elsewhere, and when this person has voted already:
    the register takes a person once, however many requests come at the same time.
    """
    assert poll.consultation is not None
    assert who.id is not None
    ensure(rules.can_vote_in(public=poll.is_public))
    ensure(can("vote", poll.consultation, database_now()))
    place = poll.municipality.name if poll.municipality else ""
    ensure(rules.can_vote_from(poll.municipality_id, who.municipality_id, place))
    key = person_key(poll.id, who.id)
    taken = db.session.execute(_place_taken(is_sqlite()), {"poll": poll.id, "key": key})
    if taken.first() is None:
        raise Refused(rules.ALREADY_VOTED)
    marks = [
        {"id": secrets.token_hex(16), "question_id": question.id, "option_id": choices[question.id]}
        for question in poll.questions
    ]
    db.session.execute(_MARK, marks)


_MARKS: Any = BallotMark.__table__
_MARK = insert(_MARKS)


@cache
def _place_taken(on_sqlite: bool) -> Any:
    """Take the place of `:key` in the poll `:poll`: a row comes back once, by the key of the register."""
    register: Any = PollRegister.__table__
    row = {"poll_id": bindparam("poll", type_=Integer), "person_key": bindparam("key", type_=String), "used": 1}
    entry: Any = (sqlite if on_sqlite else postgresql).insert(register).values(row)
    free = register.c.used == 0
    once = entry.on_conflict_do_update(index_elements=list(register.primary_key), set_={"used": 1}, where=free)
    return once.returning(register.c.used)


def is_over(poll: Poll | Shown) -> bool:
    """Whether the result may be shown."""
    assert poll.consultation is not None
    return state(poll.consultation, clock.now()) in (CLOSED, EVALUATED)


def definition(poll: Poll) -> str:
    """What is voted on, in canonical JSON: the hash of this is published."""
    window = poll.consultation
    content = {
        "title": poll.title,
        "rule": poll.decision_rule,
        "opens": window.opens_at.isoformat() if window and window.opens_at else None,
        "questions": [
            {"title": q.title, "description": q.description, "options": [[o.title, o.description] for o in q.options]}
            for q in poll.questions
        ],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _changed(poll: Poll) -> None:
    db.session.flush()
    poll.definition_hash = hashlib.sha256(definition(poll).encode()).hexdigest()


def ensure_editable(poll: Poll) -> None:
    """Raise Refused once a published poll's consultation has opened."""
    assert poll.consultation is not None
    begun = state(poll.consultation, database_now()) not in (DRAFT, SCHEDULED)
    if poll.visibility == PUBLIC and begun:
        raise Refused(rules.FROZEN)


def create(consultation: Consultation, title: str, **texts: Any) -> Poll:
    """A draft in a consultation."""
    poll = Poll(
        title=title, process_id=consultation.process_id, consultation_id=consultation.id, topic_id=consultation.topic_id,
        visibility=HIDDEN_DRAFT,
    )  # fmt: skip
    poll.consultation = consultation
    enter(poll)
    change(poll, title=title, **texts)
    audit.record("polls.create", "poll", poll.id, title)
    return poll


def change(poll: Poll, *, title: str, summary: str, body: str, decision_rule: str, municipality_id: int | None) -> None:
    """Change the texts of a poll that has not begun. Raises Refused."""
    ensure_editable(poll)
    poll.title, poll.summary, poll.decision_rule = title, summary, decision_rule
    poll.body, poll.body_html = body, html_from_markdown(body)
    poll.municipality_id = municipality_id
    _changed(poll)


def save_question(
    poll: Poll, question: PollQuestion | None, title: str, description: str, options: str
) -> PollQuestion:
    """Add or change a question with its answers (one a line). Raises Refused once the poll has begun."""
    ensure_editable(poll)
    if question is None:
        question = PollQuestion(poll_id=poll.id, position=len(poll.questions))
        poll.questions.append(question)
    question.title, question.description = title, description
    question.options = [
        PollOption(position=position, title=name, description=hint)
        for position, (name, hint) in enumerate(rules.options_from_lines(options))
    ]
    _changed(poll)
    audit.record("polls.question", "poll", poll.id, poll.title)
    return question


def delete_question(poll: Poll, question: PollQuestion) -> None:
    ensure_editable(poll)
    poll.questions.remove(question)
    _changed(poll)
    audit.record("polls.question", "poll", poll.id, poll.title)


def missing(poll: Poll) -> list[str]:
    """What the poll still needs, as sentences to translate."""
    window = poll.consultation
    return rules.missing(
        [len(question.options) for question in poll.questions],
        has_consultation=window is not None,
        offers_vote=window is not None and window.may_vote,
    )


def publish(poll: Poll) -> None:
    """Make a complete poll visible; it can be voted in as soon as its consultation is open. Raises Refused."""
    ensure(rules.can_publish(missing(poll)))
    ensure_editable(poll)
    taken: Any = db.session.execute(
        update(Subject)
        .where(Subject.id == poll.id, Subject.visibility == HIDDEN_DRAFT)
        .values(visibility=PUBLIC, published_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        return
    db.session.refresh(poll)
    assert poll.consultation_id is not None
    audit.record("polls.publish", "poll", poll.id, poll.title, definition_hash=poll.definition_hash)
    emit(PollPublished(poll.id, poll.process_id, poll.consultation_id, poll.title))
