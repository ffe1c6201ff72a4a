"""What follows from times, seats and texts alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from consul_py.kernel.refusal import N_, Refusal

DRAFT, ANNOUNCED, HELD, FOLLOWED_UP, CANCELLED = "draft", "announced", "held", "followed_up", "cancelled"
OPEN, FULL, CLOSED = "open", "full", "closed"
RESERVATION = timedelta(hours=24)
KEEP_PEOPLE = timedelta(days=92)  # three months
FOLLOW_UP_DUE = timedelta(days=14)


class Times(Protocol):
    """What the rules need to know of a workshop."""

    @property
    def announced_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def capacity(self) -> int | None: ...
    @property
    def taken(self) -> int: ...


def state(workshop: Times, now: datetime, followed_up_at: datetime | None = None) -> str:
    """draft, announced, held, followed_up or cancelled: follows the clock, nobody switches it."""
    if workshop.announced_at is None:
        return DRAFT
    if workshop.cancelled_at is not None:
        return CANCELLED
    if followed_up_at is not None:
        return FOLLOWED_UP
    return ANNOUNCED if now < workshop.ends_at else HELD


def registration(workshop: Times, now: datetime) -> str:
    """open, full (the waiting list is open) or closed."""
    if workshop.announced_at is None or workshop.cancelled_at is not None or now >= workshop.closes_at:
        return CLOSED
    return FULL if workshop.capacity is not None and workshop.taken >= workshop.capacity else OPEN


TOO_LATE = N_("The deadline for registration has passed.")
IS_CANCELLED = N_("This workshop was cancelled.")
NOT_ANNOUNCED = N_("This workshop is not announced yet.")
LISTED = N_("This address is on the list already.")
BEGUN = N_("The workshop has already begun. If you cannot come, nothing needs to be done.")


def can_register(workshop: Times, now: datetime) -> Refusal | None:
    """Whether somebody may put themselves on the list; a full workshop has a waiting list."""
    if workshop.announced_at is None:
        return Refusal("not_announced", NOT_ANNOUNCED)
    if workshop.cancelled_at is not None:
        return Refusal("cancelled", IS_CANCELLED)
    if now >= workshop.closes_at:
        return Refusal("too_late", TOO_LATE)
    return None


def can_leave(workshop: Times, now: datetime) -> Refusal | None:
    """A seat can be given back until the workshop begins."""
    return Refusal("begun", BEGUN) if now >= workshop.starts_at else None


def can_announce(workshop: Times, now: datetime, *, has_place: bool, has_text: bool) -> Refusal | None:
    """What an announcement needs: a date to come or gone, somewhere to go, and what it is about."""
    if workshop.announced_at is not None:
        return Refusal("announced", N_("This workshop is announced already."))
    if not has_place:
        return Refusal("no_place", N_("Please enter a place or an online address first."))
    if not has_text:
        return Refusal("no_text", N_("Please say in the summary or the description what the workshop is about."))
    return None


def can_cancel(workshop: Times, now: datetime) -> Refusal | None:
    if workshop.announced_at is None:
        return Refusal("not_announced", NOT_ANNOUNCED)
    if workshop.cancelled_at is not None:
        return Refusal("cancelled", N_("This workshop was cancelled already."))
    if now >= workshop.ends_at:
        return Refusal("held", N_("This workshop was held; it cannot be cancelled any more."))
    return None


NOT_HELD = N_("A follow-up can be published once the workshop has been held.")
NO_MINUTES = N_("The minutes or what matters most are missing.")
NO_RESULT = N_("At least one result of a working group is missing.")


def missing_for_publishing(workshop: Times, now: datetime, *, has_minutes: bool, has_result: bool) -> list[Refusal]:
    """The checklist that blocks publishing; empty when nothing is missing."""
    found: list[Refusal] = []
    if state(workshop, now) != HELD:
        found.append(Refusal("not_held", NOT_HELD))
    if not has_minutes:
        found.append(Refusal("no_minutes", NO_MINUTES))
    if not has_result:
        found.append(Refusal("no_result", NO_RESULT))
    return found


def days_late(ends_at: datetime, now: datetime) -> int:
    """Days beyond the fortnight in which a follow-up is owed; 0 or less: in time."""
    return (now - ends_at - FOLLOW_UP_DUE).days
