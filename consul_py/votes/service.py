"""Casting, switching and taking back votes; the unique key and conditional statements decide every race."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Integer, bindparam, delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from consul_py.kernel import clock
from consul_py.kernel.db import db, is_sqlite
from consul_py.subjects.models import Subject
from consul_py.subjects.service import count
from consul_py.votes.models import AGAINST, FOR, Vote

VOTE: Any = Vote.__table__
SUBJECT: Any = Subject.__table__
COUNTERS = {FOR: "support_count", AGAINST: "against_count"}


class Votable(Protocol):
    """A subject, or a row with the key of one."""

    @property
    def id(self) -> int: ...


class Counted(NamedTuple):
    """What a vote changed: how many of its value there are now, on a subject that was so visible when it was counted.

    Whoever asked before the vote whether the subject is open asks again with this: see `subjects.service.count`.
    """

    number: int
    visibility: str


def cast(subject: Votable, user_id: int, value: int) -> Counted | None:
    """Vote 1 or -1; None when the person had voted so already."""
    entered = _cast(subject.id, user_id, value)
    if entered is not None:
        return entered
    switched: Any = db.session.execute(
        update(VOTE)
        .where(VOTE.c.subject_id == subject.id, VOTE.c.user_id == user_id, VOTE.c.value == -value)
        .values(value=value, created_at=clock.now())
    )
    if not switched.rowcount:
        return None
    moved = count(subject.id, **{COUNTERS[value]: 1, COUNTERS[-value]: -1})
    return Counted(getattr(moved, COUNTERS[value]), moved.visibility)


def _cast(subject_id: int, user_id: int, value: int) -> Counted | None:
    """Enter a vote and count it; None when the person has one. PostgreSQL does both in one statement."""
    vote = {"of": subject_id, "who": user_id, "vote": value, "at": clock.now()}
    if not is_sqlite():
        counted = db.session.execute(_insert_and_count(COUNTERS[value]), vote).first()
        return Counted._make(counted) if counted else None
    if db.session.execute(_insert(sqlite), vote).first() is None:
        return None
    return Counted._make(count(subject_id, **{COUNTERS[value]: 1}))


@cache
def _insert(dialect: Any) -> Any:
    """One row, unless the person's is there; the constraint decides, not a look before."""
    names = {"subject_id": "of", "user_id": "who", "value": "vote", "created_at": "at"}
    row = {VOTE.c[column]: bindparam(name, type_=VOTE.c[column].type) for column, name in names.items()}
    return dialect.insert(VOTE).values(row).on_conflict_do_nothing().returning(VOTE.c.subject_id)


@cache
def _insert_and_count(counter: str) -> Any:
    entered = _insert(postgresql).cte("entered")
    moved = SUBJECT.c[counter]
    counting = update(SUBJECT).where(SUBJECT.c.id == entered.c.subject_id).values({moved: moved + 1})
    return counting.returning(moved, SUBJECT.c.visibility)


def cast_many(subject: Subject, cast_at: list[tuple[int, datetime]], value: int) -> None:
    """Enter votes of people (ids) that were cast elsewhere or at other times, for imports and demo data.

    None of them may have voted before. One statement for the rows, one for the counter.
    """
    if not cast_at:
        return
    rows = [{"subject_id": subject.id, "user_id": user, "value": value, "created_at": at} for user, at in cast_at]
    db.session.execute(insert(Vote), rows)
    count(subject.id, **{COUNTERS[value]: len(rows)})


def carry_over(source_id: int, into: Subject, value: int) -> int:
    """Give those who voted `value` on one subject the same vote on another; answers how many had no vote there.

    One statement, however many they are: the write lock is not held once per person. In the order of persons, so that
    two that carry the same people to the same subject wait for each other one way only.
    """
    same = select(literal(into.id), Vote.user_id, Vote.value, literal(clock.now(), Vote.created_at.type))
    same = same.where(Vote.subject_id == source_id, Vote.value == value).order_by(Vote.user_id)
    dialect = sqlite if is_sqlite() else postgresql
    statement = dialect.insert(Vote).from_select(["subject_id", "user_id", "value", "created_at"], same)
    carried = len(db.session.scalars(statement.on_conflict_do_nothing().returning(Vote.user_id)).all())
    if carried:
        count(into.id, **{COUNTERS[value]: carried})
    return carried


def take_back(subject: Votable, user_id: int) -> Counted | None:
    """Remove the person's vote; None when there was none."""
    gone = db.session.execute(_delete(), {"subject": subject.id, "user": user_id}).scalar()
    if gone is None:
        return None
    return Counted._make(count(subject.id, **{COUNTERS[gone]: -1}))


@cache
def _delete() -> Any:
    subject, user = (bindparam(name, type_=Integer) for name in ("subject", "user"))
    mine = (VOTE.c.subject_id == subject, VOTE.c.user_id == user)
    return delete(VOTE).where(*mine).returning(VOTE.c.value)
