"""Weeks for tests of the weekly mail: Friday is its day, readers wait for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import digest
from consul_py.newsletter.models import Mailing, Subscription
from tests.measures import make as measures
from tests.newsletter.make import make_subscription

FRIDAY = datetime(2026, 11, 27, 6, 30, tzinfo=UTC)  # half past seven in Berlin
WEEK = timedelta(days=7)


def weekly() -> Mailing | None:
    db.session.rollback()
    return db.session.query(Mailing).filter_by(trigger="digest").order_by(Mailing.id.desc()).first()


def build_at(moment: datetime) -> Mailing | None:
    with clock.fixed(moment), transaction():
        digest.build()
    return weekly()


def make_measure(*args: object, **fields: object) -> None:
    """A measure, in the transaction in which its news is written."""
    with transaction():
        measures.make_measure(*args, **fields)


def make_reader(email: str, **fields: object) -> Subscription:
    return make_subscription(email, weekly=True, **fields)
