"""What the acts of a talk need to know of it, in one statement: where it stands, and whether people may write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from consul_py.comments import rules
from consul_py.comments.models import ClosedTalk
from consul_py.comments.queries import COMMENT, VOTE, is_shown
from consul_py.kernel.db import CLOCK, db, has_clock, now
from consul_py.kernel.reading import kept
from consul_py.kernel.refusal import Refusal
from consul_py.kernel.web import not_found
from consul_py.processes import rules as windows
from consul_py.processes.models import Consultation, Process
from consul_py.subjects.models import PUBLIC, Subject

SUBJECT: Any = Subject.__table__
PROCESS: Any = Process.__table__
CONSULTATION: Any = Consultation.__table__
CLOSED: Any = ClosedTalk.__table__


class Window(NamedTuple):
    """The consultation of a talk, as far as the rules ask."""

    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    evaluation_due: date | None
    evaluated_at: datetime | None
    may_comment: bool | None

    def allows(self, verb: str) -> bool:
        return verb == "comment" and bool(self.may_comment)


class Talk(NamedTuple):
    """The talk under a public subject; its names are the subject's."""

    id: int
    kind: str
    slug: str
    title: str
    author_id: int | None
    process_id: int
    municipality_id: int | None
    consultation_id: int | None
    process_open: bool
    closed: bool
    window: Window

    def why_closed(self, now: datetime) -> Refusal | None:
        """None while people may write here, else why not."""
        has_window = self.consultation_id is not None
        return rules.can_write(
            kind=self.kind,
            has_window=has_window,
            window=windows.can("comment", self.window, now) if has_window else None,
            process_open=self.process_open,
            closed=self.closed,
        )


def why_closed(subject: Subject, now: datetime) -> Refusal | None:
    """The same of a subject that is there already, on its page; some bring along whether moderation closed the talk."""
    closed = getattr(subject, "talk_closed", None)
    if closed is None:
        closed = db.session.scalar(_closing(), {"subject": subject.id}) is not None
    window = subject.consultation
    process = subject.process
    return rules.can_write(
        kind=subject.kind,
        has_window=window is not None,
        window=windows.can("comment", window, now) if window is not None else None,
        process_open=process.published_at is not None and process.completed_at is None,
        closed=closed,
    )


@kept
def _closing() -> Any:
    return select(CLOSED.c.subject_id).where(CLOSED.c.subject_id == bindparam("subject", type_=Integer))


class Spoken(NamedTuple):
    """A comment that somebody answers or finds helpful."""

    id: int
    subject_id: int
    root_id: int | None
    author_id: int
    is_visible: bool


OF_TALK = len(Talk._fields) - 1 + len(Window._fields)


def _talk(row: Any) -> Talk:
    own = len(Talk._fields) - 1
    return Talk._make([*row[:own], Window._make(row[own:OF_TALK])])


def _talks(*more: Any) -> Any:
    """The columns of a Talk, with the columns `more` behind, of public subjects."""
    columns = [SUBJECT.c[name] for name in Talk._fields[:8]]
    columns += [
        PROCESS.c.published_at.is_not(None) & PROCESS.c.completed_at.is_(None),
        CLOSED.c.subject_id.is_not(None),
    ]
    columns += [CONSULTATION.c[name] for name in Window._fields]
    return (
        select(*columns, *more)
        .join_from(SUBJECT, PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
        .outerjoin(CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .outerjoin(CLOSED, CLOSED.c.subject_id == SUBJECT.c.id)
        .where(SUBJECT.c.visibility == PUBLIC)
    )


def _spoken() -> list[Any]:
    """The columns of a Spoken."""
    visible = COMMENT.hidden_at.is_(None) & COMMENT.deleted_at.is_(None)
    return [COMMENT.id, COMMENT.subject_id, COMMENT.root_id, COMMENT.author_id, visible]


def _first(statement: Any, values: Mapping[str, int]) -> Any:
    row = db.session.execute(statement, values).first()
    return row if row is not None else not_found()


def visible_talk(subject_id: int) -> Talk:
    """The talk under a public subject of any kind. Raises 404."""
    return _talk(_first(_visible_talk(), {"subject": subject_id}))


def visible_talk_now(subject_id: int) -> tuple[Talk, datetime]:
    """The same with the time by the database's clock, for acts that decide by a deadline; one statement."""
    if not has_clock():
        return visible_talk(subject_id), now()
    row = _first(_visible_talk(CLOCK), {"subject": subject_id})
    return _talk(row), row[-1].astimezone(UTC)


@kept
def _visible_talk(*more: Any) -> Any:
    return _talks(*more).where(SUBJECT.c.id == bindparam("subject", type_=Integer))


def held_parent(comment_id: int, subject_id: int) -> Spoken:
    """The comment that is answered, held until the act ends: answers and deletions must not pass each other.

    Raises 404.
    """
    return Spoken(*_first(_held_parent(), {"comment": comment_id, "subject": subject_id}))


@kept
def _held_parent() -> Any:
    here = (
        COMMENT.id == bindparam("comment", type_=Integer),
        COMMENT.subject_id == bindparam("subject", type_=Integer),
    )
    return select(*_spoken()).where(*here, is_shown()).with_for_update()


def spoken(comment_id: int, person_id: int | None) -> tuple[Spoken, Talk, bool]:
    """A comment of a public subject with its talk, and whether the person finds it helpful. Raises 404."""
    row = _first(_spoken_and_talk(), {"comment": comment_id, "person": person_id or 0})
    return Spoken(*row[OF_TALK:-1]), _talk(row), row[-1]


@kept
def _spoken_and_talk() -> Any:
    comments: Any = COMMENT.id.table
    mine = (VOTE.c.comment_id == COMMENT.id) & (VOTE.c.user_id == bindparam("person", type_=Integer))
    return (
        _talks(*_spoken(), VOTE.c.user_id.is_not(None))
        .join(comments, COMMENT.subject_id == SUBJECT.c.id)
        .outerjoin(VOTE, mine)
        .where(COMMENT.id == bindparam("comment", type_=Integer), is_shown())
    )
