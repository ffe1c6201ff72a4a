"""The commands: what they print and write, what they refuse, and that nobody is written to."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts.passwords import verify, weakness
from consul_py.accounts.queries import credentials
from consul_py.demo import people
from consul_py.demo.cli import code, demo
from consul_py.kernel.db import db
from consul_py.notifications.models import Notification
from tests.cast import People


def test_the_command_prints_what_was_entered_and_how_to_sign_in(app: Flask) -> None:
    run = app.test_cli_runner().invoke(demo, ["--scenario", "hessen"])
    assert run.exit_code == 0, run.output
    assert "4 processes" in run.output
    note = Path(app.config["INSTANCE"]) / "demo-accounts.txt"
    assert people.PASSWORD in note.read_text(encoding="utf-8")
    assert people.SECRET in run.output
    known = credentials("staff@example.org")
    assert known is not None
    assert verify(known[1], people.PASSWORD)
    again = app.test_cli_runner().invoke(demo, ["--scenario", "hessen"])
    assert "nothing was changed" in again.output


def test_no_notice_of_the_demo_waits_to_be_mailed(app: Flask) -> None:
    app.test_cli_runner().invoke(demo)
    waiting = select(func.count()).select_from(Notification).where(Notification.mail_due)
    assert db.session.scalar(waiting) == 0
    assert db.session.scalar(select(func.count()).select_from(Notification))


def test_the_code_is_for_demo_accounts_only(app: Flask, people: People) -> None:
    """The cast has addresses at example.org too, but another secret."""
    refused = app.test_cli_runner().invoke(code, [people.staff.email])
    assert refused.exit_code == 1


def test_the_code_opens_the_second_factor(app: Flask) -> None:
    app.test_cli_runner().invoke(demo, ["--scenario", "hessen"])
    run = app.test_cli_runner().invoke(code, ["staff@example.org"])
    assert pyotp.TOTP(people.SECRET).verify(run.output.strip(), valid_window=1)


def test_production_gets_no_accounts_with_a_known_password(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "ENV", "production")
    run = app.test_cli_runner().invoke(demo)
    assert run.exit_code == 1
    assert credentials("staff@example.org") is None


def test_the_common_password_keeps_to_the_rules_for_passwords() -> None:
    assert not weakness(people.PASSWORD, ["resident@example.org", "Sommerlinde", "Landkreis Lindental"])
