"""What happens with debates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DebatePublished:
    subject_id: int
    author_id: int
    title: str
    process_id: int
    consultation_id: int


@dataclass(frozen=True)
class DebateConcluded:
    """Staff drew a conclusion; the debate is closed."""

    subject_id: int
    author_id: int | None
    title: str
