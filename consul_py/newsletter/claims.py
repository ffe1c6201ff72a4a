"""Leases: which worker has which deliveries, and what happens when it dies with them.

A batch is sent in the order of its ids, and each answer is committed before the next message goes out. So when a
worker dies, the first row of its batch without an answer is the only one whose fate is unknown (`uncertain`); the
others were never sent and simply wait again. The unknown one is sent once more with the same Message-ID.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, func, select, update

from consul_py.kernel import clock
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.newsletter import rules
from consul_py.newsletter.audience import receives
from consul_py.newsletter.models import (
    FAILED,
    QUEUED,
    SENDING,
    SUPPRESSED,
    TAKEN,
    UNCERTAIN,
    WAITING,
    Delivery,
    Mailing,
    Subscription,
)

BATCH = 50
LEASE = timedelta(minutes=5)
NOT_WANTED = "not sent: unsubscribed or suppressed"


class Item(NamedTuple):
    """One claimed delivery with everything its message needs."""

    id: int
    mailing_id: int
    trigger: str
    subscription_id: int
    email: str
    language: str
    leave_token: str
    mark: str
    message_id: str
    attempts: int
    lost: int
    first_try_at: datetime | None


@dataclass
class Batch:
    """What one connection of one worker took: the lease's name and its rows in the order of sending."""

    name: str
    items: list[Item]
    until: datetime


def claim(limit: int = BATCH) -> Batch | None:
    """Take due rows for one connection. Consent is read again: who left meanwhile is taken out."""
    now = clock.now()
    name, until = secrets.token_hex(12), now + LEASE
    with transaction():
        numbers = _due(limit, now)
        if not numbers:
            return None
        _update(Delivery.id.in_(numbers), Delivery.state.in_(WAITING), state=TAKEN, lease_by=name, lease_until=until)
        gone = select(Subscription.id).where(~receives())
        _update(
            Delivery.lease_by == name, Delivery.subscription_id.in_(gone),
            state=SUPPRESSED, answer=NOT_WANTED, lease_by=None, lease_until=None, done_at=now,
        )  # fmt: skip
        items = _items(name)
    return Batch(name, items, until)


def _due(limit: int, now: datetime) -> list[int]:
    """Ids of due rows; each state by its index. PostgreSQL skips what another worker is taking right now."""
    free = Mailing.hold_until.is_(None) | (Mailing.hold_until <= now)
    mailings = list(db.session.scalars(select(Mailing.id).where(Mailing.state == SENDING, free)))
    found: list[int] = []
    for state in WAITING:
        if not mailings or len(found) >= limit:
            break
        statement = (
            select(Delivery.id)
            .where(Delivery.state == state, Delivery.next_try_at <= now, Delivery.mailing_id.in_(mailings))
            .order_by(Delivery.next_try_at, Delivery.id)
            .limit(limit - len(found))
        )
        if not is_sqlite():
            statement = statement.with_for_update(skip_locked=True)
        found += db.session.scalars(statement)
    return found


def _items(name: str) -> list[Item]:
    rows = db.session.execute(
        select(
            Delivery.id, Delivery.mailing_id, Mailing.trigger, Delivery.subscription_id, Subscription.email,
            Subscription.language, Subscription.leave_token, Subscription.mark, Delivery.message_id,
            Delivery.attempts, Delivery.lost, Delivery.first_try_at,
        )
        .join(Delivery.subscription)
        .join(Delivery.mailing)
        .where(Delivery.lease_by == name, Delivery.state == TAKEN)
        .order_by(Delivery.id)
    )  # fmt: skip
    return [Item._make(row) for row in rows]


def record(item: Item, batch: Batch, **values: Any) -> None:
    """Write a row's new state, if it is still ours, and keep the lease of the rest alive while sending is slow."""
    now = clock.now()
    values["answer"] = values["answer"][:500]
    with transaction():
        _update(Delivery.id == item.id, Delivery.lease_by == batch.name, lease_by=None, lease_until=None, **values)
        if batch.until - now < LEASE / 2:
            batch.until = now + LEASE
            _update(Delivery.lease_by == batch.name, Delivery.state == TAKEN, lease_until=batch.until)


def give_back(batch: Batch) -> None:
    """What was not begun waits again, untouched."""
    with transaction():
        _update(Delivery.lease_by == batch.name, Delivery.state == TAKEN, state=QUEUED, lease_by=None, lease_until=None)


def recover() -> int:
    """Take back what dead workers held; answers how many rows. The first open row of each batch is uncertain."""
    now = clock.now()
    with transaction():
        leases = (
            select(Delivery.lease_by, func.min(Delivery.id))
            .where(Delivery.state == TAKEN, Delivery.lease_until < now)
            .group_by(Delivery.lease_by)
        )
        rows = db.session.execute(leases).all()
        found = 0
        for name, first in rows:
            ours = (Delivery.lease_by == name) & (Delivery.state == TAKEN)
            state = case((Delivery.lost + 1 < rules.LOST_LIMIT, UNCERTAIN), else_=FAILED)
            found += _update(
                ours, Delivery.id == first,
                state=state, lost=Delivery.lost + 1, lease_by=None, lease_until=None, next_try_at=now,
                answer="the sending process ended before the answer was noted",
            )  # fmt: skip
            found += _update(ours, state=QUEUED, lease_by=None, lease_until=None)
    return found


def _update(*conditions: Any, **values: Any) -> int:
    done: Any = db.session.execute(
        update(Delivery).where(*conditions).values(**values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
