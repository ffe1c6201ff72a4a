"""One measure as its page shows it: columns instead of objects, read by one statement that is built once.

A `Shown` has the attributes of a subject and of a measure that the page, its panels, the rules and the permissions
ask for. Acts load a whole `Measure`, see `queries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select

from consul_py.comments.moderation_queries import hidden_page
from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.measures.models import Measure
from consul_py.measures.permissions import PERMISSIONS
from consul_py.subjects import shown
from consul_py.subjects.models import HIDDEN

MEASURE: Any = Measure.__table__


@dataclass(frozen=True, slots=True)
class Shown(shown.Shown):
    """The measure."""

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


def visible(measure_id: int) -> Shown:
    """A public measure, or any for its staff. Raises 404, or 410 with the reason why it is hidden."""
    row = db.session.execute(_one(), {"measure": measure_id}).first()
    if row is None:
        not_found()
    found = Shown(*shown.values(row))
    if not found.is_public and not may(PERMISSIONS, "edit", found):
        if found.visibility == HIDDEN:
            hidden_page(measure_id)
        not_found()
    return found


@kept
def _one() -> Any:
    columns = [*shown.COLUMNS, *[MEASURE.c[name] for name in shown.own_names(Shown)]]
    found = select(*columns).select_from(shown.around(MEASURE))
    return found.where(MEASURE.c.id == bindparam("measure", type_=Integer))
