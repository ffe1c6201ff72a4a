"""What follows from times and texts alone: states of a consultation, what is open, what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from consul_py.kernel.refusal import N_, Refusal

DRAFT, SCHEDULED, OPEN, CLOSED, EVALUATED = "draft", "scheduled", "open", "closed", "evaluated"


class Window(Protocol):
    """What the rules need to know of a consultation."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def evaluated_at(self) -> datetime | None: ...
    def allows(self, verb: str) -> bool: ...


def state(window: Window, now: datetime) -> str:
    """draft, scheduled, open, closed or evaluated: follows the clock, nobody switches it.

    The opening moment belongs to the window, the closing moment no longer does.
    """
    if window.published_at is None or window.opens_at is None or window.closes_at is None:
        return DRAFT
    if window.evaluated_at is not None:
        return EVALUATED
    if now < window.opens_at:
        return SCHEDULED
    return OPEN if now < window.closes_at else CLOSED


NOT_OPEN_YET = N_("This has not begun yet.")
OVER = N_("The time for this is over. You can still read everything.")
NOT_OFFERED = N_("This is not part of this consultation.")


def can(verb: str, window: Window, now: datetime) -> Refusal | None:
    """Whether `verb` (propose, support, debate, comment, vote) is open at `now`."""
    current = state(window, now)
    if current in (DRAFT, SCHEDULED):
        return Refusal("not_open_yet", NOT_OPEN_YET)
    if current in (CLOSED, EVALUATED):
        return Refusal("over", OVER)
    if not window.allows(verb):
        return Refusal("not_offered", NOT_OFFERED)
    return None
