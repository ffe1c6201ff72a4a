"""Reading what a trail needs: the measures of many sources, what comes next in them, a person's own contributions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, with_polymorphic

from consul_py.debates.models import Debate
from consul_py.kernel.db import db
from consul_py.measures.models import Measure, MeasureSource, Milestone
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import PUBLIC, WITHDRAWN, Subject


def measures_of(subject_ids: Iterable[int]) -> list[tuple[int, Measure, int]]:
    """(source, measure, number of its sources) of many sources in one statement, oldest measure first."""
    wanted = list(subject_ids)
    if not wanted:
        return []
    others = aliased(MeasureSource)
    together = (
        select(func.count(others.source_subject_id.distinct())).where(others.measure_id == Measure.id).scalar_subquery()
    )
    found = (
        select(MeasureSource.source_subject_id, Measure, together)
        .join(Measure, Measure.id == MeasureSource.measure_id)
        .where(MeasureSource.source_subject_id.in_(wanted), Measure.kind == "measure", Measure.visibility == PUBLIC)
        .order_by(Measure.published_at, Measure.id, MeasureSource.id)
    )
    return list(db.session.execute(found).all())


def of_proposed(workshop_id: int) -> list[tuple[int, Measure]]:
    """(proposed measure, measure) for what was taken up from a workshop's follow-up."""
    found = (
        select(MeasureSource.proposed_measure_id, Measure)
        .join(Measure, Measure.id == MeasureSource.measure_id)
        .where(
            MeasureSource.source_subject_id == workshop_id, MeasureSource.proposed_measure_id.is_not(None),
            Measure.kind == "measure", Measure.visibility == PUBLIC,
        )
        .order_by(MeasureSource.id)
    )  # fmt: skip
    return [(number, measure) for number, measure in db.session.execute(found).all() if number is not None]


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


def next_milestones(measure_ids: Iterable[int]) -> dict[int, Milestone]:
    """The first milestone of each measure that is not reached yet; one statement."""
    wanted = list(measure_ids)
    if not wanted:
        return {}
    found = (
        select(Milestone)
        .where(Milestone.measure_id.in_(wanted), Milestone.reached_on.is_(None))
        .order_by(Milestone.measure_id, Milestone.sort_on, Milestone.id)
    )
    first: dict[int, Milestone] = {}
    for row in db.session.scalars(found):
        first.setdefault(row.measure_id, row)
    return first
