"""Lists of public measures: by status, topic and process, as rows, as a board, on the line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import load_only, selectinload

from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.search import matching
from consul_py.measures.models import STATUSES, Measure
from consul_py.measures.queries import with_frame
from consul_py.processes.models import Process, TopicField
from consul_py.subjects.models import PUBLIC

BOARD_LIMIT = 500  # measures the board and the line of time read at once
SHORT = (
    Measure.id, Measure.kind, Measure.slug, Measure.title, Measure.summary, Measure.status, Measure.status_at,
    Measure.status_reason, Measure.progress, Measure.starts_on, Measure.ends_on, Measure.next_report_on,
    Measure.moved_at, Measure.process_id, Measure.topic_id, Measure.municipality_id, Measure.visibility,
    Measure.responsible_unit, Measure.cost, Measure.decided_on,
)  # fmt: skip


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


def _listed(asked: Asked) -> Select[Any]:
    found = with_frame().where(Measure.kind == "measure", Measure.visibility == PUBLIC).options(load_only(*SHORT))
    if asked.statuses:
        found = found.where(Measure.status.in_(asked.statuses))
    if asked.topic_id is not None:
        found = found.where(Measure.topic_id == asked.topic_id)
    if asked.process_id is not None:
        found = found.where(Measure.process_id == asked.process_id)
    return found.where(matching(asked.q)) if asked.q else found


def rows(asked: Asked, number: int, size: int = 20) -> Page[Measure]:
    """Measures with the newest public news first."""
    return paged(_listed(asked).order_by(Measure.moved_at.desc(), Measure.id.desc()), number, size)


def board(asked: Asked) -> list[Measure]:
    """Measures by status in the order of their way, newest news first, with their milestones; two statements."""
    order = case({status: place for place, status in enumerate(STATUSES)}, value=Measure.status)
    found = _listed(asked).options(selectinload(Measure.milestones))
    found = found.order_by(order, Measure.moved_at.desc(), Measure.id.desc())
    return list(db.session.scalars(found.limit(BOARD_LIMIT)))


def exported() -> list[Measure]:
    """Every public measure with all its columns, by id: for open data."""
    found = with_frame().where(Measure.kind == "measure", Measure.visibility == PUBLIC)
    return list(db.session.scalars(found.order_by(Measure.id)))


def filters() -> Filters:
    """Processes and topic fields that have public measures, with their numbers; two statements."""
    counted = (
        select(Measure.process_id, Measure.topic_id, func.count().label("number"))
        .where(Measure.kind == "measure", Measure.visibility == PUBLIC)
        .group_by(Measure.process_id, Measure.topic_id)
        .subquery()
    )
    processes = (
        select(Process.id, Process.slug, Process.title, func.sum(counted.c.number).label("number"))
        .join(counted, counted.c.process_id == Process.id)
        .group_by(Process.id, Process.slug, Process.title)
        .order_by(Process.title, Process.id)
    )
    topics = (
        select(TopicField.id, TopicField.title, TopicField.process_id, func.sum(counted.c.number).label("number"))
        .join(counted, counted.c.topic_id == TopicField.id)
        .group_by(TopicField.id, TopicField.title, TopicField.process_id, TopicField.position)
        .order_by(TopicField.process_id, TopicField.position, TopicField.id)
    )
    return Filters(db.session.execute(processes).all(), db.session.execute(topics).all())
