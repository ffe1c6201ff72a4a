"""How many proposals there are: what the first page, processes and consultations tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, select

from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.reading import kept
from consul_py.processes.models import Consultation, Process
from consul_py.proposals.queries import PROPOSAL, SUBJECT, published_frames
from consul_py.subjects.models import PUBLIC, ConsultationNumber

NUMBER: Any = ConsultationNumber.__table__
NOW: Any = bindparam("now", type_=UtcDateTime())
Conditions = Sequence[ColumnElement[bool]]


def home_numbers(now: datetime) -> dict[str, Any]:
    """How many proposals came in, were answered, wait for an answer, and are open: `received answered waiting open`.

    `by_consultation` has what came in by the id of a consultation.
    """
    rows = db.session.execute(_home_numbers(), {"now": now}).all()
    received, due = sum(row.received for row in rows), sum(row.received for row in rows if row.closes_at <= now)
    counts = rows[0][3:] if rows else (0, 0, 0)
    return named(received, due, *counts) | {"by_consultation": {row.id: row.received for row in rows}}


def named(received: int, due: int, done: int, due_done: int, over: int) -> dict[str, int]:
    """The numbers of a page from those that are counted: of a consultation that has ended all wait that are not answered."""
    owed = due - due_done + over
    return {"received": received, "answered": done, "waiting": owed, "open": received - done - owed}


@kept
def _home_numbers() -> Any:
    """The counts at the moment `:now`: a row for each public consultation; the other numbers stand in every row."""
    window: Any = Consultation.__table__.alias()
    counted = and_(NUMBER.c.consultation_id == window.c.id, NUMBER.c.kind == "proposal")
    return (
        select(window.c.id, window.c.closes_at, func.coalesce(NUMBER.c.number, 0).label("received"))
        .outerjoin_from(window, NUMBER, counted)
        .add_columns(*_answered(()))
        .where(window.c.id.in_(published_frames()))
    )


def of_process() -> list[Any]:
    """What `named` takes, of `:process` at the moment `:now`, as columns that stand beside its newest proposals."""
    mine = Process.id == bindparam("process", type_=Integer)
    return [_received((mine,)), _received((mine, Consultation.closes_at <= NOW)), *_answered((mine,))]


def _received(frame: Conditions) -> Any:
    found = select(func.coalesce(func.sum(NUMBER.c.number), 0)).where(NUMBER.c.kind == "proposal")
    return found.where(NUMBER.c.consultation_id.in_(published_frames().where(*frame))).scalar_subquery()


def _answered(frame: Conditions) -> tuple[Any, Any, Any]:
    """How many are answered, how many of those whose consultation has ended, and how many running ones wait already."""
    answered = PROPOSAL.c.answered_at.is_not(None)
    reached = and_(PROPOSAL.c.threshold_reached_at.is_not(None), PROPOSAL.c.answered_at.is_(None))
    ended, running = [*frame, Consultation.closes_at <= NOW], [*frame, Consultation.closes_at > NOW]
    return _count(frame, answered), _count(ended, answered), _count(running, reached)


def _count(frame: Conditions, condition: ColumnElement[bool]) -> Any:
    """How many public proposals of which `condition` is true there are in published consultations that `frame` names."""
    inside = SUBJECT.c.consultation_id.in_(published_frames().where(*frame))
    found = select(func.count()).where(SUBJECT.c.kind == "proposal", SUBJECT.c.visibility == PUBLIC, inside)
    found = found.where(SUBJECT.c.id.in_(select(PROPOSAL.c.id).where(condition)))
    return found.correlate(None).scalar_subquery()


def received_in(consultation_id: int) -> int:
    """How many public proposals a consultation has."""
    return int(db.session.scalar(_received_in(), {"consultation": consultation_id}) or 0)


@kept
def _received_in() -> Any:
    mine = NUMBER.c.consultation_id == bindparam("consultation", type_=Integer)
    return select(NUMBER.c.number).where(mine, NUMBER.c.kind == "proposal")
