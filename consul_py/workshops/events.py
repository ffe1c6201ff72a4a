"""What happened to workshops and their follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WorkshopAnnounced:
    subject_id: int
    process_id: int
    topic_id: int | None
    municipality_id: int | None
    title: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    place: str
    url_path: str


@dataclass(frozen=True)
class WorkshopChanged:
    """Date or place is another one."""

    subject_id: int
    process_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    reason: str
    url_path: str


@dataclass(frozen=True)
class WorkshopCancelled:
    subject_id: int
    process_id: int
    title: str
    reason: str
    url_path: str


@dataclass(frozen=True)
class FollowUpPublished:
    """Once for each workshop; corrections are `FollowUpCorrected`."""

    subject_id: int
    follow_up_id: int
    process_id: int
    topic_id: int | None
    municipality_id: int | None
    title: str
    summary: str
    url_path: str


@dataclass(frozen=True)
class FollowUpCorrected:
    subject_id: int
    follow_up_id: int
    process_id: int
    title: str
    note: str
    version: int
    url_path: str
