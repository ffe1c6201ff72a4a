"""What happens with comments, and what moderation decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentPosted:
    """`title` is the subject's. `parent_author_id` is None at the top of a thread."""

    comment_id: int
    subject_id: int
    author_id: int
    parent_author_id: int | None
    subject_author_id: int | None
    title: str


@dataclass(frozen=True)
class ContentHidden:
    """`kind` is "comment" or the subject's kind; of `subject_id` and `comment_id` the first is always set."""

    kind: str
    subject_id: int
    comment_id: int | None
    author_id: int | None
    reason: str
    title: str
    hiding_id: int


@dataclass(frozen=True)
class ContentRestored:
    """Hidden content is public again."""

    kind: str
    subject_id: int
    comment_id: int | None
    author_id: int | None
    title: str
    hiding_id: int


@dataclass(frozen=True)
class AppealDecided:
    """The author's appeal was answered; when granted, ContentRestored was told as well."""

    hiding_id: int
    author_id: int
    granted: bool
    answer: str
    title: str
