"""What happens to measures. `author_ids` are the authors of all sources, without doubles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasureCreated:
    """A measure is public; from now on it stands in the trail of its sources."""

    subject_id: int
    process_id: int
    topic_id: int | None
    municipality_id: int | None
    title: str
    status: str
    source_ids: tuple[int, ...]
    author_ids: tuple[int, ...]


@dataclass(frozen=True)
class MeasureSourceAdded:
    """Another contribution counts as a source of a measure that exists already."""

    subject_id: int
    title: str
    status: str
    source_id: int
    author_id: int | None


@dataclass(frozen=True)
class MeasureStatusChanged:
    subject_id: int
    process_id: int
    title: str
    before: str
    status: str
    reason: str
    source_ids: tuple[int, ...]
    author_ids: tuple[int, ...]


@dataclass(frozen=True)
class MeasureReported:
    """A report was published; `summary` is the beginning of its text."""

    subject_id: int
    process_id: int
    title: str
    summary: str
    progress: int
    source_ids: tuple[int, ...]
    author_ids: tuple[int, ...]
