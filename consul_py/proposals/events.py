"""What happens to proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ProposalPublished:
    subject_id: int
    author_id: int
    title: str
    process_id: int
    consultation_id: int


@dataclass(frozen=True)
class ProposalEdited:
    """A new public version; `version` is its number. Free edits in the first minutes are no event."""

    subject_id: int
    author_id: int
    title: str
    version: int


@dataclass(frozen=True)
class SupportThresholdReached:
    subject_id: int
    author_id: int | None
    title: str
    threshold: int
    answer_due: datetime


@dataclass(frozen=True)
class ProposalAnswered:
    """`corrected` is True when an earlier answer was replaced."""

    subject_id: int
    author_id: int | None
    title: str
    decision: str
    corrected: bool = False


@dataclass(frozen=True)
class ProposalWithdrawn:
    subject_id: int
    author_id: int
    title: str


@dataclass(frozen=True)
class ProposalsMerged:
    """`supporter_ids` are those who supported the merged one; `author_id` is its author."""

    from_id: int
    into_id: int
    from_title: str
    into_title: str
    author_id: int | None
    supporter_ids: tuple[int, ...] = ()
