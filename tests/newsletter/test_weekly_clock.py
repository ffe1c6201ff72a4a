"""The weekly mail and its hour, its length, and several workers at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consul_py.kernel import clock, settings
from consul_py.kernel.db import db
from consul_py.newsletter import digest, jobs, rules
from consul_py.newsletter.models import Delivery, Mailing
from tests.newsletter.weeks import FRIDAY, build_at, make_measure, make_reader
from tests.processes.make import make_process
from tests.realdb import real_app, storm


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(FRIDAY - timedelta(days=4)):
        yield


@pytest.mark.parametrize("number", [20, 60, 75])
def test_a_full_week_stays_below_what_mail_programs_cut_off(app, number):
    make_reader("eva@example.org")
    process = make_process()
    for place in range(number):
        make_measure(process, title=f"Maßnahme {place}", summary="Ein langer Satz über das, was kommt. " * 15)
    issue = build_at(FRIDAY)
    assert max(len(text.body_html.encode()) for text in issue.texts) < 102_000


def test_odd_settings_of_the_desk_never_stop_the_week(app, monkeypatch):
    for day, hour, due in (
        ("1", "23", "2026-W47"),
        ("x", "99", "2026-W47"),
        ("", "-1", "2026-W47"),
        ("1", "0", "2026-W48"),
    ):
        monkeypatch.setitem(settings.DEFAULTS, "newsletter_digest_day", day)
        monkeypatch.setitem(settings.DEFAULTS, "newsletter_digest_hour", hour)
        with app.app_context():
            app.extensions.pop("consul_site", None)
            assert digest.week().period == due, (day, hour)


def test_the_due_moment_follows_the_clock_on_the_wall():
    berlin = clock.to_berlin
    before, after = datetime(2026, 10, 23, 5, tzinfo=UTC), datetime(2026, 10, 30, 6, tzinfo=UTC)
    assert rules.digest_due(berlin(before), 5, 7) == berlin(before)
    assert rules.digest_due(berlin(after), 5, 7) == berlin(after)
    assert rules.digest_due(berlin(after - timedelta(seconds=1)), 5, 7) == berlin(before)


def build_many(app, _number):
    with app.app_context(), clock.fixed(FRIDAY):
        jobs.announce()
        return db.session.query(Mailing).filter_by(trigger="digest").count()


def test_many_workers_at_once_make_one(tmp_path):
    with real_app(tmp_path) as app:
        with app.app_context():
            make_reader("eva@example.org")
            make_measure()
        assert storm(app, build_many, 12) == [1] * 12
        with app.app_context():
            assert db.session.query(Delivery).count() == 1
