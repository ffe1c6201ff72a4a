"""Accounts from before get somebody who votes for them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from consul_py.kernel.db import db
from consul_py.kernel.migrating import migrate, take_back
from tests.cast import make_user
from tests.realdb import real_app


def test_every_account_from_before_gets_a_voter_of_its_own(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        for n in range(3):
            make_user(f"n{n}@example.org", f"Name {'ABC'[n]}bel")
        db.session.remove()
        take_back("0022")
        migrate()
        with db.engine.connect() as connection:
            voters = connection.execute(text("SELECT voter FROM user_account")).scalars().all()
        assert len(set(voters)) == 3
        assert {len(voter) for voter in voters} == {32}
