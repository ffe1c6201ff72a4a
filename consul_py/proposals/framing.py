"""What lists of proposals can be filtered by: processes, consultations, topic fields, municipalities, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Integer, Select, Text, and_, func, literal, or_, select, union_all

from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.reading import arm, kept
from consul_py.municipalities.models import Municipality
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.subjects.models import TopicNumber

KINDS = ("process", "consultation", "topic", "municipality")
# Column → the SQL type that stands in where a kind has no such fact. The last three are only ordered by.
SHOWN: dict[str, Any] = {
    "id": Integer, "slug": Text, "title": Text, "process_id": Integer, "number": Integer, "opens_at": UtcDateTime,
    "closes_at": UtcDateTime, "evaluated_at": UtcDateTime, "may_propose": Boolean, "row": Integer, "place": Integer,
    "name": Text,
}  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """What lists can be filtered by, as plain rows; topic fields with the number of their proposals."""

    processes: list[Any]
    consultations: list[Any]
    topics: list[Any]
    municipalities: list[tuple[int, str]]


def frame() -> Frame:
    """Public processes by title, consultations with proposals, latest end first, all topic fields and municipalities."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for row in db.session.execute(_frame()):
        found[row.kind].append(row)
    places = [(row.id, row.title) for row in found["municipality"]]
    return Frame(found["process"], found["consultation"], found["topic"], places)


@kept
def _frame() -> Select[Any]:
    rows = union_all(_processes(), _consultations(), _topics(), _municipalities()).subquery().c
    order = (rows.kind, rows.closes_at.desc(), rows.row, rows.place, rows.name, rows.id)
    return select(rows.kind, *[rows[name] for name in list(SHOWN)[:-3]]).order_by(*order)


def _processes() -> Select[Any]:
    process: Any = Process.__table__.c
    found = arm(
        literal("process"), SHOWN, id=process.id, slug=process.slug, title=process.title, name=process.title
    )  # fmt: skip
    return found.where(process.published_at.is_not(None))


def _consultations() -> Select[Any]:
    process, window = _table(Process), _table(Consultation)
    shared = ("id", "slug", "title", "process_id", "opens_at", "closes_at", "evaluated_at", "may_propose")
    return (
        arm(literal("consultation"), SHOWN, **{name: window.c[name] for name in shared})
        .join_from(window, process, process.c.id == window.c.process_id)
        .where(window.c.published_at.is_not(None), process.c.published_at.is_not(None))
        .where(or_(window.c.may_propose, window.c.may_support))
    )


def _topics() -> Select[Any]:
    topic, known = _table(TopicField), _table(TopicNumber)
    of_topic = and_(known.c.topic_id == topic.c.id, known.c.kind == "proposal")
    return arm(
        literal("topic"), SHOWN, id=topic.c.id, title=topic.c.title, process_id=topic.c.process_id,
        number=func.coalesce(known.c.number, 0), row=topic.c.process_id, place=topic.c.position,
    ).outerjoin_from(topic, known, of_topic)  # fmt: skip


def _municipalities() -> Select[Any]:
    place = _table(Municipality).c
    return arm(literal("municipality"), SHOWN, id=place.id, title=place.name, name=place.name)


def _table(model: Any) -> Any:
    return model.__table__
