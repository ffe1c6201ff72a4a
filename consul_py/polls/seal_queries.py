"""Reading the state of urns for the desk: turnout, never what was voted, and never how many ballots wait."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template
from sqlalchemy import Integer, func, select

from consul_py.ballots.models import Checkpoint, Observer, RegisterPlace, Urn
from consul_py.kernel import mail
from consul_py.kernel.db import db
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.mail import MailOut
from consul_py.kernel.text import one_line
from consul_py.polls.part_models import UPHELD, Objection, PaperEntry, PollStatement, PollWorker
from consul_py.subjects.models import Subject

CHECKPOINT_MAIL = "ballots/checkpoint"
URN: Any = Urn.__table__
SUBJECT: Any = Subject.__table__


def _number(model: Any, *conditions: Any) -> Any:
    """How many rows of a model belong to the urn of the outer statement."""
    counted = select(func.count()).select_from(model).where(model.poll_id == URN.c.poll_id, *conditions)
    return counted.correlate(URN).scalar_subquery()


def _twice() -> Any:
    """How many papers are entered by two people and not counted: they differ."""
    return _number(PaperEntry, PaperEntry.slot == 2)


def _seen() -> Any:
    return select(PollWorker.seen_at).limit(1).scalar_subquery()


class State(NamedTuple):
    """The numbers of one urn, read with one statement."""

    definition: dict[str, Any]
    eligible: dict[str, int]
    batch_at: datetime | None
    used: int
    listed: int
    checkpoints: int
    papers: int
    differences: int
    objections: int
    objections_open: int
    upheld: int
    has_statement: bool
    worker_seen: datetime | None


def state(poll_id: int) -> State:
    """The numbers of a frozen poll."""
    columns = (
        URN.c.definition, URN.c.eligible, URN.c.batch_at, _number(RegisterPlace, RegisterPlace.used == 1),
        _number(RegisterPlace, RegisterPlace.channel == "code"), _number(Checkpoint),
        _number(PaperEntry, PaperEntry.slot == 1), _twice(), _number(Objection),
        _number(Objection, Objection.outcome.is_(None)), _number(Objection, Objection.outcome == UPHELD),
        _number(PollStatement), _seen(),
    )  # fmt: skip
    row = db.session.execute(select(*columns).where(URN.c.poll_id == poll_id)).one()
    definition, eligible, *rest = row
    found = State._make((json.loads(definition), json.loads(eligible), *rest))
    return found._replace(has_statement=bool(found.has_statement))


class Line(NamedTuple):
    """An urn in a list."""

    poll_id: int
    title: str
    process_id: int
    opens_at: datetime
    closes_at: datetime
    sealed_at: datetime | None
    objections_until: datetime | None
    destroyed_at: datetime | None
    paper_open: bool
    trouble: str
    used: int
    kept_used: int
    checkpoints: int
    differences: int
    objections_open: int
    upheld: int
    has_statement: int
    worker_seen: datetime | None


def lines(*, unfinished: bool = False) -> list[Line]:
    """All urns, those that need somebody first to end; `unfinished` leaves out final ones."""
    asked = (
        select(
            URN.c.poll_id, SUBJECT.c.title, SUBJECT.c.process_id, URN.c.opens_at, URN.c.closes_at, URN.c.sealed_at,
            URN.c.objections_until, URN.c.destroyed_at, URN.c.paper_open, URN.c.trouble,
            _number(RegisterPlace, RegisterPlace.used == 1), URN.c.used, _number(Checkpoint), _twice(),
            _number(Objection, Objection.outcome.is_(None)), _number(Objection, Objection.outcome == UPHELD),
            _number(PollStatement), _seen(),
        )
        .join(SUBJECT, SUBJECT.c.id == URN.c.poll_id)
        .order_by(URN.c.closes_at, URN.c.poll_id)
    )  # fmt: skip
    if unfinished:
        asked = asked.where(URN.c.destroyed_at.is_(None))
    return [Line._make(row) for row in db.session.execute(asked)]


class Watching(NamedTuple):
    """An observer with the mail of the last checkpoint: its state (None: none was sent) and when it went."""

    id: int
    name: str
    email: str
    language: str
    mail_state: str | None
    mail_at: datetime | None


def watching(poll_id: int) -> list[Watching]:
    """The observers of a poll and what became of the newest checkpoint mail to each."""
    newest = (
        select(func.max(MailOut.id, type_=Integer))
        .where(MailOut.template == CHECKPOINT_MAIL, MailOut.recipient == Observer.email)
        .where(MailOut.subject.in_(_subjects(poll_id)))
        .correlate(Observer)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Observer.id, Observer.name, Observer.email, Observer.language, MailOut.state, MailOut.created_at)
        .outerjoin(MailOut, MailOut.id == newest)
        .where(Observer.poll_id == poll_id)
        .order_by(Observer.id)
    )
    return [Watching._make(row) for row in rows]


def _subjects(poll_id: int) -> list[str]:
    """What the mail of the last checkpoint is called in each language: a mail in the queue names no poll."""
    last = db.session.execute(
        select(Checkpoint.number, Checkpoint.size, Checkpoint.is_final, Subject.title)
        .join(Subject, Subject.id == Checkpoint.poll_id)
        .where(Checkpoint.poll_id == poll_id)
        .order_by(Checkpoint.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return []
    context = {"title": last.title, "number": last.number, "size": last.size, "final": last.is_final}
    found = []
    for language in LANGUAGES:
        with mail.speaking(language):
            found.append(one_line(render_template(f"mail/{CHECKPOINT_MAIL}/subject.txt", **context))[:300])
    return found


def observers_number(poll_id: int) -> int:
    counted = select(func.count()).select_from(Observer).where(Observer.poll_id == poll_id)
    return db.session.execute(counted).scalar_one()
