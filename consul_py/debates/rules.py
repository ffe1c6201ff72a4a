"""When a debate may be started, voted on, changed and concluded: pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta

from consul_py.kernel.refusal import N_, Refusal

EDIT_TIME = timedelta(minutes=30)

CONCLUDED = Refusal("concluded", N_("This debate is closed. You can read the conclusion here."))
EDIT_OVER = Refusal("edit_over", N_("A debate can be changed for 30 minutes, because others refer to its words."))
NOT_PUBLIC = Refusal("not_public", N_("Only public debates are concluded."))


def can_vote(*, window: Refusal | None, concluded: bool) -> Refusal | None:
    """Agreeing and disagreeing is part of the verb `debate`; `window` is what the consultation says to it."""
    return CONCLUDED if concluded else window


def can_edit(*, published_at: datetime | None, concluded: bool, now: datetime) -> Refusal | None:
    if concluded:
        return CONCLUDED
    return EDIT_OVER if published_at is None or now >= published_at + EDIT_TIME else None


def can_conclude(*, public: bool, concluded: bool) -> Refusal | None:
    if not public:
        return NOT_PUBLIC
    return CONCLUDED if concluded else None


def can_correct(*, public: bool) -> Refusal | None:
    """Other words for a conclusion that stands already."""
    return None if public else NOT_PUBLIC


def state(*, concluded: bool, window_open: bool) -> str:
    """What the list calls it: open, in_evaluation (waits for its conclusion), closed."""
    if concluded:
        return "closed"
    return "open" if window_open else "in_evaluation"
