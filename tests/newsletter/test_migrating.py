"""Subscriptions of the version before: nobody is given a kind of news that they did not ask for."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from consul_py.kernel.db import db, transaction
from consul_py.kernel.migrating import migrate, take_back
from consul_py.newsletter.models import Subscription
from tests.realdb import real_app

OLD = text(
    "INSERT INTO subscription (email, email_key, language, leave_token, mark, everything, wants_openings,"
    " wants_closing, wants_results, asked, created_at, suppressed_reason)"
    " VALUES (:email, :email, 'de', :email, :email, true, true, true, :results, '[]', '2026-11-01 08:00:00', '')"
)


def test_who_had_chosen_some_kinds_is_not_sent_measures(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        take_back("0016")
        with transaction():
            db.session.execute(
                OLD, [{"email": "alles@b.org", "results": True}, {"email": "wenig@b.org", "results": False}]
            )
        migrate()
        rows = {row.email: row for row in db.session.query(Subscription)}
        assert rows["alles@b.org"].wants_measures
        assert not rows["wenig@b.org"].wants_measures
        assert {row.weekly for row in rows.values()} == {False}
        assert {row.domain for row in rows.values()} == {"b.org"}
