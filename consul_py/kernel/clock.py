"""Times: UTC inside, Europe/Berlin on the page, and one place that says what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

_fixed: datetime | None = None


class LocalTimeError(ValueError):
    """A local time that does not exist, or exists twice, because the clocks change."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind  # "impossible" or "ambiguous"


def now() -> datetime:
    """The current time, aware, in UTC. Acts that decide by a deadline use `db.now()` instead."""
    return _fixed or datetime.now(UTC)


def is_fixed() -> bool:
    return _fixed is not None


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Stand still at `moment` (aware); for tests and for demo data that plays on certain days."""
    global _fixed
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before


def to_berlin(moment: datetime) -> datetime:
    return moment.astimezone(BERLIN)


def from_berlin(local: datetime) -> datetime:
    """Turn a naive wall-clock time in Berlin into UTC.

    Raises LocalTimeError for the hour that is skipped in spring and the hour that comes twice in autumn.
    """
    early = local.replace(tzinfo=BERLIN, fold=0)
    late = local.replace(tzinfo=BERLIN, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    back = early.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None)
    raise LocalTimeError("ambiguous" if back == local else "impossible")


def days_left(until: datetime, moment: datetime) -> int:
    """Whole calendar days in Berlin from `moment` to `until`; 0 on the last day, negative afterwards."""
    return (to_berlin(until).date() - to_berlin(moment).date()).days


def in_days(days: float, *, hour: int | None = None) -> datetime:
    """A moment `days` from now, at a full hour in Berlin when `hour` is given."""
    moment = to_berlin(now() + timedelta(days=days))
    if hour is not None:
        moment = moment.replace(hour=hour, minute=0, second=0, microsecond=0)
    return moment.astimezone(UTC)
