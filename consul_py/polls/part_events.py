"""What happened after a poll was counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ObjectionAnswered:
    """The district answered an objection. What it was about is only for its author."""

    subject_id: int
    author_id: int
    title: str
    upheld: bool
    url_path: str


@dataclass(frozen=True)
class PollFinal:
    """The objections are over and the result is final; key and register are destroyed."""

    subject_id: int
    title: str
