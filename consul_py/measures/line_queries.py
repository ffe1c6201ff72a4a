"""Measures as lists show them: columns as plain rows, statements that are built once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, select

from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.measures.models import Measure, MeasureSource, Milestone
from consul_py.processes.models import TopicField
from consul_py.subjects.models import PUBLIC, Subject

SUBJECT: Any = Subject.__table__
MEASURE: Any = Measure.__table__
SOURCE: Any = MeasureSource.__table__
MILESTONE: Any = Milestone.__table__
TOPIC: Any = TopicField.__table__


class Line(NamedTuple):
    """A measure in a list."""

    id: int
    slug: str
    title: str
    status: str
    status_at: datetime
    status_reason: str
    progress: int
    responsible_unit: str
    decided_on: date | None
    starts_on: date | None
    ends_on: date | None
    next_report_on: date | None
    topic_title: str | None


def public(found: Any, *, of_process: bool = False, of_topic: bool = False) -> Any:
    """Narrow a select to public measures, of `:process`, of `:topic`."""
    found = found.where(SUBJECT.c.kind == "measure", SUBJECT.c.visibility == PUBLIC)
    if of_process:
        found = found.where(SUBJECT.c.process_id == bindparam("process", type_=Integer))
    return found.where(SUBJECT.c.topic_id == bindparam("topic", type_=Integer)) if of_topic else found


def lines(*more: Any, of_process: bool = False, of_topic: bool = False) -> Select[Any]:
    """Public measures as lines, with the columns `more` behind."""
    shared = [SUBJECT.c[name] for name in Line._fields[:3]]
    own = [MEASURE.c[name] for name in Line._fields[3:-1]]
    found: Select[Any] = (
        select(*shared, *own, TOPIC.c.title, *more)
        .join_from(MEASURE, SUBJECT, SUBJECT.c.id == MEASURE.c.id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
    )
    narrowed: Select[Any] = public(found, of_process=of_process, of_topic=of_topic)
    return narrowed


def latest(limit: int = 3, process_id: int | None = None) -> list[tuple[Line, int]]:
    """The measures with the newest public news, each with the number of its sources; one statement."""
    values = {} if process_id is None else {"process": process_id}
    rows = db.session.execute(_latest(limit, process_id is not None), values)
    return [(Line._make(row[:-1]), row[-1]) for row in rows]


@kept
def _latest(limit: int, of_process: bool) -> Select[Any]:
    number = select(func.count()).where(SOURCE.c.measure_id == MEASURE.c.id).correlate(MEASURE).scalar_subquery()
    newest = lines(number, of_process=of_process).order_by(MEASURE.c.moved_at.desc(), MEASURE.c.id.desc())
    return newest.limit(limit)


def milestones(measure_ids: Iterable[int]) -> dict[int, list[Any]]:
    """The milestones of measures in their order, by measure; one statement."""
    found: dict[int, list[Any]] = {}
    wanted = list(measure_ids)
    for row in db.session.execute(_milestones(), {"ids": wanted}) if wanted else ():
        found.setdefault(row.measure_id, []).append(row)
    return found


@kept
def _milestones() -> Select[Any]:
    shown = ("measure_id", "title", "planned_on", "when_text", "reached_on", "note")
    return (
        select(*[MILESTONE.c[name] for name in shown])
        .where(MILESTONE.c.measure_id.in_(bindparam("ids", expanding=True, type_=Integer)))
        .order_by(MILESTONE.c.measure_id, MILESTONE.c.sort_on, MILESTONE.c.id)
    )


def source_counts(measure_ids: Iterable[int]) -> dict[int, int]:
    """From how many contributions each measure came."""
    wanted = list(measure_ids)
    rows: Any = db.session.execute(_source_counts(), {"ids": wanted}).all() if wanted else ()
    return dict(rows)


@kept
def _source_counts() -> Select[Any]:
    ids: Any = bindparam("ids", expanding=True, type_=Integer)
    return select(SOURCE.c.measure_id, func.count()).where(SOURCE.c.measure_id.in_(ids)).group_by(SOURCE.c.measure_id)
