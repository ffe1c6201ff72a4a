"""Numbers about public measures: for the first page, processes, and the head of the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select, true

from consul_py.kernel.db import db
from consul_py.measures import rules
from consul_py.measures.models import Measure, MeasureSource, Milestone
from consul_py.subjects.models import PUBLIC, Subject

WRITTEN = ("proposal", "debate")  # what people write, as against meetings and votes


@dataclass(frozen=True)
class Summary:
    """How many have each status, when something was last said, and for when the next report is promised."""

    counts: dict[str, int]
    moved_at: datetime | None
    next_report_on: date | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _public(process_id: int | None, topic_id: int | None, *columns: Any) -> Select[Any]:
    found = select(*columns).where(Measure.kind == "measure", Measure.visibility == PUBLIC)
    if process_id is not None:
        found = found.where(Measure.process_id == process_id)
    return found if topic_id is None else found.where(Measure.topic_id == topic_id)


def summary(process_id: int | None = None, topic_id: int | None = None, *, today: date | None = None) -> Summary:
    """One statement; reports that are late already do not count as the next."""
    ahead = Measure.next_report_on if today is None else case((Measure.next_report_on >= today, Measure.next_report_on))
    found = _public(process_id, topic_id, Measure.status, func.count(), func.max(Measure.moved_at), func.min(ahead))
    rows = db.session.execute(found.group_by(Measure.status)).all()
    promised = [day for status, _n, _at, day in rows if day is not None and status not in rules.FINISHED]
    moved = [at for _status, _n, at, _day in rows if at is not None]
    return Summary({row[0]: row[1] for row in rows}, max(moved, default=None), min(promised, default=None))


def status_counts(process_id: int | None = None) -> dict[str, int]:
    """How many public measures have each status; statuses nobody has are missing."""
    return summary(process_id).counts


def topic_counts(process_id: int | None = None) -> dict[int, int]:
    """How many public measures each topic field has, by its id."""
    found = _public(process_id, None, Measure.topic_id, func.count()).where(Measure.topic_id.is_not(None))
    return dict(db.session.execute(found.group_by(Measure.topic_id)).all())


def numbers(process_id: int | None = None) -> dict[str, int]:
    """For the first page: `total done in_progress adopted contributions`; the last counts sources, each once."""
    counts = status_counts(process_id)
    return {
        "total": sum(counts.values()),
        "done": counts.get("done", 0),
        "in_progress": counts.get("in_progress", 0),
        "adopted": counts.get("adopted", 0),
        "contributions": db.session.execute(_behind(process_id, None)).scalar_one(),
    }


def _behind(process_id: int | None, topic_id: int | None) -> Select[Any]:
    return (
        _public(process_id, topic_id, func.count(MeasureSource.source_subject_id.distinct()))
        .select_from(MeasureSource)
        .join(Measure, Measure.id == MeasureSource.measure_id)
    )


def lateness(today: date, process_id: int | None = None, topic_id: int | None = None) -> dict[str, int]:
    """`running` (adopted or in progress), `late` of them, `days` they are late together."""
    found = _public(process_id, topic_id, Measure.next_report_on, func.count())
    rows = db.session.execute(found.where(Measure.status.in_(rules.RUNNING)).group_by(Measure.next_report_on)).all()
    late = [(day, n) for day, n in rows if day is not None and day < today]
    return {
        "running": sum(n for _day, n in rows),
        "late": sum(n for _day, n in late),
        "days": sum((today - day).days * n for day, n in late),
    }


def totals(process_id: int | None = None, topic_id: int | None = None) -> dict[str, int]:
    """`behind` of `received` contributions went into measures; `reached` of `planned` milestones; one statement."""
    sources = _public(None, None, MeasureSource.source_subject_id).select_from(MeasureSource)
    sources = sources.join(Measure, Measure.id == MeasureSource.measure_id)
    used = case((Subject.id.in_(sources), 1), else_=0)
    written = select(func.count(), func.coalesce(func.sum(used), 0)).select_from(Subject)
    written = written.where(Subject.kind.in_(WRITTEN), Subject.visibility == PUBLIC)
    if process_id is not None:
        written = written.where(Subject.process_id == process_id)
    if topic_id is not None:
        written = written.where(Subject.topic_id == topic_id)
    stones = _public(
        process_id, topic_id, func.count(),
        func.coalesce(func.sum(case((Milestone.reached_on.is_not(None), 1), else_=0)), 0),
    )  # fmt: skip
    stones = stones.select_from(Milestone).join(Measure, Measure.id == Milestone.measure_id)
    one, two = written.subquery(), stones.subquery()
    received, behind, planned, reached = db.session.execute(select(one, two).select_from(one.join(two, true()))).one()
    return {"received": received, "behind": behind, "planned": planned, "reached": reached}
