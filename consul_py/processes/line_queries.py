"""Processes and consultations as public pages show them: columns as plain rows, statements that are built once.

Whole objects, for acts and for pages of one thing, are in `queries`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, String, bindparam, select

from consul_py.kernel.authz import may
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.paging import Page, Statements, counted, on_page, page_of
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.processes.models import Consultation, Process, ProcessPart, TopicField
from consul_py.processes.permissions import PERMISSIONS

PROCESS: Any = Process.__table__
CONSULTATION: Any = Consultation.__table__
PART: Any = ProcessPart.__table__
TOPIC: Any = TopicField.__table__
SIZE = 20  # consultations on a page


class Line(NamedTuple):
    """A consultation in a list; `rules.Window` to the rules."""

    id: int
    slug: str
    title: str
    summary: str
    opens_at: datetime | None
    closes_at: datetime | None
    evaluation_due: date | None
    evaluated_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    may_propose: bool
    may_support: bool
    may_debate: bool
    may_comment: bool
    may_vote: bool
    support_threshold: int
    process_title: str = ""
    process_short: str = ""
    topic_title: str | None = None

    def allows(self, verb: str) -> bool:
        return bool(getattr(self, f"may_{verb}"))


OWN = len(Line._fields) - 3  # what a line has of the consultation itself


class ShownFrame(NamedTuple):
    """What the page of a consultation shows of its process."""

    id: int
    slug: str
    title: str
    short_title: str
    decided_by: str
    published_at: datetime | None


class Shown(NamedTuple):
    """A consultation with all its page shows; `rules.Window` to the rules."""

    id: int
    process_id: int
    slug: str
    title: str
    summary: str
    body_html: str
    opens_at: datetime | None
    closes_at: datetime | None
    evaluation_due: date | None
    may_propose: bool
    may_support: bool
    may_debate: bool
    may_comment: bool
    may_vote: bool
    support_threshold: int
    published_at: datetime | None
    evaluated_at: datetime | None
    evaluation_html: str
    topic_title: str | None
    process: ShownFrame

    def allows(self, verb: str) -> bool:
        return bool(getattr(self, f"may_{verb}"))


class Frame(NamedTuple):
    """A process with the texts its page shows."""

    id: int
    slug: str
    title: str
    summary: str
    body_html: str
    goal: str
    room: str
    fixed: str
    decided_by: str
    decision_due: str
    feedback: str
    budget: str
    funding: str
    source: str
    lead_unit: str
    published_at: datetime | None
    completed_at: datetime | None


def _own_columns() -> list[Any]:
    return [CONSULTATION.c[name] for name in Line._fields[:OWN]]


def _lines() -> Select[Any]:
    """Public consultations of public processes."""
    return (
        select(*_own_columns(), PROCESS.c.title, PROCESS.c.short_title, TOPIC.c.title)
        .join_from(CONSULTATION, PROCESS, PROCESS.c.id == CONSULTATION.c.process_id)
        .outerjoin(TOPIC, TOPIC.c.id == CONSULTATION.c.topic_id)
        .where(CONSULTATION.c.published_at.is_not(None), PROCESS.c.published_at.is_not(None))
    )


@kept
def _not_over() -> Select[Any]:
    """What is open or announced at `:now`."""
    now: Any = bindparam("now", type_=UtcDateTime())
    return (
        _lines()
        .where(CONSULTATION.c.closes_at > now, CONSULTATION.c.evaluated_at.is_(None))
        .order_by(CONSULTATION.c.closes_at, CONSULTATION.c.id)
    )


def open_and_coming(now: datetime) -> tuple[list[Line], list[Line]]:
    """What is open, soonest end first, and what is announced, soonest beginning first; one statement."""
    running: list[Line] = []
    coming: list[Line] = []
    for row in db.session.execute(_not_over(), {"now": now}):
        line = Line._make(row)
        (running if line.opens_at is not None and line.opens_at <= now else coming).append(line)
    return running, sorted(coming, key=lambda line: (line.opens_at or now, line.id))


def ended(now: datetime, number: int) -> Page[Line]:
    """One page of what is over, latest first."""
    page = page_of(_ended(), number, {"now": now})
    return replace(page, items=[Line._make(row) for row in page.items])


@cache
def _ended() -> Statements:
    now: Any = bindparam("now", type_=UtcDateTime())
    over = (CONSULTATION.c.closes_at <= now) | CONSULTATION.c.evaluated_at.is_not(None)
    latest = _lines().where(over).order_by(CONSULTATION.c.closes_at.desc(), CONSULTATION.c.id.desc())
    return Statements(on_page(latest, SIZE), counted(latest), SIZE)


@kept
def _process() -> Select[Any]:
    """The process `:slug` with its consultations by their beginning."""
    return (
        select(*[PROCESS.c[name] for name in Frame._fields], *_own_columns())
        .outerjoin_from(PROCESS, CONSULTATION, CONSULTATION.c.process_id == PROCESS.c.id)
        .where(PROCESS.c.slug == bindparam("slug", type_=String))
        .order_by(CONSULTATION.c.opens_at, CONSULTATION.c.id)
    )


def visible_process(slug: str) -> tuple[Frame, list[Line]]:
    """A process and its consultations; drafts only for the staff of the process. One statement; raises 404."""
    rows = db.session.execute(_process(), {"slug": slug}).all() if slug.isprintable() else []
    if not rows:  # a NUL is no text for a database
        not_found()
    size = len(Frame._fields)
    process = Frame._make(rows[0][:size])
    lines = [Line._make((*row[size:], "", "", None)) for row in rows if row[size] is not None]
    if may(PERMISSIONS, "edit_process", process):
        return process, lines
    if process.published_at is None:
        not_found()
    return process, [line for line in lines if line.published_at is not None]


@kept
def _consultation() -> Select[Any]:
    return (
        select(
            *[CONSULTATION.c[name] for name in Shown._fields[:-2]], TOPIC.c.title,
            *[PROCESS.c[name] for name in ShownFrame._fields],
        )
        .join_from(CONSULTATION, PROCESS, PROCESS.c.id == CONSULTATION.c.process_id)
        .outerjoin(TOPIC, TOPIC.c.id == CONSULTATION.c.topic_id)
        .where(CONSULTATION.c.slug == bindparam("slug", type_=String))
    )  # fmt: skip


def visible_consultation(slug: str) -> Shown:
    """A public consultation, or a draft for its staff. Raises 404."""
    row = db.session.execute(_consultation(), {"slug": slug}).first() if slug.isprintable() else None
    if row is None:
        not_found()
    size = len(Shown._fields) - 1
    found = Shown._make((*row[:size], ShownFrame._make(row[size:])))
    public = found.published_at is not None and found.process.published_at is not None
    if not public and not may(PERMISSIONS, "edit_consultation", found):
        not_found()
    return found


@kept
def _public_processes() -> Select[Any]:
    shown = ("slug", "title", "summary", "source", "decided_by", "decision_due", "published_at", "completed_at")
    return (
        select(*[PROCESS.c[name] for name in shown])
        .where(PROCESS.c.published_at.is_not(None))
        .order_by(PROCESS.c.completed_at.is_not(None), PROCESS.c.published_at.desc(), PROCESS.c.id.desc())
    )


def public_processes() -> list[Any]:
    """Published ones, running before completed, newest first: what the list shows of them."""
    return list(db.session.execute(_public_processes()))


@kept
def _coming_events(limit: int) -> Select[Any]:
    return (
        select(PART.c.title, PART.c.starts_on, PART.c.time_text, PART.c.place, PROCESS.c.slug)
        .join_from(PART, PROCESS, PROCESS.c.id == PART.c.process_id)
        .where(
            PART.c.kind == "event", PART.c.starts_on >= bindparam("today", type_=Date),
            PROCESS.c.published_at.is_not(None), PROCESS.c.completed_at.is_(None),
        )
        .order_by(PART.c.starts_on, PART.c.id)
        .limit(limit)
    )  # fmt: skip


def coming_events(today: date, limit: int) -> list[Any]:
    """Dated events of running public processes from today on, soonest first, with the slug of their process."""
    return list(db.session.execute(_coming_events(limit), {"today": today}))
