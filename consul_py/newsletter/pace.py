"""How fast mails go out: so many a second in all, and so many to a receiving domain.

A bucket for each bound says until when its pace is used up. A worker takes rows only as far as there is time left, and
moves the bucket on by what it took, in the transaction of the claim: so two workers keep one pace together. After a
rest no more than one second's worth goes out at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from consul_py.kernel.db import db, insert_once
from consul_py.kernel.settings import site
from consul_py.newsletter import desk_settings
from consul_py.newsletter.desk_models import Pace

REST = timedelta(seconds=1)  # the longest that unused time is worth anything
OVERALL = ""
SHORTEST = 0.05  # seconds to wait at least, so that a fast pace is not asked for a thousand times a second


@dataclass
class Allowance:
    """What may be taken now: `overall` rows in all (None: any number), of the bounded domains `domains`.

    `wait` is after how many seconds there will be more, where a bound is what holds mails up.
    """

    rates: dict[str, float]
    free_at: dict[str, datetime]
    now: datetime

    @property
    def overall(self) -> int | None:
        return self.left(OVERALL) if OVERALL in self.rates else None

    @property
    def domains(self) -> dict[str, int]:
        return {domain: self.left(domain) for domain in self.rates if domain != OVERALL}

    @property
    def wait(self) -> float:
        return max(SHORTEST, min((self._until(name) for name in self.rates), default=SHORTEST))

    def left(self, name: str) -> int:
        """How many may go now."""
        return max(0, int((self.now - self._start(name)).total_seconds() * self.rates[name] + 1e-6))

    def _start(self, name: str) -> datetime:
        """The moment from which time counts: at most a rest ago, or one message's time at a slow pace."""
        worth = max(REST, timedelta(seconds=1 / self.rates[name]))
        return max(self.free_at.get(name, self.now - worth), self.now - worth)

    def _until(self, name: str) -> float:
        """Seconds until one may go."""
        return (self._start(name) - self.now).total_seconds() + 1 / self.rates[name]

    def take(self, counts: dict[str, int]) -> dict[str, datetime]:
        """The new end of each bucket once so many were taken."""
        return {
            name: self._start(name) + timedelta(seconds=count / self.rates[name])
            for name, count in counts.items()
            if name in self.rates and count
        }


def rates() -> dict[str, float]:
    """The bounds that staff set; none: the relay alone decides. The empty name is that of all mails together."""
    settings = site()
    found = desk_settings.domain_paces(settings.newsletter_domain_pace)
    overall = desk_settings.pace(settings.newsletter_pace)
    return found | ({OVERALL: overall} if overall else {})


def look(bounds: dict[str, float], now: datetime) -> Allowance:
    """What may be taken, with the buckets locked until the transaction ends."""
    for name in sorted(bounds):
        insert_once(Pace, {"domain": name, "free_at": now - timedelta(days=1)})
    rows = db.session.execute(
        select(Pace.domain, Pace.free_at).where(Pace.domain.in_(bounds)).order_by(Pace.domain).with_for_update()
    )
    # A clock that was put back does not stop the mails for hours.
    known = {domain: min(free_at, now + timedelta(seconds=1 / bounds[domain])) for domain, free_at in rows}
    return Allowance(bounds, known, now)


def take(allowance: Allowance, domains: Sequence[str]) -> None:
    """Note that a message to each of these domains is going to be sent."""
    counts = {name: domains.count(name) for name in set(domains)} | {OVERALL: len(domains)}
    for name, free_at in allowance.take(counts).items():
        moved = update(Pace).where(Pace.domain == name).values(free_at=free_at)
        db.session.execute(moved.execution_options(synchronize_session=False))
