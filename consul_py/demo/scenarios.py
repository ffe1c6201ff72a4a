"""The scenarios by name: entered once, as a whole, and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from flask import current_app
from sqlalchemy import delete, func, select

from consul_py.demo import lindental
from consul_py.demo.stage import Stage
from consul_py.kernel import clock, mail
from consul_py.kernel.db import db, transaction
from consul_py.processes.models import Process


@dataclass(frozen=True)
class Scenario:
    """`slugs` are the addresses of its processes: where they exist, it has been entered."""

    slugs: tuple[str, ...]
    play: Callable[[Stage], dict[str, int]]


SCENARIOS: dict[str, Scenario] = {
    "lindental": Scenario(("digitalstrategie-lindental-2031",), lindental.play),
}


def enter(name: str) -> dict[str, int]:
    """Enter a scenario in one transaction; what was entered with its number, empty when it was there already."""
    scenario = SCENARIOS[name]
    with current_app.test_request_context(), transaction():
        if db.session.scalar(select(func.count()).select_from(Process).where(Process.slug.in_(scenario.slugs))):
            return {}
        newest = db.session.scalar(select(func.max(mail.MailOut.id))) or 0
        entered = scenario.play(Stage())
        # These mails belong to days that are long gone; nobody shall receive them now.
        db.session.execute(delete(mail.MailOut).where(mail.MailOut.id > newest))
    return entered


def current_code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())
