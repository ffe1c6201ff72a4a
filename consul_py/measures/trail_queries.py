"""Reading what a trail needs: the measures of many sources, what comes next in them, a person's own contributions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, null, select
from sqlalchemy.orm import joinedload, with_polymorphic

from consul_py.debates.models import Debate
from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.measures.line_queries import MEASURE, MILESTONE, SOURCE, SUBJECT, Line, public
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import PUBLIC, WITHDRAWN, Subject


class Taken(NamedTuple):
    """A measure that came from a source, and from how many contributions it came."""

    source_id: int
    measure: Line
    together: int
    moved_at: datetime


def _of_sources(*more: Any) -> Any:
    """Public measures as lines (a trail shows no topics), with the columns `more` behind, from their sources on."""
    shared, own = [SUBJECT.c[name] for name in Line._fields[:3]], [MEASURE.c[name] for name in Line._fields[3:-1]]
    found = select(*shared, *own, null(), *more).join_from(SOURCE, MEASURE, MEASURE.c.id == SOURCE.c.measure_id)
    return public(found.join(SUBJECT, SUBJECT.c.id == MEASURE.c.id))


def measures_of(subject_ids: Iterable[int]) -> list[Taken]:
    """The measures of many sources in one statement, oldest measure first."""
    wanted = list(subject_ids)
    rows = db.session.execute(_measures_of(), {"sources": wanted}) if wanted else ()
    behind = len(Line._fields)
    return [Taken(row[behind], Line._make(row[:behind]), row[behind + 1], row[behind + 2]) for row in rows]


@kept
def _measures_of() -> Any:
    others = SOURCE.alias()
    number = select(func.count(others.c.source_subject_id.distinct())).where(others.c.measure_id == MEASURE.c.id)
    return (
        _of_sources(SOURCE.c.source_subject_id, number.correlate(MEASURE).scalar_subquery(), MEASURE.c.moved_at)
        .where(SOURCE.c.source_subject_id.in_(bindparam("sources", expanding=True, type_=Integer)))
        .order_by(SUBJECT.c.published_at, MEASURE.c.id, SOURCE.c.id)
    )


def of_proposed(workshop_id: int) -> list[tuple[int, Line]]:
    """(proposed measure, measure) for what was taken up from a workshop's follow-up."""
    rows = db.session.execute(_of_proposed(), {"workshop": workshop_id})
    return [(row[-1], Line._make(row[:-1])) for row in rows]


@kept
def _of_proposed() -> Any:
    return (
        _of_sources(SOURCE.c.proposed_measure_id)
        .where(
            SOURCE.c.source_subject_id == bindparam("workshop", type_=Integer),
            SOURCE.c.proposed_measure_id.is_not(None),
        )
        .order_by(SOURCE.c.id)
    )


def own_contributions(user_id: int, limit: int = 10) -> list[Any]:
    """A person's public and withdrawn proposals and debates with all their columns, newest first; one statement."""
    kinds = with_polymorphic(Subject, [Proposal, Debate])
    found = (
        select(kinds)
        .where(
            kinds.author_id == user_id, kinds.kind.in_(("proposal", "debate")),
            kinds.visibility.in_((PUBLIC, WITHDRAWN)),
        )
        .options(joinedload(kinds.consultation))
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(kinds.published_at.desc(), kinds.id.desc()).limit(limit)))


def next_milestones(measure_ids: Iterable[int]) -> dict[int, Any]:
    """The first milestone of each measure that is not reached yet; one statement."""
    wanted = list(measure_ids)
    first: dict[int, Any] = {}
    for row in db.session.execute(_next_milestones(), {"ids": wanted}) if wanted else ():
        first.setdefault(row.measure_id, row)
    return first


@kept
def _next_milestones() -> Any:
    shown = ("measure_id", "title", "planned_on", "when_text", "note")
    return (
        select(*[MILESTONE.c[name] for name in shown])
        .where(MILESTONE.c.measure_id.in_(bindparam("ids", expanding=True, type_=Integer)))
        .where(MILESTONE.c.reached_on.is_(None))
        .order_by(MILESTONE.c.measure_id, MILESTONE.c.sort_on, MILESTONE.c.id)
    )
