"""Leases: which worker has which deliveries, and what happens when it dies with them.

A batch is sent in the order of its ids, and each answer is committed before the next message goes out. So when a
worker dies, the first row of its batch without an answer is the only one whose fate is unknown (`uncertain`); the
others were never sent and simply wait again. The unknown one is sent once more with the same Message-ID.

A database that goes away for a while is waited for: what the relay answered is not forgotten meanwhile.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.exc import DBAPIError

from consul_py.kernel import clock
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.newsletter import pace, rules
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

log = logging.getLogger("consul.newsletter")
P = ParamSpec("P")
T = TypeVar("T")
BATCH = 50
LEASE = timedelta(minutes=5)
PATIENCE = 120.0  # seconds that a database may be away
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
    wait: float = 0.0  # seconds after which to ask again, where the pace is what keeps mails back


def patient(act: Callable[P, T]) -> Callable[P, T]:
    """Do it again when the database went away, until it is back. Only for acts that do no harm when done twice."""

    @wraps(act)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        until, wait = time.monotonic() + PATIENCE, 0.1
        while True:
            try:
                return act(*args, **kwargs)
            except DBAPIError as error:
                db.session.remove()
                if time.monotonic() > until or not (error.connection_invalidated or _is_away(error)):
                    raise
                log.warning("the database is away: %s", error.orig)
                time.sleep(wait)
                wait = min(2.0, wait * 2)

    return tried


def _is_away(error: DBAPIError) -> bool:
    """Whether this speaks about the connection and not about what was asked."""
    if is_sqlite():
        return "locked" in str(error.orig)
    return type(error.orig).__name__ in {
        "OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown", "CannotConnectNow"
    }  # fmt: skip


def claim(limit: int = BATCH) -> Batch | None:
    """Take due rows for one connection. Consent is read again: who left meanwhile is taken out."""
    return _claim(secrets.token_hex(12), limit)


@patient
def _claim(name: str, limit: int) -> Batch | None:
    bounds = pace.rates()
    now = clock.now()
    until = now + LEASE
    with transaction():
        numbers, wait = _paced(limit, now, bounds) if bounds else (_due(limit, now), 0.0)
        if numbers:
            _update(
                Delivery.id.in_(numbers), Delivery.state.in_(WAITING), state=TAKEN, lease_by=name, lease_until=until
            )
            gone = select(Subscription.id).where(~receives())
            _update(
                Delivery.lease_by == name, Delivery.subscription_id.in_(gone),
                state=SUPPRESSED, answer=NOT_WANTED, lease_by=None, lease_until=None, done_at=now,
            )  # fmt: skip
        items = _items(name)  # when the answer to the last try was lost, also those that it took
    return Batch(name, items, until, wait) if numbers or items or wait else None


def _paced(limit: int, now: datetime, bounds: dict[str, float]) -> tuple[list[int], float]:
    """Ids of due rows as far as the pace allows, and how long to wait when it allows none."""
    allowance = pace.look(bounds, now)
    if allowance.overall is not None:
        limit = min(limit, allowance.overall)
    found: list[tuple[int, str]] = []
    bounded = allowance.domains
    for domain, left in bounded.items():
        of_domain = Subscription.domain == domain
        found += [(number, domain) for number in _due(min(left, limit - len(found)), now, of_domain)]
    others = Subscription.domain.not_in(bounded) if bounded else None
    found += [(number, pace.OVERALL) for number in _due(limit - len(found), now, others)]
    if found:
        pace.take(allowance, [domain for _number, domain in found])
        return [number for number, _domain in found], 0.0
    return [], allowance.wait if _due(1, now) else 0.0


def _due(limit: int, now: datetime, condition: ColumnElement[bool] | None = None) -> list[int]:
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
        if condition is not None:
            statement = statement.join(Delivery.subscription).where(condition)
        if not is_sqlite():
            statement = statement.with_for_update(skip_locked=True, of=Delivery)
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


@patient
def give_back(batch: Batch) -> None:
    """What was not begun waits again, untouched."""
    with transaction():
        _update(Delivery.lease_by == batch.name, Delivery.state == TAKEN, state=QUEUED, lease_by=None, lease_until=None)


@patient
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
            # The lease is asked for again: whoever was only slow may have renewed it since.
            ours = (Delivery.lease_by == name) & (Delivery.state == TAKEN) & (Delivery.lease_until < now)
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
