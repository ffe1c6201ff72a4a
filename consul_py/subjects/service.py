"""What every subject has in common when it is made, hidden and counted."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, update

from consul_py.kernel import clock, search
from consul_py.kernel.db import db
from consul_py.kernel.text import slug
from consul_py.subjects.models import HIDDEN, PUBLIC, Subject

SUBJECT: Any = Subject.__table__


def enter(subject: Subject, text: str = "") -> Subject:
    """Give a new subject its slug, times and shuffle number, flush it, so that it has an id, and index it.

    It is found by title and summary, and by `text` where the kind has a longer one.
    """
    subject.slug = slug(subject.title)
    subject.created_at = subject.created_at or clock.now()
    if (subject.visibility or PUBLIC) == PUBLIC:
        subject.published_at = subject.published_at or clock.now()
    subject.shuffle = secrets.randbelow(2**31 - 1)
    db.session.add(subject)
    db.session.flush()
    search.index(subject.id, subject.title, f"{subject.summary} {text}")
    return subject


def count(subject_id: int, **steps: int) -> Any:
    """Move counters of a subject by steps, e.g. `count(5, comment_count=1)`: one UPDATE, no lost increments.

    Answers a row with their new values, by the same names, and its `visibility`: the statement waits for whoever hides,
    withdraws or merges the subject at this moment, and only its answer knows what came of that.

    The subject's row is the last that an act locks: first votes, comments and what triggers count of them, then this.
    An act that begins with a subject's row takes none of its others afterwards, or two acts would wait for each other.
    """
    return db.session.execute(_count(tuple(sorted(steps))), {"of": subject_id, **steps}).first()


@cache
def _count(names: tuple[str, ...]) -> Any:
    moved = [SUBJECT.c[name] for name in names]
    values = {column: column + bindparam(column.name, type_=Integer) for column in moved}
    mine = SUBJECT.c.id == bindparam("of", type_=Integer)
    return update(SUBJECT).where(mine).values(values).returning(*moved, SUBJECT.c.visibility)


def hide(subject: Subject) -> None:
    subject.visibility = HIDDEN


def show(subject: Subject) -> None:
    subject.visibility = PUBLIC
