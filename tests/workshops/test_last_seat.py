"""64 people press the button for the last seat at the same moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from consul_py.kernel.authz import Person
from consul_py.kernel.db import db, transaction
from consul_py.workshops import registration_service
from consul_py.workshops.models import Workshop, WorkshopRegistration
from tests.cast import make_user
from tests.realdb import real_app, storm
from tests.workshops.make import make_workshop

CROWD = 64

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # processes that each start the application


def register(app: Flask, n: int) -> Any:
    """Person number n, by the service, in a transaction of its own."""
    with app.app_context(), app.test_request_context():
        who = Person(id=n + 1, display_name=f"Person {n}", email=f"p{n}@example.org")
        workshop_id = db.session.scalars(select(Workshop.id)).one()
        with transaction():
            return registration_service.register(workshop_id, who, "", "de").state


def leave(app: Flask, n: int) -> Any:
    with app.app_context(), app.test_request_context(), transaction():
        row = db.session.scalar(select(WorkshopRegistration).where(WorkshopRegistration.user_id == n + 1))
        return registration_service.leave(row) if row is not None else False


def test_the_last_seat_goes_to_exactly_one_and_the_line_loses_nobody(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            for n in range(CROWD):
                make_user(f"p{n}@example.org", f"Person {n}")
            workshop = make_workshop(capacity=1)
            db.session.remove()
        answers = storm(app, register, CROWD)
        assert sorted(answers).count("registered") == 1 and len(answers) == CROWD
        with app.app_context():
            rows = db.session.scalars(select(WorkshopRegistration.state)).all()
            assert sorted(rows) == ["registered"] + ["waiting"] * (CROWD - 1)
            assert db.session.scalar(select(Workshop.taken)) == 1
            with transaction():
                db.session.execute(update(Workshop.__table__).values(capacity=10))
                registration_service.move_up(db.session.get_one(Workshop, workshop.id, populate_existing=True))
            db.session.remove()
        assert storm(app, leave, 16).count(True) == 16
        with app.app_context():
            states = sorted(db.session.scalars(select(WorkshopRegistration.state)).all())
            assert states == ["registered"] * 10 + ["waiting"] * (CROWD - 16 - 10), "nobody waits beside a free seat"
            assert db.session.scalar(select(Workshop.taken)) == 10
            db.session.remove()


def test_one_person_who_presses_64_times_has_one_seat(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            make_user("p0@example.org", "Person 0")
            make_workshop(capacity=10)
            db.session.remove()
        assert storm(app, register_same, CROWD) == ["registered"] * CROWD
        with app.app_context():
            assert db.session.scalar(select(Workshop.taken)) == 1
            assert db.session.scalar(select(func.count(WorkshopRegistration.id))) == 1
            db.session.remove()


def register_same(app: Flask, _n: int) -> Any:
    return register(app, 0)
