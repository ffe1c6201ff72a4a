"""Which dates of a consultation hold together, and which may still change once it is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from consul_py.kernel.refusal import N_, Refusal
from consul_py.processes.rules import BERLIN, CLOSED, DRAFT, END_IN_PAST, EVALUATED, NOT_PUBLIC, Window, state

END_BEFORE_BEGINNING = N_("The end must come after the beginning.")
ANSWER_BEFORE_END = N_("The day of the answer must not come before the end.")
ALREADY_OPEN = N_("It is open already: the beginning can no longer be moved.")
BEGINNING_IN_PAST = N_("The beginning lies in the past. Please choose a later one.")
ALREADY_OVER = N_("It has ended already: beginning and end can no longer be moved. Please create a new consultation.")
ALREADY_EVALUATED = N_("It has been evaluated already: its dates stay as they are.")
REASON_NEEDED = N_("Please give a reason: it is shown in public.")
NOTHING_CHANGED = N_("You have not changed any date.")
NOT_OVER_YET = N_("An evaluation is published after the end. You can save it as a draft until then.")
NO_EVALUATION = N_("Please write the evaluation first.")
RUNNING_RULES = N_("It has begun: what people can do and the threshold stay as they are until the end.")


@dataclass(frozen=True)
class Dates:
    """The three dates of a consultation."""

    opens_at: datetime | None
    closes_at: datetime | None
    evaluation_due: date | None

    @classmethod
    def of(cls, window: Window) -> Dates:
        return cls(window.opens_at, window.closes_at, window.evaluation_due)

    def as_text(self) -> dict[str, str]:
        """ISO times by field, as the public history keeps them."""
        return {name: value.isoformat() for name, value in vars(self).items() if value is not None}


def _same_minute(before: datetime | None, wished: datetime | None) -> datetime | None:
    """Forms know minutes only: a time that was not touched keeps its seconds."""
    if before and wished and before.replace(second=0, microsecond=0) == wished:
        return before
    return wished


def settled(before: Dates, wished: Dates) -> Dates:
    """What was wished, with untouched times exactly as they were."""
    return Dates(
        _same_minute(before.opens_at, wished.opens_at),
        _same_minute(before.closes_at, wished.closes_at),
        wished.evaluation_due,
    )


def consistent(dates: Dates) -> tuple[str, Refusal] | None:
    """The field that does not fit the others and why; None when all given dates hold together."""
    if dates.opens_at and dates.closes_at and dates.closes_at <= dates.opens_at:
        return "closes_at", Refusal("end_before_beginning", END_BEFORE_BEGINNING)
    if dates.closes_at and dates.evaluation_due and dates.evaluation_due < dates.closes_at.astimezone(BERLIN).date():
        return "evaluation_due", Refusal("answer_before_end", ANSWER_BEFORE_END)
    return None


def may_change_dates(window: Window, wished: Dates, reason: str, now: datetime) -> tuple[str, Refusal] | None:
    """Whether the dates of a published consultation may become `wished`: the field at fault and why not, or None."""
    before, current = Dates.of(window), state(window, now)
    if current == DRAFT:
        return "opens_at", Refusal("not_public", NOT_PUBLIC)
    if current == EVALUATED:
        return "evaluation_due", Refusal("already_evaluated", ALREADY_EVALUATED)
    if wished == before:
        return "closes_at", Refusal("nothing_changed", NOTHING_CHANGED)
    window_moves = (wished.opens_at, wished.closes_at) != (before.opens_at, before.closes_at)
    if window_moves and current == CLOSED:
        return "closes_at", Refusal("already_over", ALREADY_OVER)
    return _may_move(before, wished, now) or consistent(wished) or _reasoned(reason)


def _may_move(before: Dates, wished: Dates, now: datetime) -> tuple[str, Refusal] | None:
    if wished.opens_at != before.opens_at:
        if before.opens_at is not None and before.opens_at <= now:
            return "opens_at", Refusal("already_open", ALREADY_OPEN)
        if wished.opens_at is None or wished.opens_at < now:
            return "opens_at", Refusal("beginning_in_past", BEGINNING_IN_PAST)
    if wished.closes_at != before.closes_at and (wished.closes_at is None or wished.closes_at < now):
        return "closes_at", Refusal("end_in_past", END_IN_PAST)
    return None


def _reasoned(reason: str) -> tuple[str, Refusal] | None:
    return None if reason.strip() else ("reason", Refusal("reason_needed", REASON_NEEDED))


def may_evaluate(window: Window, text: str, now: datetime) -> Refusal | None:
    """Whether the evaluation may be published (and, once it is, corrected)."""
    if state(window, now) not in (CLOSED, EVALUATED):
        return Refusal("not_over_yet", NOT_OVER_YET)
    return None if text.strip() else Refusal("no_evaluation", NO_EVALUATION)


def may_change_verbs(window: Window, now: datetime) -> Refusal | None:
    """What can be done and the threshold hold from the opening on: nobody's support is judged by a new measure."""
    begun = state(window, now) != DRAFT and window.opens_at is not None and window.opens_at <= now
    return Refusal("running", RUNNING_RULES) if begun else None


def days_owed(window: Window, now: datetime) -> int | None:
    """Days until the evaluation is owed, negative when overdue; None when nothing is owed (yet)."""
    if state(window, now) != CLOSED or window.evaluation_due is None:
        return None
    return (window.evaluation_due - now.astimezone(BERLIN).date()).days
