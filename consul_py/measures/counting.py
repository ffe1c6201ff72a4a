"""Numbers about public measures: for the first page, processes, and the head of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, case, func, select

from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.measures import rules
from consul_py.measures.line_queries import MEASURE, MILESTONE, SOURCE, SUBJECT, public
from consul_py.subjects.models import PUBLIC

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


def _values(process_id: int | None, topic_id: int | None = None) -> dict[str, Any]:
    given = {"process": process_id, "topic": topic_id}
    return {name: value for name, value in given.items() if value is not None}


@kept
def _counted(kind: str, of_process: bool, of_topic: bool) -> Select[Any]:
    """One of the statements below, for all measures, those of `:process`, of `:topic`; built once for each."""
    statements = {"summary": _summary, "numbers": _numbers, "lateness": _lateness, "totals": _totals}
    return statements[kind](of_process=of_process, of_topic=of_topic)


def _rows(kind: str, process_id: int | None, topic_id: int | None = None, **more: Any) -> Sequence[Any]:
    statement = _counted(kind, process_id is not None, topic_id is not None)
    return db.session.execute(statement, _values(process_id, topic_id) | more).all()


def _measures(*columns: Any, of_process: bool, of_topic: bool) -> Any:
    joined = select(*columns).select_from(MEASURE.join(SUBJECT, SUBJECT.c.id == MEASURE.c.id))
    return public(joined, of_process=of_process, of_topic=of_topic)


def _summary(**only: bool) -> Select[Any]:
    """By status: how many, the last news, the next report promised for `:today` or later."""
    ahead = case((MEASURE.c.next_report_on >= bindparam("today", type_=Date), MEASURE.c.next_report_on))
    columns = (MEASURE.c.status, func.count(), func.max(MEASURE.c.moved_at), func.min(ahead))
    found: Select[Any] = _measures(*columns, **only).group_by(MEASURE.c.status)
    return found


def summary(process_id: int | None = None, topic_id: int | None = None, *, today: date) -> Summary:
    """One statement; reports that are late already do not count as the next."""
    rows = _rows("summary", process_id, topic_id, today=today)
    promised = [day for status, _n, _at, day in rows if day is not None and status not in rules.FINISHED]
    moved = [at for _status, _n, at, _day in rows if at is not None]
    return Summary({row[0]: row[1] for row in rows}, max(moved, default=None), min(promised, default=None))


def _numbers(**only: bool) -> Select[Any]:
    """By status: how many; and in every row how many contributions are behind all of them, each once."""
    behind = _behind(func.count(SOURCE.c.source_subject_id.distinct()), **only).correlate(None).scalar_subquery()
    found: Select[Any] = _measures(MEASURE.c.status, func.count(), behind, **only).group_by(MEASURE.c.status)
    return found


def _behind(column: Any, **only: bool) -> Any:
    joined = SOURCE.join(MEASURE, MEASURE.c.id == SOURCE.c.measure_id).join(SUBJECT, SUBJECT.c.id == MEASURE.c.id)
    return public(select(column).select_from(joined), **only)


def status_counts(process_id: int | None = None) -> dict[str, int]:
    """How many public measures have each status; statuses nobody has are missing."""
    return {row[0]: row[1] for row in _rows("numbers", process_id)}


def numbers(process_id: int | None = None) -> dict[str, int]:
    """For the first page: `total done in_progress adopted contributions`; the last counts sources, each once."""
    rows = _rows("numbers", process_id)
    counts = {row[0]: row[1] for row in rows}
    return {
        "total": sum(counts.values()),
        "done": counts.get("done", 0),
        "in_progress": counts.get("in_progress", 0),
        "adopted": counts.get("adopted", 0),
        "contributions": rows[0][2] if rows else 0,
    }


def _lateness(**only: bool) -> Select[Any]:
    found = _measures(MEASURE.c.next_report_on, func.count(), **only).where(MEASURE.c.status.in_(rules.RUNNING))
    grouped: Select[Any] = found.group_by(MEASURE.c.next_report_on)
    return grouped


def lateness(today: date, process_id: int | None = None, topic_id: int | None = None) -> dict[str, int]:
    """`running` (adopted or in progress), `late` of them, `days` they are late together."""
    rows = _rows("lateness", process_id, topic_id)
    late = [(day, n) for day, n in rows if day is not None and day < today]
    return {
        "running": sum(n for _day, n in rows),
        "late": sum(n for _day, n in late),
        "days": sum((today - day).days * n for day, n in late),
    }


def _totals(*, of_process: bool, of_topic: bool) -> Select[Any]:
    """Each number by itself, so that what is rare is looked up and not sifted out of everything that was written."""
    sources = _behind(SOURCE.c.source_subject_id, of_process=False, of_topic=False).correlate(None)
    written = select(func.count()).select_from(SUBJECT)
    written = written.where(SUBJECT.c.kind.in_(WRITTEN), SUBJECT.c.visibility == PUBLIC)
    if of_process:
        written = written.where(SUBJECT.c.process_id == bindparam("process", type_=Integer))
    if of_topic:
        written = written.where(SUBJECT.c.topic_id == bindparam("topic", type_=Integer))
    joined = MILESTONE.join(MEASURE, MEASURE.c.id == MILESTONE.c.measure_id)
    joined = joined.join(SUBJECT, SUBJECT.c.id == MEASURE.c.id)
    stones = public(select(func.count()).select_from(joined), of_process=of_process, of_topic=of_topic)
    reached = stones.where(MILESTONE.c.reached_on.is_not(None))
    found = (written, written.where(SUBJECT.c.id.in_(sources)), stones, reached)
    return select(*[number.scalar_subquery() for number in found])


def totals(process_id: int | None = None, topic_id: int | None = None) -> dict[str, int]:
    """`behind` of `received` contributions went into measures; `reached` of `planned` milestones; one statement."""
    ((received, behind, planned, reached),) = _rows("totals", process_id, topic_id)
    return {"received": received, "behind": behind, "planned": planned, "reached": reached}
