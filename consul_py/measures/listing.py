"""Lists of public measures: by status, topic and process, as rows, as a board, on the line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, case, func, select

from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, Statements, counted, on_page, page_of
from consul_py.kernel.search import matching
from consul_py.measures.line_queries import MEASURE, SUBJECT, TOPIC, Line, lines, public
from consul_py.measures.models import STATUSES, Measure
from consul_py.measures.queries import with_frame
from consul_py.processes.around import PROCESS
from consul_py.subjects.models import PUBLIC

BOARD_LIMIT = 500  # measures the board and the line of time read at once
SIZE = 20  # measures on a page of the list


@dataclass(frozen=True)
class Asked:
    """What a list was asked for; None and empty mean everything."""

    statuses: tuple[str, ...] = ()
    topic_id: int | None = None
    process_id: int | None = None
    process_slug: str = ""
    q: str = ""

    @property
    def active(self) -> int:
        return bool(self.statuses) + (self.topic_id is not None) + (self.process_id is not None) + bool(self.q)


@dataclass(frozen=True)
class Filters:
    """What can be chosen: processes and topic fields that have measures."""

    processes: Sequence[Any] = field(default_factory=list)
    topics: Sequence[Any] = field(default_factory=list)


@cache
def _filtered(statuses: bool, of_process: bool, of_topic: bool, order: str) -> Select[Any]:
    """Lines of `:statuses`, of `:process`, of `:topic`, newest news first; the board by status before."""
    found = lines(of_process=of_process, of_topic=of_topic)
    if statuses:
        found = found.where(MEASURE.c.status.in_(bindparam("statuses", expanding=True, type_=String)))
    newest = (MEASURE.c.moved_at.desc(), MEASURE.c.id.desc())
    if order == "newest":
        return found.order_by(*newest)
    way = case({status: place for place, status in enumerate(STATUSES)}, value=MEASURE.c.status)
    return found.order_by(way, *newest).limit(BOARD_LIMIT)


@cache
def _pages(statuses: bool, of_process: bool, of_topic: bool) -> Statements:
    found = _filtered(statuses, of_process, of_topic, "newest")
    return Statements(on_page(found, SIZE), counted(found), SIZE)


def _values(asked: Asked) -> dict[str, Any]:
    wanted = {"statuses": asked.statuses or None, "process": asked.process_id, "topic": asked.topic_id}
    return {name: value for name, value in wanted.items() if value is not None}


def _flags(asked: Asked) -> tuple[bool, bool, bool]:
    return bool(asked.statuses), asked.process_id is not None, asked.topic_id is not None


def rows(asked: Asked, number: int) -> Page[Line]:
    """Measures with the newest public news first. A search is another statement each time."""
    statements = _pages(*_flags(asked))
    if asked.q:
        found = _filtered(*_flags(asked), "newest").where(matching(asked.q))
        statements = Statements(on_page(found, SIZE), counted(found), SIZE)
    page = page_of(statements, number, _values(asked))
    return replace(page, items=[Line._make(row) for row in page.items])


def board(asked: Asked) -> list[Line]:
    """Measures by status in the order of their way, newest news first."""
    found = _filtered(*_flags(asked), "way")
    if asked.q:
        found = found.where(matching(asked.q))
    return [Line._make(row) for row in db.session.execute(found, _values(asked))]


def exported() -> list[Measure]:
    """Every public measure with all its columns, by id: for open data."""
    found = with_frame().where(Measure.kind == "measure", Measure.visibility == PUBLIC)
    return list(db.session.scalars(found.order_by(Measure.id)))


def filters() -> Filters:
    """Processes and topic fields that have public measures, with their numbers; two statements."""
    processes, topics = _filters()
    return Filters(db.session.execute(processes).all(), db.session.execute(topics).all())


@cache
def _filters() -> tuple[Any, Any]:
    number = func.count().label("number")
    shown, topic = [PROCESS.c.id, PROCESS.c.slug, PROCESS.c.title], [TOPIC.c.id, TOPIC.c.title, TOPIC.c.process_id]
    joined = MEASURE.join(SUBJECT, SUBJECT.c.id == MEASURE.c.id)
    of_process = joined.join(PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
    of_topic = joined.join(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
    processes = public(select(*shown, number).select_from(of_process)).group_by(*shown)
    topics = public(select(*topic, number).select_from(of_topic)).group_by(*topic, TOPIC.c.position)
    processes = processes.order_by(PROCESS.c.title, PROCESS.c.id)
    topics = topics.order_by(TOPIC.c.process_id, TOPIC.c.position, TOPIC.c.id)
    return processes, topics
