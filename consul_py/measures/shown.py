"""One measure as its page shows it: columns instead of objects, read by one statement that is built once.

A `Shown` has the attributes of a subject and of a measure that the page, its panels, the rules and the permissions
ask for. Acts load a whole `Measure`, see `queries`.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.measures.line_queries import MEASURE, SUBJECT, TOPIC
from consul_py.measures.permissions import PERMISSIONS
from consul_py.municipalities.models import Municipality
from consul_py.processes.around import CONSULTATION, FRAME_COLUMNS, PROCESS, WINDOW_COLUMNS, Frame, Window
from consul_py.subjects.models import PUBLIC

PLACE: Any = Municipality.__table__


class Shown(NamedTuple):
    """The measure. What stands behind `process` and `consultation` is of their tables."""

    id: int
    kind: str
    process_id: int
    consultation_id: int | None
    municipality_id: int | None
    author_id: int | None
    title: str
    slug: str
    summary: str
    visibility: str
    published_at: datetime | None
    support_count: int
    comment_count: int
    follow_count: int
    body_html: str
    responsible_unit: str
    status: str
    status_at: datetime
    status_reason: str
    progress: int
    cost: str
    funding_programme: str
    funding_share: str
    funding_duration: str
    decided_by: str
    decided_on: date | None
    starts_on: date | None
    ends_on: date | None
    next_report_on: date | None
    topic_title: str | None
    municipality_name: str | None
    process: Frame
    consultation: Window | None

    @property
    def is_public(self) -> bool:
        return self.visibility == PUBLIC


OF_MEASURE, TOPIC_AT, FRAME_AT = [Shown._fields.index(name) for name in ("body_html", "topic_title", "process")]
WINDOW_AT = FRAME_AT + len(Frame._fields)


def visible(measure_id: int) -> Shown:
    """A public measure; hidden ones for their staff. Raises 404."""
    row = db.session.execute(_one(), {"measure": measure_id}).first()
    if row is None:
        not_found()
    window = Window._make(row[WINDOW_AT:]) if row[WINDOW_AT] is not None else None
    found = Shown._make((*row[:FRAME_AT], Frame._make(row[FRAME_AT:WINDOW_AT]), window))
    if not found.is_public and not may(PERMISSIONS, "edit", found):
        not_found()
    return found


@cache
def _one() -> Any:
    return (
        select(
            *[SUBJECT.c[name] for name in Shown._fields[:OF_MEASURE]],
            *[MEASURE.c[name] for name in Shown._fields[OF_MEASURE:TOPIC_AT]],
            TOPIC.c.title, PLACE.c.name, *FRAME_COLUMNS, *WINDOW_COLUMNS,
        )
        .join_from(SUBJECT, MEASURE, MEASURE.c.id == SUBJECT.c.id)
        .join(PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
        .outerjoin(PLACE, PLACE.c.id == SUBJECT.c.municipality_id)
        .outerjoin(CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .where(SUBJECT.c.id == bindparam("measure", type_=Integer))
    )  # fmt: skip
