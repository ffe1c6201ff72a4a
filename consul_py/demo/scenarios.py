"""The scenarios by name: entered once, as a whole, and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyotp
from flask import current_app
from sqlalchemy import Integer, bindparam, delete, func, select, update

from consul_py.accounts.models import User
from consul_py.comments.models import Comment
from consul_py.demo import hessen, lindental
from consul_py.demo.stage import Stage
from consul_py.kernel import clock, mail
from consul_py.kernel.db import Base, db, transaction
from consul_py.newsletter.models import ACCEPTED, SENDING, SENT, Delivery, Mailing, MailingText, Subscription
from consul_py.notifications.models import Notification
from consul_py.processes.models import Consultation, Process
from consul_py.subjects.models import Subject
from consul_py.votes.models import Vote

COUNTED: tuple[tuple[str, type[Base]], ...] = (
    ("accounts", User), ("processes", Process), ("consultations", Consultation), ("votes", Vote),
    ("comments", Comment), ("subscriptions", Subscription),
)  # fmt: skip
READ_BEFORE = (-9, 12)


@dataclass(frozen=True)
class Scenario:
    """`slugs` are the addresses of its processes: where one exists, it has been entered.

    `tells_news` False: what was entered is a report of others, so that no newsletter of ours can have told it.
    """

    slugs: tuple[str, ...]
    play: Callable[[Stage], None]
    tells_news: bool = True


SCENARIOS: dict[str, Scenario] = {
    "lindental": Scenario(("digitalstrategie-lindental-2031",), lindental.play),
    "hessen": Scenario(
        ("wetteraukreis-smart-resilient", "heimatleben-4-0-bergstrasse-odenwald"), hessen.play, tells_news=False
    ),
}


def enter(name: str) -> dict[str, int]:
    """Enter a scenario in one transaction; what was entered with its number, empty when it was there already."""
    scenario = SCENARIOS[name]
    with current_app.test_request_context(), mail.silence(), transaction():
        if db.session.scalar(select(func.count()).select_from(Process).where(Process.slug.in_(scenario.slugs))):
            return {}
        before, issues, news = counts(), _newest(Mailing), _newest(Notification)
        stage = Stage()
        scenario.play(stage)
        _send_nothing(issues, keep_issues=scenario.tells_news)
        _tell_quietly(news, stage.at(READ_BEFORE))
        _in_order_of_time(news)
        entered = {name: number - before.get(name, 0) for name, number in counts().items()}
        return {name: number for name, number in entered.items() if number}


def _newest(model: type[Mailing] | type[Notification]) -> int:
    return db.session.scalar(select(func.max(model.id))) or 0


def _send_nothing(issues: int, *, keep_issues: bool) -> None:
    """Issues of the demo belong to days that are gone: who had subscribed then has them, nobody receives them now."""
    db.session.flush()
    db.session.execute(delete(Delivery).where(Delivery.mailing_id > issues))
    done = update(Mailing).where(Mailing.id > issues, Mailing.state == SENDING)
    db.session.execute(done.values(state=SENT, finished_at=Mailing.released_at))
    if not keep_issues:
        db.session.execute(delete(MailingText).where(MailingText.mailing_id > issues))
        db.session.execute(delete(Mailing).where(Mailing.id > issues))
    db.session.add_all(
        Delivery(
            mailing_id=mailing.id, subscription_id=to.id, state=ACCEPTED, message_id=f"<demo-{mailing.id}-{to.id}@demo>",
            attempts=1, first_try_at=mailing.released_at, next_try_at=mailing.released_at,
            created_at=mailing.released_at, done_at=mailing.released_at,
        )
        for mailing in db.session.scalars(select(Mailing).where(Mailing.id > issues, Mailing.state == SENT))
        for to in db.session.scalars(select(Subscription).where(Subscription.confirmed_at <= mailing.released_at))
    )  # fmt: skip


def _tell_quietly(news: int, read_before: datetime) -> None:
    """The news stand behind the bell, the older ones read; no mail is written of any of them."""
    fresh = update(Notification).where(Notification.id > news)
    db.session.execute(fresh.values(mail_due=False))
    db.session.execute(fresh.where(Notification.created_at < read_before).values(read_at=Notification.created_at))


def _in_order_of_time(news: int) -> None:
    """The list of news goes by number, and a scenario is not entered day by day: number them anew by their day."""
    found = select(Notification.id).where(Notification.id > news)
    by_day = db.session.scalars(found.order_by(Notification.created_at, Notification.id)).all()
    if not by_day:
        return
    moved = [{"b_id": old, "new": new} for old, new in zip(by_day, sorted(by_day), strict=True)]
    number = update(Notification).where(Notification.id == bindparam("b_id"))
    connection = db.session.connection()
    connection.execute(number.values(id=-bindparam("new", type_=Integer)), moved)
    connection.execute(update(Notification).where(Notification.id < 0).values(id=-Notification.id))
    db.session.expire_all()


def counts() -> dict[str, int]:
    """How many rows there are of what the demo enters, subjects by their kind."""
    found = {name: db.session.scalar(select(func.count()).select_from(model)) or 0 for name, model in COUNTED}
    kinds = db.session.execute(select(Subject.kind, func.count()).group_by(Subject.kind).order_by(Subject.kind))
    return found | {f"{kind}s": number for kind, number in kinds}


def current_code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())
