"""Reading municipalities."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from consul_py.kernel.db import db
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.municipalities.models import Municipality


def all_municipalities() -> list[Municipality]:
    return list(db.session.scalars(select(Municipality).order_by(Municipality.name, Municipality.id)))


def choices() -> list[tuple[int, str]]:
    """Pairs for a select field."""
    return [(number, name) for number, name in db.session.execute(_choices())]


@kept
def _choices() -> Any:
    columns: Any = Municipality.__table__.c
    return select(columns.id, columns.name).order_by(columns.name)


def find_by_name(name: str) -> Municipality | None:
    return db.session.scalar(select(Municipality).where(Municipality.name == name))


def find_by_ags(ags: str) -> int | None:
    """The id behind an official key; also takes a name."""
    return db.session.scalar(select(Municipality.id).where((Municipality.ags == ags) | (Municipality.name == ags)))


def get_municipality(municipality_id: int) -> Municipality:
    """One municipality. Raises 404."""
    found = db.session.get(Municipality, municipality_id)
    if found is None:
        not_found()
    return found
