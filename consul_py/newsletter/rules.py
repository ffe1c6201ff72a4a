"""What follows from times and answers alone: when to try again, what an answer means, which news is due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from consul_py.kernel.refusal import N_, Refusal

WAITS = (1, 5, 15, 30, 60, 120)  # minutes; then every four hours
GIVE_UP = timedelta(hours=24)
MAILS_AN_HOUR = 3  # that strangers can make us send to one address
TOKEN_LIFE = timedelta(hours=48)
UNCONFIRMED_LIFE = timedelta(days=7)
SOON = timedelta(hours=72)
LONG_ENOUGH = timedelta(days=7)  # shorter windows get no reminder of their end
BREAKER = 5  # connection failures in a row that open the circuit
HOLD = timedelta(minutes=5)  # how long the circuit stays open
SCHEDULE_LIMIT = timedelta(days=366)
LOST_LIMIT = 5  # leases a row may lose before a person has to look at it

ENDED = Refusal("token", N_("This link has expired or was used before."), status=404)


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts: 1, 5, 15, 30, 60, 120 minutes, then every four hours."""
    return now + timedelta(minutes=WAITS[attempts - 1] if 1 <= attempts <= len(WAITS) else 240)


def outcome(accepted: bool, permanent: bool, first_try: datetime, now: datetime) -> str:
    """The delivery state after an answer; temporary refusals end after a day."""
    if accepted:
        return "accepted"
    return "failed" if permanent or now - first_try >= GIVE_UP else "deferred"


def is_policy(answer: str) -> bool:
    """Whether a 5xx answer speaks about us and not about the address (enhanced code 5.7.x)."""
    return re.match(r"5\d\d[ -]5\.7\.\d", answer) is not None


def may_mail(asked: Sequence[datetime], now: datetime) -> bool:
    """Whether one more mail asked for by a visitor is within the bound of an hour."""
    return sum(1 for at in asked if now - at < timedelta(hours=1)) < MAILS_AN_HOUR


def opening_due(opens_at: datetime, closes_at: datetime, now: datetime) -> str | None:
    """`announce` from the opening on, `drop` once it is over, None before."""
    if now < opens_at:
        return None
    return "announce" if now < closes_at else "drop"


def reminder_due(opens_at: datetime, closes_at: datetime, now: datetime) -> str | None:
    """`announce` in the last 72 hours of a window longer than a week, `drop` after its end, else None."""
    if closes_at - opens_at <= LONG_ENOUGH or now < closes_at - SOON:
        return None
    return "announce" if now < closes_at else "drop"


def digest_due(local: datetime, day: int, hour: int) -> datetime:
    """The latest moment, not after `local`, at which a weekly mail was due: an ISO weekday and a full hour there."""
    monday = (local - timedelta(days=local.isoweekday() - 1)).replace(hour=hour, minute=0, second=0, microsecond=0)
    due = monday + timedelta(days=day - 1)
    return due if due <= local else due - timedelta(days=7)


def can_release(state: str, recipients: int) -> Refusal | None:
    if state != "prepared":
        return Refusal("released", N_("This issue has already been sent."))
    if recipients == 0:
        return Refusal("nobody", N_("Nobody would receive this issue. Choose other recipients."))
    return None


UNAPPROVED = Refusal("unapproved", N_("A second person has to approve this issue before it is sent."))
CHANGED = Refusal(
    "changed", N_("This issue was changed after you opened the page. Please look at it again, then decide.")
)


def can_go(approved: bool, second_person: bool, by_hand: bool) -> Refusal | None:
    """Whether nobody has to look at it first: the public facts of the district need no second person."""
    return UNAPPROVED if second_person and by_hand and not approved else None


def can_approve(state: str, author_id: int | None, own_id: int | None) -> Refusal | None:
    if state != "prepared":
        return Refusal("released", N_("This issue has already been sent."))
    if author_id is not None and author_id == own_id:
        return Refusal("own", N_("You wrote this issue yourself. Somebody else has to approve it."))
    return None


def can_schedule(state: str, at: datetime, now: datetime) -> Refusal | None:
    if state != "prepared":
        return Refusal("released", N_("This issue has already been sent."))
    if at <= now:
        return Refusal("past", N_("This time has passed. Please choose one in the future."))
    if at > now + SCHEDULE_LIMIT:
        return Refusal("far", N_("Please choose a time within the next year."))
    return None


def can_change(state: str) -> Refusal | None:
    return None if state == "prepared" else Refusal("released", N_("This issue has already been sent."))


def can_write(state: str, trigger: str) -> Refusal | None:
    """Staff write their own issues; what an issue about a fact says follows from the fact."""
    if trigger != "by_hand":
        return Refusal("fact", N_("The text of this issue is made from the facts. Correct them where they stand."))
    return can_change(state)


def can_pause(state: str) -> Refusal | None:
    return None if state == "sending" else Refusal("not_sending", N_("Only an issue that is being sent can be paused."))


def can_resume(state: str) -> Refusal | None:
    return None if state == "paused" else Refusal("not_paused", N_("This issue is not paused."))


def can_stop(state: str) -> Refusal | None:
    if state in ("sending", "paused"):
        return None
    return Refusal("not_sending", N_("Only an issue that is being sent can be stopped."))
