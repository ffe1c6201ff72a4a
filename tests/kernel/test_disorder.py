"""The suite's databases answer backwards where nobody asked for an order (tests/disorder.py)."""

from __future__ import annotations

from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.kernel.db import db
from tests.cast import People


def test_rows_without_an_order_come_backwards_however_they_are_fetched(people: People) -> None:
    names = select(User.email).where(User.id.in_([people.resident.id, people.other.id, people.staff.id]))
    ordered = list(db.session.scalars(names.order_by(User.id)))
    assert ordered == ["resident@example.org", "other@example.org", "staff@example.org"]
    assert list(db.session.scalars(names)) == ordered[::-1]
    assert list(db.session.scalars(names).yield_per(2)) == ordered[::-1]
    assert db.session.scalars(names).first() == ordered[-1]
