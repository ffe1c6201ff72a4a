"""Casting, switching and taking back votes; the unique key and conditional statements decide every race."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from consul_py.kernel import clock
from consul_py.kernel.db import db, insert_once, is_sqlite
from consul_py.subjects.models import Subject
from consul_py.subjects.service import count
from consul_py.votes.models import AGAINST, FOR, Vote

COUNTERS = {FOR: "support_count", AGAINST: "against_count"}


def cast(subject: Subject, user_id: int, value: int) -> bool:
    """Vote 1 or -1; False when the person had voted so already."""
    if insert_once(
        Vote, {"subject_id": subject.id, "user_id": user_id, "value": value, "created_at": clock.now()}
    ):  # fmt: skip
        count(subject.id, **{COUNTERS[value]: 1})
        return True
    switched: Any = db.session.execute(
        update(Vote)
        .where(Vote.subject_id == subject.id, Vote.user_id == user_id, Vote.value == -value)
        .values(value=value, created_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not switched.rowcount:
        return False
    count(subject.id, **{COUNTERS[value]: 1, COUNTERS[-value]: -1})
    return True


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

    One statement, however many they are: the write lock is not held once per person.
    """
    same = select(literal(into.id), Vote.user_id, Vote.value, literal(clock.now(), Vote.created_at.type)).where(
        Vote.subject_id == source_id, Vote.value == value
    )
    dialect = sqlite if is_sqlite() else postgresql
    statement = dialect.insert(Vote).from_select(["subject_id", "user_id", "value", "created_at"], same)
    carried = len(db.session.scalars(statement.on_conflict_do_nothing().returning(Vote.user_id)).all())
    if carried:
        count(into.id, **{COUNTERS[value]: carried})
    return carried


def take_back(subject: Subject, user_id: int) -> bool:
    """Remove the person's vote; False when there was none."""
    gone = db.session.scalar(
        delete(Vote)
        .where(Vote.subject_id == subject.id, Vote.user_id == user_id)
        .returning(Vote.value)
        .execution_options(synchronize_session=False)
    )
    if gone is None:
        return False
    count(subject.id, **{COUNTERS[gone]: -1})
    return True
