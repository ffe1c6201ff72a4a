"""Reading follows: who listens, and what one person follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, select
from sqlalchemy.orm import load_only

from consul_py.follows.models import Follow
from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.processes.models import Process
from consul_py.subjects.models import PUBLIC, Subject

FOLLOW: Any = Follow.__table__


def followers_of(subject_id: int) -> list[int]:
    """The ids of everybody who follows a subject."""
    return _followers(Follow.subject_id == subject_id)


def followers_of_process(process_id: int) -> list[int]:
    """The ids of everybody who follows a process."""
    return _followers(Follow.process_id == process_id)


def _followers(condition: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(Follow.user_id).where(condition).order_by(Follow.user_id)))


def follows(user_id: int | None, *, subject_id: int | None = None, process_id: int | None = None) -> bool:
    """Whether a person follows the subject or the process; visitors follow nothing."""
    if user_id is None:
        return False
    kind, thing = ("subject_id", subject_id) if subject_id is not None else ("process_id", process_id)
    return db.session.scalar(_own(kind), {"user": user_id, "thing": thing}) is not None


@kept
def _own(kind: str) -> Any:
    found = select(FOLLOW.c.id).where(FOLLOW.c.user_id == bindparam("user", type_=Integer))
    return found.where(FOLLOW.c[kind] == bindparam("thing", type_=Integer))


def following_of_process(user_id: int | None, process_id: int) -> tuple[bool, int]:
    """Whether a person follows a process, and how many do: one statement."""
    number, own = db.session.execute(_of_process(), {"user": user_id or 0, "process": process_id}).one()
    return own > 0, number


@kept
def _of_process() -> Any:
    mine = func.count(case((FOLLOW.c.user_id == bindparam("user", type_=Integer), 1)))
    return select(func.count(), mine).where(FOLLOW.c.process_id == bindparam("process", type_=Integer))


@dataclass(frozen=True)
class Followed:
    """What a person follows, newest first."""

    processes: list[Process]
    subjects: list[Subject]


def followed_by(user_id: int, limit: int = 100) -> Followed:
    processes = (
        select(Process)
        .options(load_only(Process.id, Process.slug, Process.title))
        .join(Follow, Follow.process_id == Process.id)
        .where(Follow.user_id == user_id, Process.published_at.is_not(None))
        .order_by(Follow.id.desc())
    )
    subjects = (
        select(Subject)
        .join(Follow, Follow.subject_id == Subject.id)
        .where(Follow.user_id == user_id, Subject.visibility == PUBLIC)
        .order_by(Follow.id.desc())
        .limit(limit)
    )
    return Followed(list(db.session.scalars(processes)), list(db.session.scalars(subjects)))


def data_of(user_id: int) -> list[dict[str, str]]:
    """What a person follows, for the download of their own data."""
    found = (
        select(Follow.created_at, Subject.title, Process.title)
        .outerjoin(Subject, Subject.id == Follow.subject_id)
        .outerjoin(Process, Process.id == Follow.process_id)
        .where(Follow.user_id == user_id)
        .order_by(Follow.id)
    )
    return [
        {"what": subject or process, "since": since.isoformat()}
        for since, subject, process in db.session.execute(found)
    ]
