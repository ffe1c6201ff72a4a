"""Workshops as lists show them: columns as plain rows, statements that are built once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, select

from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.paging import Page, Statements, counted, on_page, page_of
from consul_py.kernel.reading import kept
from consul_py.processes.models import Process, TopicField
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.workshops.followup_models import FollowUp
from consul_py.workshops.models import Workshop, closes_at, seats_left

SUBJECT: Any = Subject.__table__
WORKSHOP: Any = Workshop.__table__
FOLLOW_UP: Any = FollowUp.__table__
PROCESS: Any = Process.__table__
TOPIC: Any = TopicField.__table__
SIZE = 20  # workshops on a page
NOW: Any = bindparam("now", type_=UtcDateTime())


class Line(NamedTuple):
    """A workshop in a list; `rules.Times` to the rules."""

    id: int
    slug: str
    title: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    time_text: str
    place: str
    online_url: str
    capacity: int | None
    taken: int
    registration_closes_at: datetime | None
    announced_at: datetime | None
    cancelled_at: datetime | None
    followed_up_at: datetime | None
    topic_title: str | None

    @property
    def closes_at(self) -> datetime:
        return closes_at(self)

    @property
    def seats_left(self) -> int | None:
        return seats_left(self)


def _lines() -> Select[Any]:
    """Public workshops of public processes."""
    shared = [SUBJECT.c[name] for name in Line._fields[:4]]
    own = [WORKSHOP.c[name] for name in Line._fields[4:-2]]
    return (
        select(*shared, *own, FOLLOW_UP.c.published_at, TOPIC.c.title)
        .join_from(WORKSHOP, SUBJECT, SUBJECT.c.id == WORKSHOP.c.id)
        .join(PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
        .outerjoin(FOLLOW_UP, FOLLOW_UP.c.workshop_id == WORKSHOP.c.id)
        .where(SUBJECT.c.kind == "workshop", SUBJECT.c.visibility == PUBLIC, PROCESS.c.published_at.is_not(None))
    )


def _read(statement: Select[Any], **values: Any) -> list[Line]:
    return [Line._make(row) for row in db.session.execute(statement, values)]


def upcoming(now: datetime, limit: int) -> list[Line]:
    """Announced ones that are not over and not cancelled, soonest first."""
    return _read(_upcoming(limit), now=now)


@kept
def _upcoming(limit: int) -> Select[Any]:
    found = _lines().where(WORKSHOP.c.ends_at > NOW, WORKSHOP.c.cancelled_at.is_(None))
    return found.order_by(WORKSHOP.c.starts_at, WORKSHOP.c.id).limit(limit)


def announced_ahead(now: datetime) -> list[Line]:
    """Everything that is not over, cancelled ones too, soonest first."""
    return _read(_ahead(), now=now)


@kept
def _ahead() -> Select[Any]:
    return _lines().where(WORKSHOP.c.ends_at > NOW).order_by(WORKSHOP.c.starts_at, WORKSHOP.c.id).limit(100)


def of_process(process_id: int) -> list[Line]:
    """Every public one of a process in the order of time: for timelines."""
    return _read(_of_process(), process=process_id)


@kept
def _of_process() -> Select[Any]:
    found = _lines().where(SUBJECT.c.process_id == bindparam("process", type_=Integer))
    return found.order_by(WORKSHOP.c.starts_at, WORKSHOP.c.id).limit(200)


def past(now: datetime, number: int) -> Page[Line]:
    """One page of held ones, latest first."""
    page = page_of(_past(), number, {"now": now})
    return replace(page, items=[Line._make(row) for row in page.items])


@cache
def _past() -> Statements:
    held = _lines().where(WORKSHOP.c.ends_at <= NOW, WORKSHOP.c.cancelled_at.is_(None))
    latest = held.order_by(WORKSHOP.c.starts_at.desc(), WORKSHOP.c.id.desc())
    return Statements(on_page(latest, SIZE), counted(latest), SIZE)
