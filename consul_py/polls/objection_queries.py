"""Reading objections: numbers and outcomes for everybody, texts for their authors and the desk."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select

from consul_py.accounts.models import User
from consul_py.ballots import queries as ballots
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.polls.part_models import REJECTED, UPHELD, Objection, PollStatement
from consul_py.subjects.models import Subject


class Numbers(NamedTuple):
    all: int
    open: int
    upheld: int
    rejected: int


def numbers(poll_id: int) -> Numbers:
    """How many objections there are, and how they ended."""
    counted = select(Objection.outcome, func.count()).where(Objection.poll_id == poll_id).group_by(Objection.outcome)
    found: dict[str | None, int] = {row[0]: row[1] for row in db.session.execute(counted)}
    return Numbers(sum(found.values()), found.get(None, 0), found.get(UPHELD, 0), found.get(REJECTED, 0))


def own(poll_id: int, person_id: int | None) -> list[Objection]:
    """What somebody objected, newest first."""
    if person_id is None:
        return []
    asked = select(Objection).where(Objection.poll_id == poll_id, Objection.author_id == person_id)
    return list(db.session.scalars(asked.order_by(Objection.id.desc())))


def summaries(poll_id: int) -> list[Objection]:
    """Answered objections of which the district published a summary."""
    asked = select(Objection).where(
        Objection.poll_id == poll_id, Objection.summary != "", Objection.outcome.is_not(None)
    )
    return list(db.session.scalars(asked.order_by(Objection.id)))


class Line(NamedTuple):
    """An objection at the desk."""

    id: int
    author: str
    text: str
    written_at: Any
    outcome: str | None


def at_the_desk(poll_id: int) -> list[Line]:
    """All of a poll, those without an answer first, oldest first."""
    rows = db.session.execute(
        select(Objection.id, User.display_name, Objection.text, Objection.written_at, Objection.outcome)
        .join(User, User.id == Objection.author_id)
        .where(Objection.poll_id == poll_id)
        .order_by(Objection.outcome.is_not(None), Objection.id)
    )
    return [Line._make(row) for row in rows]


class One(NamedTuple):
    """An objection with its author, and where its leaf stands in the log (None: nowhere, or none was given)."""

    objection: Objection
    author: str
    position: int | None


def one(poll_id: int, objection_id: int) -> One:
    """Raises 404."""
    row = db.session.execute(
        select(Objection, User.display_name)
        .join(User, User.id == Objection.author_id)
        .where(Objection.id == objection_id, Objection.poll_id == poll_id)
    ).first()
    if row is None:
        not_found()
    objection, author = row
    return One(objection, author, ballots.has_leaf(poll_id, objection.leaf) if objection.leaf else None)


def statement(poll_id: int) -> PollStatement | None:
    return db.session.get(PollStatement, poll_id)


def data_of(user_id: int) -> list[dict[str, Any]]:
    """What a person objected, for the download of one's own data."""
    rows = db.session.execute(
        select(Objection, Subject.title)
        .join(Subject, Subject.id == Objection.poll_id)
        .where(Objection.author_id == user_id)
        .order_by(Objection.id)
    )
    return [
        {
            "poll": title, "text": objection.text, "leaf": objection.leaf, "written_at": objection.written_at,
            "outcome": objection.outcome, "reason": objection.reason, "answered_at": objection.answered_at,
        }
        for objection, title in rows
    ]  # fmt: skip
