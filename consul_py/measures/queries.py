"""Reading one measure. Lists are in `listing` and `line_queries`, numbers in `counting`, the desk in `desk_queries`."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.measures.models import (
    Measure,
    MeasureChange,
    MeasureReport,
    MeasureSource,
    Milestone,
)
from consul_py.measures.permissions import PERMISSIONS
from consul_py.processes.models import Process, TopicField
from consul_py.subjects.models import PUBLIC, Subject

FRAME = (
    joinedload(Measure.process).load_only(Process.id, Process.slug, Process.title, Process.short_title),
    joinedload(Measure.topic).load_only(TopicField.id, TopicField.title),
    joinedload(Measure.municipality),
)
OF_MEASURE: Any = bindparam("measure", type_=Integer)


def with_frame() -> Select[Any]:
    return select(Measure).options(*FRAME)


def visible(measure_id: int) -> Measure:
    """A public measure with process, topic and municipality; hidden ones for their staff. Raises 404."""
    found: Measure | None = db.session.scalar(_by_id(), {"id": measure_id})
    if found is None or (not found.is_public and not may(PERMISSIONS, "edit", found)):
        not_found()
    return found


@cache
def _by_id() -> Select[Any]:
    return with_frame().where(Measure.id == bindparam("id", type_=Integer))


def locked(measure_id: int) -> Measure:
    """A measure whose row nobody else changes until this transaction ends, read anew. Raises 404."""
    found: Measure | None = db.session.scalar(
        select(Measure)
        .where(Measure.id == measure_id)
        .with_for_update(of=Measure.__table__)  # SQLite: the act holds the write lock anyway
        .execution_options(populate_existing=True)
    )
    if found is None:
        not_found()
    return found


def find_by_sent_key(sent_key: str) -> Measure | None:
    return db.session.scalar(select(Measure).where(Measure.sent_key == sent_key))


def find_by_source(source_name: str, external_id: str) -> Measure | None:
    """An imported measure: for scripts that run twice."""
    return db.session.scalar(
        select(Measure).where(Measure.source_name == source_name, Measure.external_id == external_id)
    )


def milestones(measure_id: int) -> list[Milestone]:
    found = select(Milestone).where(Milestone.measure_id == measure_id)
    return list(db.session.scalars(found.order_by(Milestone.sort_on, Milestone.id)))


def get_milestone(measure_id: int, milestone_id: int) -> Milestone:
    found = db.session.get(Milestone, milestone_id)
    if found is None or found.measure_id != measure_id:
        not_found()
    return found


def changes(measure_id: int, *, all_of_them: bool = False) -> list[Any]:
    """The history of its status as plain rows, latest first; what is not public only when asked for."""
    return list(db.session.execute(_changes(all_of_them), {"measure": measure_id}))


@cache
def _changes(all_of_them: bool) -> Select[Any]:
    table: Any = MeasureChange.__table__
    found = select(table).where(table.c.measure_id == OF_MEASURE)
    found = found if all_of_them else found.where(table.c.is_public)
    return found.order_by(table.c.id.desc()).limit(100)


def reports(measure_id: int) -> list[Any]:
    """Its reports as plain rows, latest first."""
    return list(db.session.execute(_reports(), {"measure": measure_id}))


@cache
def _reports() -> Select[Any]:
    table: Any = MeasureReport.__table__
    return select(table).where(table.c.measure_id == OF_MEASURE).order_by(table.c.id.desc()).limit(50)


def sources(measure_id: int, *, public: bool = True) -> list[MeasureSource]:
    """What it came from, with the subject's own columns and the proposed measure, in the order of linking."""
    return list(db.session.scalars(_sources(public), {"measure": measure_id}))


@cache
def _sources(public: bool) -> Select[Any]:
    found = (
        select(MeasureSource)
        .join(MeasureSource.subject)
        .where(MeasureSource.measure_id == OF_MEASURE)
        .options(contains_eager(MeasureSource.subject), joinedload(MeasureSource.proposed))
    )
    found = found.where(Subject.visibility == PUBLIC) if public else found
    return found.order_by(MeasureSource.id).limit(200)


def get_source(measure_id: int, source_id: int) -> MeasureSource:
    found = db.session.get(MeasureSource, source_id)
    if found is None or found.measure_id != measure_id:
        not_found()
    return found


def source_people(measure_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Ids of the sources and of their authors, without doubles: for events."""
    rows = db.session.execute(
        select(Subject.id, Subject.author_id)
        .join(MeasureSource, MeasureSource.source_subject_id == Subject.id)
        .where(MeasureSource.measure_id == measure_id)
        .distinct()
        .order_by(Subject.id)
    ).all()
    authors = dict.fromkeys(author for _id, author in rows if author is not None)
    return tuple(number for number, _author in rows), tuple(authors)
