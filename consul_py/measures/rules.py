"""What may happen to a measure, and what its dates mean: plain values in, a Refusal or None out."""

from __future__ import annotations

from datetime import date

from consul_py.kernel.refusal import N_, Refusal

WAY = ("proposed", "under_review", "adopted", "in_progress", "done")
STOPPED = ("paused", "rejected")
FINISHED = ("done", "rejected")  # nothing more is reported
RUNNING = ("adopted", "in_progress")
REASON_LIMIT = 1000
FAR = date(9999, 12, 31)

SAME = N_("The measure has this status already.")
REASON = N_("Please say why. Everybody who took part will read this reason.")
REASON_BACK = N_("The measure goes back a step. Please say why; the reason is public.")
TAKEN_UP = N_("This proposed measure has been taken up already.")
NOT_ITSELF = N_("A measure cannot be its own source.")
NOT_A_SOURCE = N_("Only public proposals, debates, polls and workshops can be sources.")
LINKED = N_("This contribution is a source of the measure already.")
ORDER = N_("The end lies before the beginning.")
NO_DAY = N_("Please give a day, or the rough time in words.")
OTHER_PROCESS = N_("This topic field belongs to another process.")
OVER = N_("This measure is finished: there is nothing more to report. Change its status first.")
REPORT_PAST = N_("The next report has to lie ahead.")


def can_change(before: str, after: str, reason: str) -> Refusal | None:
    """Any status can follow any other; stopping and going back need a reason."""
    if before == after:
        return Refusal("same", SAME)
    if reason.strip():
        return None
    if after in STOPPED:
        return Refusal("reason", REASON)
    if before == "rejected" or (before in WAY and WAY.index(after) < WAY.index(before)):
        return Refusal("reason", REASON_BACK)
    return None


def progress_after(status: str, progress: int) -> int:
    """What is done is done; everything else keeps its number."""
    return 100 if status == "done" else progress


def can_report(status: str, next_report_on: date | None, today: date) -> Refusal | None:
    if status in FINISHED:
        return Refusal("over", OVER)
    if next_report_on is not None and next_report_on <= today:
        return Refusal("report_past", REPORT_PAST)
    return None


def can_be_source(kind: str, visibility: str, same: bool) -> Refusal | None:
    if same:
        return Refusal("itself", NOT_ITSELF)
    if kind == "measure" or visibility != "public":
        return Refusal("not_a_source", NOT_A_SOURCE)
    return None


def days_late(status: str, next_report_on: date | None, today: date) -> int:
    """How many days the promised report is late; 0 when it is not."""
    if status in FINISHED or next_report_on is None:
        return 0
    return max(0, (today - next_report_on).days)


def sort_day(planned_on: date | None, reached_on: date | None) -> date:
    """Where a milestone stands among the others."""
    return planned_on or reached_on or FAR


def can_plan(planned_on: date | None, when_text: str, reached_on: date | None) -> Refusal | None:
    """A milestone needs a time of some kind."""
    return None if planned_on or when_text or reached_on else Refusal("no_day", NO_DAY)


def can_last(starts_on: date | None, ends_on: date | None) -> Refusal | None:
    return Refusal("order", ORDER) if starts_on and ends_on and ends_on < starts_on else None
