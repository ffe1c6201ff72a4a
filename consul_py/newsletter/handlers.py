"""What the newsletter makes of the news of others, in the transaction of the fact.

An event says that there is news; what is told is read from the rows themselves.
"""

from __future__ import annotations

from typing import Protocol

from consul_py.kernel.db import db
from consul_py.newsletter import telling
from consul_py.newsletter.models import FOLLOW_UP, OPENINGS, RESULTS, WORKSHOP
from consul_py.processes.events import ConsultationEvaluated, StrategyPublished
from consul_py.processes.models import Consultation


class Moved(Protocol):
    """What the events of a measure have in common."""

    @property
    def subject_id(self) -> int: ...


class Told(Moved, Protocol):
    """What the events of a workshop have in common."""

    @property
    def process_id(self) -> int: ...
    @property
    def topic_id(self) -> int | None: ...
    @property
    def municipality_id(self) -> int | None: ...
    @property
    def title(self) -> str: ...


def on_evaluation(event: ConsultationEvaluated) -> None:
    telling.tell_evaluation(db.session.get_one(Consultation, event.consultation_id))


def on_strategy(event: StrategyPublished) -> None:
    telling.tell_strategy(event.document_id, event.process_id, event.title)


def on_follow_up(event: Told) -> None:
    """The facilitator's results of a workshop are public."""
    _tell(FOLLOW_UP, RESULTS, event)


def on_workshop(event: Told) -> None:
    _tell(WORKSHOP, OPENINGS, event)


def on_measure(event: Moved) -> None:
    """A measure is public, or has another status."""
    telling.tell_measure(event.subject_id)


def _tell(trigger: str, kind: str, event: Told) -> None:
    telling.tell_subject(
        trigger,
        kind,
        event.title,
        subject_id=event.subject_id,
        process_id=event.process_id,
        topic_id=event.topic_id,
        municipality_id=event.municipality_id,
    )
