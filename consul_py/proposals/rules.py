"""What may be done with a proposal, and what its state is called: plain values in, a Refusal or None out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from consul_py.kernel.refusal import N_, Refusal

FREE_EDIT = timedelta(minutes=30)
ANSWER_TIME = timedelta(days=42)
NEAR = 0.8  # of the threshold
SOON = timedelta(days=7)
STATES = ("open", "waiting", "answered")  # what lists filter by


class Facts(Protocol):
    """What the rules need to know of a proposal."""

    @property
    def visibility(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def decision(self) -> str | None: ...
    @property
    def threshold_reached_at(self) -> datetime | None: ...
    @property
    def answer_due(self) -> datetime | None: ...
    @property
    def merged_into_id(self) -> int | None: ...


def state(facts: Facts, consultation_over: bool) -> str:
    """draft, withdrawn, merged, hidden; adopted, partly, rejected, forwarded; waiting (for an answer), open."""
    if facts.merged_into_id is not None:
        return "merged"
    if facts.visibility != "public":
        return facts.visibility
    if facts.decision is not None:
        return facts.decision
    return "waiting" if consultation_over or facts.threshold_reached_at is not None else "open"


def is_overdue(answer_due: datetime | None, answered_at: datetime | None, now: datetime) -> bool:
    return answered_at is None and answer_due is not None and answer_due < now


NOT_PUBLIC = Refusal("not_public", N_("This proposal is no longer open for this."))
ANSWERED = N_("The district has answered this proposal, so it stays as it is.")


def can_edit(facts: Facts, window_refusal: Refusal | None) -> Refusal | None:
    """Authors edit drafts and public proposals, the latter while the consultation is open and before the answer."""
    if facts.visibility == "draft":
        return None
    if facts.visibility != "public":
        return NOT_PUBLIC
    if facts.decision is not None:
        return Refusal("answered", ANSWERED)
    return window_refusal


def makes_version(published_at: datetime | None, now: datetime) -> bool:
    """Whether an edit at `now` is beyond the free minutes and becomes a public version."""
    return published_at is not None and now >= published_at + FREE_EDIT


def can_support(facts: Facts, window_refusal: Refusal | None) -> Refusal | None:
    if facts.visibility != "public":
        return NOT_PUBLIC
    return window_refusal


def can_withdraw(facts: Facts) -> Refusal | None:
    if facts.visibility != "public":
        return NOT_PUBLIC
    if facts.decision is not None:
        return Refusal("answered", ANSWERED)
    return None


def can_answer(facts: Facts) -> Refusal | None:
    if facts.visibility != "public":
        return Refusal("not_public", N_("Only public proposals are answered."))
    return None


def complete_answer(decision: str, forwarded_to: str, correction: bool, reason: str) -> dict[str, Refusal]:
    """What is missing in an answer, by field."""
    missing: dict[str, Refusal] = {}
    if decision == "forwarded" and not forwarded_to:
        missing["forwarded_to"] = Refusal("no_addressee", N_("Say to whom the proposal was passed on."))
    if correction and not reason:
        missing["reason"] = Refusal("no_reason", N_("Say why the answer changes. The reason is public."))
    return missing


def can_merge(one: Facts, other: Facts, same: bool, same_process: bool) -> Refusal | None:
    if same:
        return Refusal("same", N_("A proposal cannot be merged into itself."))
    if not same_process:
        return Refusal("other_process", N_("Both proposals must belong to the same process."))
    if one.visibility != "public" or other.visibility != "public":
        return Refusal("not_public", N_("Both proposals must be public."))
    if one.decision is not None:
        return Refusal("answered", N_("This proposal has an answer of its own already."))
    return None
