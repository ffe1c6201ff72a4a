"""What happened to processes and consultations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ProcessPublished:
    process_id: int
    slug: str
    title: str


@dataclass(frozen=True)
class ConsultationPublished:
    """It stands in the calendar now; that it *opened* follows from the clock."""

    consultation_id: int
    process_id: int
    slug: str
    title: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class ConsultationDatesAsked:
    """Before dates of a published consultation are moved: nothing is written yet, and a handler may refuse.

    `moves_window` says that opening or end would move, not only when the evaluation is due.
    """

    consultation_id: int
    moves_window: bool


@dataclass(frozen=True)
class ConsultationDatesChanged:
    """`opens_at` and `closes_at` are the times that hold from now on; `reason` is public."""

    consultation_id: int
    process_id: int
    slug: str
    title: str
    reason: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class ConsultationEvaluated:
    consultation_id: int
    process_id: int
    slug: str
    title: str


@dataclass(frozen=True)
class StrategyPublished:
    """A version of the strategy stands among the documents of its process."""

    document_id: int
    process_id: int
    title: str
