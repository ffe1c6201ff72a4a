"""Reading votes: always those of one person, for that person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from consul_py.kernel.db import db
from consul_py.subjects.models import Subject
from consul_py.votes.models import Vote


def my_value(subject_id: int, user_id: int | None) -> int:
    """1, -1, or 0 when the person has not voted; visitors never have."""
    if user_id is None:
        return 0
    found = select(Vote.value).where(Vote.subject_id == subject_id, Vote.user_id == user_id)
    return db.session.scalar(found) or 0


def voter_ids(subject_id: int, value: int) -> list[int]:
    """Who voted so: for notifications and merges only, never for a page."""
    found = select(Vote.user_id).where(Vote.subject_id == subject_id, Vote.value == value).order_by(Vote.user_id)
    return list(db.session.scalars(found))


def data_of(user_id: int) -> list[dict[str, Any]]:
    """The person's votes, for the download of one's own data."""
    found = select(Subject.kind, Subject.title, Vote.value, Vote.created_at).join(
        Subject, Subject.id == Vote.subject_id
    )
    rows = db.session.execute(found.where(Vote.user_id == user_id).order_by(Vote.created_at, Vote.subject_id))
    return [{"kind": row.kind, "title": row.title, "value": row.value, "created_at": row.created_at} for row in rows]
