"""One workshop as its page shows it and as a registration asks for it: columns, read by statements that are built once.

A `Shown` has the attributes of a subject and of a workshop that the page, its panels, the rules and the permissions
ask for. Everything else loads a whole `Workshop`, see `queries`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.municipalities.models import Municipality
from consul_py.processes.around import CONSULTATION, FRAME_COLUMNS, PROCESS, WINDOW_COLUMNS, Frame, Window
from consul_py.processes.models import TopicField
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.workshops.followup_models import FollowUp
from consul_py.workshops.models import AgendaItem, Workshop, WorkshopChange, closes_at, seats_left
from consul_py.workshops.permissions import PERMISSIONS

SUBJECT: Any = Subject.__table__
WORKSHOP: Any = Workshop.__table__
TOPIC: Any = TopicField.__table__
PLACE: Any = Municipality.__table__
FOLLOW_UP: Any = FollowUp.__table__


class Published(NamedTuple):
    """The follow-up, as far as the page asks for it."""

    id: int
    published_at: datetime | None


class Shown(NamedTuple):
    """The workshop. What stands behind `process` and `consultation` is of their tables."""

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
    starts_at: datetime
    ends_at: datetime
    time_text: str
    place: str
    address: str
    online_url: str
    capacity: int | None
    taken: int
    registration_closes_at: datetime | None
    audience: str
    access: str
    description_html: str
    announced_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    topic_title: str | None
    municipality_name: str | None
    follow_up: Published | None
    process: Frame
    consultation: Window | None

    @property
    def is_public(self) -> bool:
        return self.visibility == PUBLIC

    @property
    def closes_at(self) -> datetime:
        return closes_at(self)

    @property
    def seats_left(self) -> int | None:
        return seats_left(self)

    @property
    def followed_up_at(self) -> datetime | None:
        return self.follow_up.published_at if self.follow_up else None


OF_WORKSHOP, TOPIC_AT, FOLLOW_UP_AT = [Shown._fields.index(name) for name in ("starts_at", "topic_title", "follow_up")]
FRAME_AT = FOLLOW_UP_AT + len(Published._fields)
WINDOW_AT = FRAME_AT + len(Frame._fields)


def visible(workshop_id: int) -> Shown:
    """A public workshop, or any for those who run it. Raises 404."""
    row = db.session.execute(_one(), {"workshop": workshop_id}).first()
    if row is None:
        not_found()
    follow_up = Published._make(row[FOLLOW_UP_AT:FRAME_AT]) if row[FOLLOW_UP_AT] is not None else None
    window = Window._make(row[WINDOW_AT:]) if row[WINDOW_AT] is not None else None
    found = Shown._make((*row[:FOLLOW_UP_AT], follow_up, Frame._make(row[FRAME_AT:WINDOW_AT]), window))
    public = found.is_public and found.process.published_at is not None
    if not public and not may(PERMISSIONS, "manage", found):
        not_found()
    return found


@cache
def _one() -> Any:
    return (
        select(
            *[SUBJECT.c[name] for name in Shown._fields[:OF_WORKSHOP]],
            *[WORKSHOP.c[name] for name in Shown._fields[OF_WORKSHOP:TOPIC_AT]],
            TOPIC.c.title, PLACE.c.name, *[FOLLOW_UP.c[name] for name in Published._fields],
            *FRAME_COLUMNS, *WINDOW_COLUMNS,
        )
        .join_from(SUBJECT, WORKSHOP, WORKSHOP.c.id == SUBJECT.c.id)
        .join(PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
        .outerjoin(PLACE, PLACE.c.id == SUBJECT.c.municipality_id)
        .outerjoin(FOLLOW_UP, FOLLOW_UP.c.workshop_id == SUBJECT.c.id)
        .outerjoin(CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .where(SUBJECT.c.id == bindparam("workshop", type_=Integer))
    )  # fmt: skip


def agenda(workshop_id: int) -> list[Any]:
    """The points of the agenda in their order."""
    return list(db.session.execute(_agenda(), {"workshop": workshop_id}))


@cache
def _agenda() -> Any:
    table: Any = AgendaItem.__table__
    found = select(*[table.c[name] for name in ("time_text", "title", "description", "person")])
    found = found.where(table.c.workshop_id == bindparam("workshop", type_=Integer))
    return found.order_by(table.c.position, table.c.id)


def changes(workshop_id: int) -> list[Any]:
    """What was changed after the announcement, oldest first."""
    return list(db.session.execute(_changes(), {"workshop": workshop_id}))


@cache
def _changes() -> Any:
    table: Any = WorkshopChange.__table__
    found = select(table.c.changed_at, table.c.reason, table.c.before)
    return found.where(table.c.workshop_id == bindparam("workshop", type_=Integer)).order_by(table.c.id)
