"""One workshop as its page shows it and as a registration asks for it: columns, read by statements that are built once.

A `Shown` has the attributes of a subject and of a workshop that the page, its panels, the rules and the permissions
ask for. Everything else loads a whole `Workshop`, see `queries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from consul_py.comments.moderation_queries import hidden_page
from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.subjects import shown
from consul_py.subjects.models import HIDDEN
from consul_py.workshops.followup_models import FollowUp
from consul_py.workshops.models import AgendaItem, Reckoned, Workshop, WorkshopChange
from consul_py.workshops.permissions import PERMISSIONS

WORKSHOP: Any = Workshop.__table__
FOLLOW_UP: Any = FollowUp.__table__


class Published(NamedTuple):
    """The follow-up, as far as the page asks for it."""

    id: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown(Reckoned, shown.Shown):
    """The workshop."""

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
    follow_up: Published | None


def visible(workshop_id: int) -> Shown:
    """A public workshop, or any for those who run it. Raises 404, or 410 with the reason why it is hidden."""
    row = db.session.execute(_one(), {"workshop": workshop_id}).first()
    if row is None:
        not_found()
    *own, follow_up, published_at = shown.values(row)
    own.append(None if follow_up is None else Published(follow_up, published_at))
    found = Shown(*own)
    framed = found.process.published_at is not None
    if not (found.is_public and framed) and not may(PERMISSIONS, "manage", found):
        if found.visibility == HIDDEN and framed:
            hidden_page(workshop_id)
        not_found()
    return found


@kept
def _one() -> Any:
    own = [WORKSHOP.c[name] for name in shown.own_names(Shown)[:-1]]
    rows = shown.around(WORKSHOP).outerjoin(FOLLOW_UP, FOLLOW_UP.c.workshop_id == WORKSHOP.c.id)
    found = select(*shown.COLUMNS, *own, *[FOLLOW_UP.c[name] for name in Published._fields]).select_from(rows)
    return found.where(WORKSHOP.c.id == bindparam("workshop", type_=Integer))


def agenda(workshop_id: int) -> list[Any]:
    """The points of the agenda in their order."""
    return list(db.session.execute(_agenda(), {"workshop": workshop_id}))


@kept
def _agenda() -> Any:
    table: Any = AgendaItem.__table__
    found = select(*[table.c[name] for name in ("time_text", "title", "description", "person")])
    found = found.where(table.c.workshop_id == bindparam("workshop", type_=Integer))
    return found.order_by(table.c.position, table.c.id)


def changes(workshop_id: int) -> list[Any]:
    """What was changed after the announcement, oldest first."""
    return list(db.session.execute(_changes(), {"workshop": workshop_id}))


@kept
def _changes() -> Any:
    table: Any = WorkshopChange.__table__
    found = select(table.c.changed_at, table.c.reason, table.c.before)
    return found.where(table.c.workshop_id == bindparam("workshop", type_=Integer)).order_by(table.c.id)
