"""Comments, who finds them helpful, and what moderation does: reports, hidings, appeals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.accounts.models import User
from consul_py.kernel.db import Base
from consul_py.subjects.models import Subject

CATEGORIES = ("insult", "hate", "advertising", "personal", "off_topic", "false", "other")


THREADS = "root_id IS NULL AND side IS NULL"  # what begins a thread


class Comment(Base):
    """One comment. `root_id` is the top-level comment of its thread (None at the top), `side` marks an argument.

    `sent_key` makes a double click one comment. A deleted comment with answers stays as an empty shell.
    """

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    side: Mapped[str | None] = mapped_column(String(7))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    is_office: Mapped[bool] = mapped_column(default=False)
    office_name: Mapped[str] = mapped_column(String(120), default="")  # empty: the district itself
    sent_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(500), default="")
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    vote_count: Mapped[int] = mapped_column(default=0)
    reply_count: Mapped[int] = mapped_column(default=0)  # direct answers that are still shown

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    subject: Mapped[Subject] = relationship()

    __table_args__ = (
        CheckConstraint("side IN ('for', 'against')", name="side"),
        CheckConstraint("(parent_id IS NULL) = (root_id IS NULL)", name="thread"),
        CheckConstraint("side IS NULL OR root_id IS NULL", name="side_on_top"),
        CheckConstraint("vote_count >= 0 AND reply_count >= 0", name="counters"),
        UniqueConstraint("author_id", "sent_key"),
        Index(  # partial: an index keeps an order on PostgreSQL only behind columns that equal something
            "ix_comment_helpful", "subject_id", "vote_count", "id",
            sqlite_where=text(THREADS), postgresql_where=text(THREADS),
        ),
        Index("ix_comment_latest", "subject_id", "id", sqlite_where=text(THREADS), postgresql_where=text(THREADS)),
        Index(
            "ix_comment_argument", "subject_id", "side", "vote_count", "id",
            sqlite_where=text("side IS NOT NULL"), postgresql_where=text("side IS NOT NULL"),
        ),
        Index("ix_comment_newest", "subject_id", "root_id", "side", "id"),
        Index(  # only of answers, so that a planner knows how few a thread has
            "ix_comment_thread", "root_id", "id",
            sqlite_where=text("root_id IS NOT NULL"), postgresql_where=text("root_id IS NOT NULL"),
        ),
        Index("ix_comment_author", "author_id", "id"),
    )  # fmt: skip

    @property
    def is_visible(self) -> bool:
        """Whether its text is public."""
        return self.hidden_at is None and self.deleted_at is None


class CommentVote(Base):
    """One person finds one comment helpful."""

    __tablename__ = "comment_vote"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    created_at: Mapped[datetime]


class ClosedTalk(Base):
    """A subject closed for comments whatever its consultation says: it was concluded, merged or withdrawn."""

    __tablename__ = "closed_talk"

    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    closed_at: Mapped[datetime]


class Report(Base):
    """Somebody thinks that a comment or a subject breaks the rules. Settled by hiding it or by dismissing."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))  # whose moderators see it
    category: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        CheckConstraint("(subject_id IS NULL) <> (comment_id IS NULL)", name="one_thing"),
        CheckConstraint("outcome IN ('hidden', 'dismissed', 'gone')", name="outcome"),
        CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name="settled"),
        UniqueConstraint("reporter_id", "subject_id"),
        UniqueConstraint("reporter_id", "comment_id"),
        Index("ix_report_queue", "settled_at", "id"),
    )


class Hiding(Base):
    """One act of hiding, with its reason; `restored_at` when it was undone. The public log counts these rows."""

    __tablename__ = "hiding"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    category: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(200))  # of the subject
    hidden_at: Mapped[datetime] = mapped_column(index=True)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    restored_at: Mapped[datetime | None]
    restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    appeal: Mapped[Appeal | None] = relationship(back_populates="hiding")
    comment: Mapped[Comment | None] = relationship()
    subject: Mapped[Subject | None] = relationship()

    __table_args__ = (CheckConstraint("(subject_id IS NULL) <> (comment_id IS NULL)", name="one_thing"),)


class Appeal(Base):
    """The author disagrees with a hiding: once, answered once."""

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    hiding_id: Mapped[int] = mapped_column(ForeignKey("hiding.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    hiding: Mapped[Hiding] = relationship(back_populates="appeal")

    __table_args__ = (CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided"),)


class TalkNumber(Base):
    """How many arguments of a side a talk shows. Triggers of migration 0021 keep it, nothing else."""

    __tablename__ = "talk_number"

    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(String(7), primary_key=True)
    number: Mapped[int]
