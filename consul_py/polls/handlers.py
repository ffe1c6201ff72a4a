"""What others do to a consultation, and a published poll in it does not allow."""

from __future__ import annotations

from consul_py.kernel.refusal import Refusal, Refused
from consul_py.polls import queries, rules
from consul_py.processes.events import ConsultationDatesAsked, ConsultationEvaluated


def on_dates(event: ConsultationDatesAsked) -> None:
    """The times of a consultation are part of the definition of its published polls. Raises Refused."""
    frozen = queries.first_frozen(event.consultation_id)
    if frozen is not None and event.moves_window:
        raise Refused(_about(rules.DATES_FROZEN, frozen))


def on_evaluation(event: ConsultationEvaluated) -> None:
    """Nobody evaluates what is not counted yet. Raises Refused."""
    waiting = queries.first_uncounted(event.consultation_id)
    if waiting is not None:
        raise Refused(_about(rules.NOT_COUNTED, waiting))


def _about(refusal: Refusal, title: str) -> Refusal:
    return Refusal(refusal.code, refusal.sentence, {"title": title}, refusal.status)
