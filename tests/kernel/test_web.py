"""Acts are one transaction: an answer that says no leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.app import create_app
from consul_py.kernel import clock, parking, web
from consul_py.kernel.authz import anyone
from consul_py.kernel.db import db
from consul_py.kernel.migrating import migrate
from tests.conftest import SETTINGS

area = web.Area("trial", __name__)


@area.act("/trial/<int:status>", needs=anyone, checked=False)
def act(status: int) -> Any:
    parking.park("/somewhere", [("body", "x")])
    return "answer", status


@area.act("/trial/kept", needs=anyone, checked=False)
def kept() -> Any:
    parking.park("/somewhere", [("body", "x")])
    web.keep_rows()
    return "answer", 422


@pytest.fixture
def trial(tmp_path: Any) -> Any:
    app: Flask = create_app(SETTINGS | {"INSTANCE": str(tmp_path)})
    app.register_blueprint(area)
    with app.app_context():
        migrate()
    yield app
    with app.app_context():
        db.engine.dispose()


def rows(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(parking.ParkedAct)) or 0


@pytest.mark.parametrize(("status", "left"), [(200, 1), (422, 0), (409, 0)])
def test_an_answer_that_says_no_rolls_back_what_was_written(trial: Flask, status: int, left: int) -> None:
    assert trial.test_client().post(f"/trial/{status}").status_code == status
    assert rows(trial) == left


def test_a_view_can_keep_what_belongs_to_its_refusal(trial: Flask) -> None:
    assert trial.test_client().post("/trial/kept").status_code == 422
    assert rows(trial) == 1


def test_parked_acts_are_forgotten_after_three_days(app: Flask) -> None:
    token = parking.park("/somewhere", [("body", "x")])
    assert parking.find(token) is not None
    with clock.fixed(clock.now() + timedelta(hours=73)):
        assert parking.find(token) is None


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "javascript:x", "", None],
)
def test_only_paths_on_this_site_are_a_way_back(target: str | None) -> None:
    assert web.safe_path(target) is None
