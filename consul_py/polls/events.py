"""What happened to polls. Nothing here says who voted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PollPublished:
    subject_id: int
    process_id: int
    consultation_id: int
    title: str
