"""Many at once: one name, one address, one code, one link leave one row each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts import credentials, recovery, service
from consul_py.accounts.models import AccountToken, RecoveryCode, User, UserSession
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from tests.accounts.make import GOOD_PASSWORD, code, mails, path_in, register
from tests.cast import TOTP_SECRET
from tests.realdb import real_app, storm
from tests.watch import Client


def one_address(app: Flask, number: int) -> int:
    with app.app_context():
        return register(Client(app), "neu@example.org", f"Bachlauf Nummer {number} am Hang").status_code


def one_name(app: Flask, number: int) -> int:
    with app.app_context():
        return register(Client(app), f"neu{number}@example.org", "Bachlauf").status_code


def one_link(app: Flask, _number: int) -> int:
    with app.app_context():
        return Client(app).submit((Path(app.config["INSTANCE"]) / "link").read_text()).status_code


def one_code(app: Flask, _number: int) -> bool:
    with app.app_context():
        used = (Path(app.config["INSTANCE"]) / "code").read_text()
        with transaction():
            return credentials.use_code(1, TOTP_SECRET, used, clock.now())


def one_recovery_code(app: Flask, _number: int) -> bool:
    with app.app_context():
        used = (Path(app.config["INSTANCE"]) / "code").read_text()
        with transaction():
            return recovery.use(1, used)


def renewed(app: Flask, number: int) -> bool:
    """Codes are used while others are made: both lock the account first."""
    with app.app_context():
        spare = (Path(app.config["INSTANCE"]) / "code").read_text()
        with transaction():
            if number % 2:
                recovery.use(1, spare)
            return len(recovery.renew(1)) == 8


def counted(app: Flask, model: type) -> int:
    with app.app_context():
        return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


def test_sixty_four_registrations_of_one_address_leave_one_account_and_three_links(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        assert Counter(storm(app, one_address)) == {303: 64}
        assert counted(app, User) == 1
        assert counted(app, AccountToken) <= 3


def test_sixty_four_registrations_of_one_name_leave_one_account(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        assert Counter(storm(app, one_name)) == {303: 1, 422: 63}
        assert counted(app, User) == 1


def test_a_link_followed_many_times_signs_in_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            register(Client(app))
            (tmp_path / "link").write_text(path_in(mails()[0], "/confirm/"))
        assert Counter(storm(app, one_link, 16)) == {303: 1, 410: 15}
        assert counted(app, UserSession) == 1


def test_a_code_sent_many_times_is_right_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context(), transaction():
            service.create_user("amt@example.org", "Erlenweg", GOOD_PASSWORD)
        with clock.fixed(clock.now() + timedelta(seconds=20)):
            (tmp_path / "code").write_text(code())
        assert Counter(storm(app, one_code, 16)) == {True: 1, False: 15}


def test_a_recovery_code_sent_many_times_counts_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        _with_recovery_codes(app, tmp_path)
        assert Counter(storm(app, one_recovery_code, 32)) == {True: 1, False: 31}


def test_recovery_codes_made_many_times_at_once_are_eight(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        _with_recovery_codes(app, tmp_path)
        assert Counter(storm(app, renewed, 16)) == {True: 16}
        assert counted(app, RecoveryCode) == 8


def _with_recovery_codes(app: Flask, folder: Path) -> None:
    with app.app_context(), transaction():
        user = service.create_user("amt@example.org", "Erlenweg", GOOD_PASSWORD)
        (folder / "code").write_text(recovery.renew(user.id)[0])
