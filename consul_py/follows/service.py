"""Following and no longer following; the unique keys decide every race."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from consul_py.follows.models import Follow
from consul_py.kernel import clock
from consul_py.kernel.db import db, insert_once
from consul_py.processes.models import Process
from consul_py.subjects.models import Subject
from consul_py.subjects.service import count


def follow(subject: Subject, user_id: int) -> bool:
    """Follow a subject; False when the person did so already."""
    if not insert_once(Follow, {"user_id": user_id, "subject_id": subject.id, "created_at": clock.now()}):
        return False
    count(subject.id, follow_count=1)
    return True


def unfollow(subject: Subject, user_id: int) -> bool:
    gone: Any = db.session.execute(delete(Follow).where(Follow.user_id == user_id, Follow.subject_id == subject.id))
    if not gone.rowcount:
        return False
    count(subject.id, follow_count=-1)
    return True


def follow_process(process: Process, user_id: int) -> bool:
    """Follow a whole process: its consultations, workshops and results."""
    return insert_once(Follow, {"user_id": user_id, "process_id": process.id, "created_at": clock.now()})


def unfollow_process(process: Process, user_id: int) -> bool:
    gone: Any = db.session.execute(delete(Follow).where(Follow.user_id == user_id, Follow.process_id == process.id))
    return bool(gone.rowcount)


def forget(user_id: int) -> None:
    """A person is gone: nothing is followed any more, and the counts say so."""
    gone = db.session.scalars(delete(Follow).where(Follow.user_id == user_id).returning(Follow.subject_id)).all()
    for subject_id in sorted(number for number in gone if number is not None):  # subjects' rows by their ids
        count(subject_id, follow_count=-1)
