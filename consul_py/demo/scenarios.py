"""The scenarios by name: entered once, as a whole, and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from flask import current_app
from sqlalchemy import delete, func, select

from consul_py.accounts.models import User
from consul_py.comments.models import Comment
from consul_py.demo import lindental
from consul_py.demo.stage import Stage
from consul_py.kernel import clock, mail
from consul_py.kernel.db import Base, db, transaction
from consul_py.newsletter.models import Subscription
from consul_py.processes.models import Consultation, Process
from consul_py.subjects.models import Subject
from consul_py.votes.models import Vote

COUNTED: tuple[tuple[str, type[Base]], ...] = (
    ("accounts", User), ("processes", Process), ("consultations", Consultation), ("votes", Vote),
    ("comments", Comment), ("subscriptions", Subscription),
)  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """`slugs` are the addresses of its processes: where one exists, it has been entered."""

    slugs: tuple[str, ...]
    play: Callable[[Stage], None]


SCENARIOS: dict[str, Scenario] = {
    "lindental": Scenario(("digitalstrategie-lindental-2031",), lindental.play),
}


def enter(name: str) -> dict[str, int]:
    """Enter a scenario in one transaction; what was entered with its number, empty when it was there already."""
    scenario = SCENARIOS[name]
    with current_app.test_request_context(), transaction():
        if db.session.scalar(select(func.count()).select_from(Process).where(Process.slug.in_(scenario.slugs))):
            return {}
        before, newest = counts(), db.session.scalar(select(func.max(mail.MailOut.id))) or 0
        scenario.play(Stage())
        # These mails belong to days that are long gone; nobody shall receive them now.
        db.session.execute(delete(mail.MailOut).where(mail.MailOut.id > newest))
        db.session.flush()
        return {name: number - before.get(name, 0) for name, number in counts().items()}


def counts() -> dict[str, int]:
    """How many rows there are of what the demo enters, subjects by their kind."""
    found = {name: db.session.scalar(select(func.count()).select_from(model)) or 0 for name, model in COUNTED}
    kinds = db.session.execute(select(Subject.kind, func.count()).group_by(Subject.kind).order_by(Subject.kind))
    return found | {f"{kind}s": number for kind, number in kinds}


def current_code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())
