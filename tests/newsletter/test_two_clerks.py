"""At the same moment: two workers when the time of an issue comes, many clicks on "send" and on "stop"."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.newsletter import issue_queries, issues, writing
from consul_py.newsletter.models import Delivery, Mailing
from tests.newsletter.make import make_issue, make_subscription
from tests.realdb import real_app, storm

AT = 16


def due(app: Flask, _number: int) -> int:
    with app.app_context():
        return writing.release_scheduled()


def clicked(app: Flask, _number: int) -> str:
    with app.test_request_context():
        try:
            with transaction():
                number = db.session.scalars(select(Mailing.id)).one()
                writing.release(issue_queries.get_mailing(number, lock=True))
            return "sent"
        except Refused as refused:
            return refused.refusal.code


def stopped(app: Flask, _number: int) -> str:
    with app.test_request_context():
        try:
            with transaction():
                number = db.session.scalars(select(Mailing.id)).one()
                return str(issues.stop(issue_queries.get_mailing(number, lock=True)))
        except Refused as refused:
            return refused.refusal.code


def test_an_issue_whose_time_comes_is_released_by_one_worker_only(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            for _ in range(5):
                make_subscription()
            with transaction():
                writing.write("Zur Zeit", "Guten Tag.", None).scheduled_at = clock.now() - timedelta(minutes=1)
        answers = storm(app, due, AT)
        assert sorted(answers) == [0] * (AT - 1) + [1], answers
        with app.app_context():
            assert db.session.query(Delivery).count() == 5


def test_of_many_clicks_on_send_one_sends(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            make_subscription()
            with transaction():
                writing.write("Sofort", "Guten Tag.", None)
        answers = storm(app, clicked, AT)
        assert sorted(answers) == ["released"] * (AT - 1) + ["sent"], answers
        with app.app_context():
            assert db.session.query(Delivery).count() == 1


def test_of_many_clicks_on_stop_one_stops(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            make_subscription()
            make_subscription()
            make_issue()
        answers = storm(app, stopped, AT)
        assert sorted(answers) == sorted(["2"] + ["not_sending"] * (AT - 1)), answers
