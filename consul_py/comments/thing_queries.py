"""What is reported or hidden: a subject or a comment, seen as one kind of thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consul_py.accounts.models import User
from consul_py.comments.models import Comment, Hiding
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.subjects.models import DRAFT, PUBLIC, Subject


@dataclass(frozen=True)
class Thing:
    """What is reported or hidden: a subject, or a comment on it."""

    subject: Subject
    comment: Comment | None = None

    @property
    def kind(self) -> str:
        return "comment" if self.comment else self.subject.kind

    @property
    def process_id(self) -> int:
        return self.subject.process_id

    @property
    def key(self) -> dict[str, int]:
        """The one of the two foreign keys that is set."""
        return {"comment_id": self.comment.id} if self.comment else {"subject_id": self.subject.id}

    @property
    def author(self) -> User | None:
        return self.comment.author if self.comment else self.subject.author

    @property
    def author_id(self) -> int | None:
        return self.comment.author_id if self.comment else self.subject.author_id

    @property
    def is_draft(self) -> bool:
        return self.subject.visibility == DRAFT

    @property
    def is_shown(self) -> bool:
        return self.comment.is_visible if self.comment else self.subject.visibility == PUBLIC


def find_things(rows: Sequence[Any]) -> dict[tuple[int | None, int | None], Thing]:
    """The things of rows with `subject_id` and `comment_id`; two statements."""
    comments = (
        select(Comment)
        .options(joinedload(Comment.author), joinedload(Comment.subject))
        .where(Comment.id.in_([row.comment_id for row in rows if row.comment_id]))
    )
    subjects = (
        select(Subject)
        .options(joinedload(Subject.author))
        .where(Subject.id.in_([row.subject_id for row in rows if row.subject_id]))
    )
    found: dict[tuple[int | None, int | None], Thing] = {}
    for comment in db.session.scalars(comments):
        found[None, comment.id] = Thing(comment.subject, comment)
    for subject in db.session.scalars(subjects):
        found[subject.id, None] = Thing(subject)
    return found


def get_thing(kind: str, thing_id: int) -> Thing:
    """A comment (`kind` "comments") or a subject ("subjects"), hidden or not. Raises 404, for a draft too.

    A draft is its author's, or its staff's: nobody can have reported it, and there is nothing to hide.
    """
    found = find_things([_Key(thing_id if kind == "subjects" else None, thing_id if kind == "comments" else None)])
    thing = next(iter(found.values()), None)
    return thing if thing is not None and not thing.is_draft else not_found()


def thing_of(hiding: Hiding) -> Thing:
    """The thing that was hidden."""
    if hiding.comment_id is not None:
        return get_thing("comments", hiding.comment_id)
    assert hiding.subject_id is not None
    return get_thing("subjects", hiding.subject_id)


@dataclass(frozen=True)
class _Key:
    subject_id: int | None
    comment_id: int | None
