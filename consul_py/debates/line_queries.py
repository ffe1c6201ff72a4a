"""Debates as lists show them: columns as plain rows, statements that are built once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, bindparam, not_, or_, select

from consul_py.debates.models import Debate
from consul_py.kernel import search
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.paging import Page, Statements, counted, on_page, page_of
from consul_py.kernel.reading import kept
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.subjects.models import PUBLIC, Subject

SUBJECT: Any = Subject.__table__
DEBATE: Any = Debate.__table__
CONSULTATION: Any = Consultation.__table__
PROCESS: Any = Process.__table__
TOPIC: Any = TopicField.__table__
SIZE = 20  # debates on a page


class Times(NamedTuple):
    """The window of a debate; `rules.Times` of processes."""

    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    evaluated_at: datetime | None


class Line(NamedTuple):
    """A debate in a list."""

    id: int
    slug: str
    title: str
    summary: str
    support_count: int
    against_count: int
    comment_count: int
    published_at: datetime | None
    concluded_at: datetime | None
    topic_title: str | None
    process_title: str
    process_short: str
    consultation: Times | None


def _lines() -> Select[Any]:
    """Public debates."""
    return (
        select(
            *[SUBJECT.c[name] for name in Line._fields[:8]], DEBATE.c.concluded_at, TOPIC.c.title, PROCESS.c.title,
            PROCESS.c.short_title, CONSULTATION.c.id, *[CONSULTATION.c[name] for name in Times._fields],
        )
        .join_from(DEBATE, SUBJECT, SUBJECT.c.id == DEBATE.c.id)
        .join(PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
        .outerjoin(CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .where(SUBJECT.c.kind == "debate", SUBJECT.c.visibility == PUBLIC)
    )  # fmt: skip


def _line(row: Any) -> Line:
    return Line._make((*row[:12], None if row[12] is None else Times._make(row[13:])))


def newest(limit: int, **wanted: int) -> list[Line]:
    """The newest public debates of a process (`process_id`), consultation (`consultation_id`) or author (`author_id`)."""
    return [_line(row) for row in db.session.execute(_newest(limit, *wanted), wanted)]


@kept
def _newest(limit: int, *names: str) -> Select[Any]:
    found = _lines().where(*[SUBJECT.c[name] == bindparam(name, type_=Integer) for name in names])
    return found.order_by(SUBJECT.c.published_at.desc(), SUBJECT.c.id.desc()).limit(limit)


def listed(*, state: str, sort: str, query: str, now: datetime, number: int) -> Page[Line]:
    """Public debates, `state` and `sort` as in `queries`. A search is another statement each time."""
    statements = _pages(state, sort)
    if query:
        statements = _both(_listed(state, sort).where(search.matching(query)))
    page = page_of(statements, number, {"now": now} if state != "all" else {})
    return replace(page, items=[_line(row) for row in page.items])


@cache
def _pages(state: str, sort: str) -> Statements:
    return _both(_listed(state, sort))


def _both(found: Select[Any]) -> Statements:
    return Statements(on_page(found, SIZE), counted(found), SIZE)


def _listed(state: str, sort: str) -> Select[Any]:
    now: Any = bindparam("now", type_=UtcDateTime())
    running = and_(
        DEBATE.c.concluded_at.is_(None), CONSULTATION.c.published_at.is_not(None), CONSULTATION.c.evaluated_at.is_(None),
        CONSULTATION.c.opens_at <= now, CONSULTATION.c.closes_at > now,
    )  # fmt: skip
    found = _lines()
    if state != "all":
        found = found.where(running if state == "open" else or_(not_(running), CONSULTATION.c.id.is_(None)))
    order = SUBJECT.c.comment_count if sort == "active" else SUBJECT.c.published_at
    return found.order_by(order.desc(), SUBJECT.c.id.desc())
