"""When people may write, change, report and appeal: pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta

from consul_py.kernel.refusal import N_, Refusal

EDIT_TIME = timedelta(minutes=30)
APPEAL_TIME = timedelta(days=14)
SHOWN_DEPTH = 3

TALK_CLOSED = Refusal("talk_closed", N_("Nothing more can be written here. You can still read everything."))
NOT_OFFERED = Refusal("not_offered", N_("Comments are not part of this page."))
EDIT_OVER = Refusal(
    "edit_over", N_("A comment can be changed for 30 minutes. Please write a new one to add something.")
)
NOT_SHOWN = Refusal("not_shown", N_("This comment is no longer shown, so this cannot be done with it."))
OWN_VOTE = Refusal("own_vote", N_("You cannot mark your own comment as helpful."))
OWN_REPORT = Refusal("own_report", N_("This is your own text. You can change or delete it."))
OWN_TEXT = Refusal("own_text", N_("This is about your own text. Somebody else decides it."), status=403)
REPORTED = Refusal("reported", N_("You have reported this before. The moderation team will look at it."))
SECOND_FACTOR = Refusal("second_factor", N_("To write in office, please sign in with your second factor first."))
NOT_IN_OFFICE = Refusal("not_in_office", N_("You cannot write in office here: your role does not reach this process."))
HIDDEN_ALREADY = Refusal("hidden_already", N_("This is hidden already."))
NOT_HIDDEN = Refusal("not_hidden", N_("This is not hidden any more."))
APPEALED = Refusal("appealed", N_("You have already objected to this decision. It is answered once."))
APPEAL_OVER = Refusal("appeal_over", N_("An objection is possible for 14 days after the decision."))
DECIDED = Refusal("decided", N_("This objection has been answered in the meantime."))


def hidden(reason: str) -> Refusal:
    """What stands in place of something that moderation has hidden."""
    return Refusal("hidden", N_("Hidden by the moderation team. Reason: %(reason)s"), {"reason": reason}, status=410)


def can_write(
    *, kind: str, has_window: bool, window: Refusal | None, process_open: bool, closed: bool
) -> Refusal | None:
    """Whether a subject takes comments now.

    With a consultation its window decides (`window` is what the processes' rule says). Without one, things that
    have no end of their own, such as measures, take comments while the process is public and not completed;
    workshops never do: what is said there belongs on their board.
    """
    if closed:
        return TALK_CLOSED
    if has_window:
        return window
    if kind == "workshop":
        return NOT_OFFERED
    return None if process_open else TALK_CLOSED


def can_edit(*, created_at: datetime, shown: bool, now: datetime) -> Refusal | None:
    if not shown:
        return NOT_SHOWN
    return EDIT_OVER if now >= created_at + EDIT_TIME else None


def can_vote(*, shown: bool, own: bool) -> Refusal | None:
    if not shown:
        return NOT_SHOWN
    return OWN_VOTE if own else None


def can_report(*, shown: bool, own: bool) -> Refusal | None:
    if not shown:
        return NOT_SHOWN
    return OWN_REPORT if own else None


def can_speak_in_office(*, covered: bool, strong: bool) -> Refusal | None:
    """An official speaks for the district only where the role reaches, and only with the second factor given."""
    if not covered:
        return NOT_IN_OFFICE
    return None if strong else SECOND_FACTOR


def can_appeal(*, hidden_at: datetime, restored: bool, appealed: bool, now: datetime) -> Refusal | None:
    if restored:
        return NOT_HIDDEN
    if appealed:
        return APPEALED
    return APPEAL_OVER if now >= hidden_at + APPEAL_TIME else None


def shown_parent(parent_id: int | None, level_of: dict[int, int], shown_parent_of: dict[int, int | None]) -> int | None:
    """Under which comment an answer stands: its parent, or, where that is at the deepest level, beside it."""
    if parent_id is None or parent_id not in level_of:
        return None
    return shown_parent_of[parent_id] if level_of[parent_id] >= SHOWN_DEPTH else parent_id
