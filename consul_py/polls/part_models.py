"""What stands around an urn: papers being entered, how that ended, objections, and what the district says to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base

TEXT_LIMIT = 3000
UPHELD, REJECTED = "upheld", "rejected"


class PaperEntry(Base):
    """What one person read on a paper. Two slots, never the same person in both; both go when they are alike.

    `choice` is canonical JSON. Who voted is on no paper, so it is not here either.
    """

    __tablename__ = "paper_entry"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    choice: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("poll_id", "number", "by_id"),
        CheckConstraint("slot IN (1, 2)", name="slot"),
        CheckConstraint("number > 0", name="number"),
        {"sqlite_with_rowid": False},
    )


class PaperCounted(Base):
    """A paper that is in the urn: it is entered no second time. No time, no person, no choice."""

    __tablename__ = "paper_counted"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class PaperFinish(Base):
    """Somebody says that all papers are entered, and somebody else confirms it."""

    __tablename__ = "paper_finish"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    issued: Mapped[int]
    counted: Mapped[int]
    said_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> said_by_id", name="two_people"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
    )


class Objection(Base):
    """Somebody objects to a result. The text is for the district; `summary` is what it publishes of it, if it does."""

    __tablename__ = "poll_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))  # so that the same text sent twice is one objection
    leaf: Mapped[str] = mapped_column(String(64), default="")  # of a receipt, when the author gave one
    written_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        UniqueConstraint("poll_id", "author_id", "text_hash"),
        CheckConstraint("outcome IN ('upheld', 'rejected')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered"),
    )


class PollStatement(Base):
    """What the district says in public before a result becomes final to which an objection was upheld."""

    __tablename__ = "poll_statement"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PollWorker(Base):
    """When the worker last looked after polls, in one row: so that the desk sees when it stands still."""

    __tablename__ = "poll_worker"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
