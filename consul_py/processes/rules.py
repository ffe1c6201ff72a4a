"""What follows from times and texts alone: states, what is open, what is missing, which dates may still change.

    draft ──publish──> scheduled ──opens_at──> open ──closes_at──> closed ──evaluate──> evaluated

The two in the middle are the clock's. The opening moment belongs to the window, the closing moment no longer does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from consul_py.kernel.refusal import N_, Refusal

DRAFT, SCHEDULED, OPEN, CLOSED, EVALUATED = "draft", "scheduled", "open", "closed", "evaluated"
STATES = (DRAFT, SCHEDULED, OPEN, CLOSED, EVALUATED)
PUBLIC, COMPLETED = "public", "completed"
VERBS = ("propose", "support", "debate", "comment", "vote")
BERLIN = ZoneInfo("Europe/Berlin")


class Times(Protocol):
    """What the state of a consultation follows from."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def evaluated_at(self) -> datetime | None: ...


class Window(Times, Protocol):
    """What the rules need to know of a consultation."""

    @property
    def evaluation_due(self) -> date | None: ...
    def allows(self, verb: str) -> bool: ...


class Frame(Protocol):
    """What the rules need to know of a process."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def completed_at(self) -> datetime | None: ...


def state(window: Times, now: datetime) -> str:
    """draft, scheduled, open, closed or evaluated: follows the clock, nobody switches it."""
    if window.published_at is None or window.opens_at is None or window.closes_at is None:
        return DRAFT
    if window.evaluated_at is not None:
        return EVALUATED
    if now < window.opens_at:
        return SCHEDULED
    return OPEN if now < window.closes_at else CLOSED


def process_state(frame: Frame) -> str:
    """draft, public or completed."""
    if frame.published_at is None:
        return DRAFT
    return PUBLIC if frame.completed_at is None else COMPLETED


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


@dataclass(frozen=True)
class Point:
    """One point of a start checklist: its name, the sentence that asks for it, the form field, whether it is there."""

    field: str
    name: str
    asks: str
    done: bool


PROCESS_POINTS = (
    ("goal", N_("Goal"), N_("Say what this process is for.")),
    ("room", N_("Room to decide"), N_("Say what is open to change.")),
    ("fixed", N_("What is fixed"), N_("Say what is fixed and not open to change.")),
    ("decided_by", N_("Who decides"), N_("Say who decides in the end.")),
    ("decision_due", N_("By when"), N_("Say by when it is decided.")),
    ("feedback", N_("When feedback comes"), N_("Say when people hear back.")),
)


def process_points(process: object) -> list[Point]:
    """The checklist of a process, in order."""
    return [
        Point(field, name, asks, bool(str(getattr(process, field) or "").strip()))
        for field, name, asks in PROCESS_POINTS
    ]


def consultation_points(window: Window, process: Frame) -> list[Point]:
    """The checklist of a consultation, in order."""
    has_window = window.opens_at is not None and window.closes_at is not None
    has_verb = any(window.allows(verb) for verb in VERBS)
    return [
        Point("title", N_("A public process"), N_("Publish the process first."), process_state(process) == PUBLIC),
        Point("opens_at", N_("Beginning and end"), N_("Say when it opens and when it ends."), has_window),
        Point(
            "evaluation_due",
            N_("Day of the answer"),
            N_("Say by which day you answer with an evaluation."),
            window.evaluation_due is not None,
        ),
        Point("may_propose", N_("What people can do"), N_("Choose at least one thing people can do."), has_verb),
    ]


def missing(points: list[Point]) -> list[str]:
    """The sentences of the points that are not filled yet."""
    return [point.asks for point in points if not point.done]


INCOMPLETE = N_("The start checklist is not complete yet: %(count)s points are missing.")
ALREADY_PUBLIC = N_("This has been published already.")
NOT_PUBLIC = N_("This has not been published yet.")
ALREADY_COMPLETED = N_("This process is completed already.")
STILL_OWED = N_("Consultations of this process are still open or not evaluated yet: %(count)s.")
END_IN_PAST = N_("The end lies in the past. Please choose a later one.")


def may_publish_process(process: Frame) -> Refusal | None:
    if process.published_at is not None:
        return Refusal("already_public", ALREADY_PUBLIC)
    lacking = missing(process_points(process))
    return Refusal("incomplete", INCOMPLETE, {"count": len(lacking)}) if lacking else None


def may_complete(process: Frame, owed: int) -> Refusal | None:
    """`owed`: published consultations of the process that are not evaluated yet."""
    current = process_state(process)
    if current == DRAFT:
        return Refusal("not_public", NOT_PUBLIC)
    if current == COMPLETED:
        return Refusal("already_completed", ALREADY_COMPLETED)
    return Refusal("still_owed", STILL_OWED, {"count": owed}) if owed else None


def may_publish_consultation(window: Window, process: Frame, now: datetime) -> Refusal | None:
    if window.published_at is not None:
        return Refusal("already_public", ALREADY_PUBLIC)
    lacking = missing(consultation_points(window, process))
    if lacking:
        return Refusal("incomplete", INCOMPLETE, {"count": len(lacking)})
    if window.closes_at is not None and window.closes_at <= now:
        return Refusal("end_in_past", END_IN_PAST)
    return None


Span = tuple[date | None, date | None]


def phase_states(spans: list[Span], today: date, *, completed: bool = False) -> list[str]:
    """done, now or next for each phase of a process.

    A phase without an end lasts until a later one has begun; one without any day takes its state from what follows.
    """
    if completed:
        return ["done"] * len(spans)
    states: list[str] = []
    later_begun = False
    for first, last in reversed(spans):
        if last is not None and last < today:
            current = "done"
        elif first is not None and first > today:
            current = "next"
        elif last is None and later_begun:
            current = "done"
        elif first is not None or last is not None:
            current = "now"
        else:
            current = "next"
        later_begun = later_begun or current in ("now", "done")
        states.append(current)
    return states[::-1]
