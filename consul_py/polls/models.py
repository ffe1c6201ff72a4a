"""Polls with their questions; the register of who has voted; the urn of what was voted."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.subjects.models import Subject


class Poll(Subject):
    """A poll. `definition_hash` is the SHA-256 of questions, answers, rule and window in canonical form."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    decision_rule: Mapped[str] = mapped_column(String(400), default="")
    definition_hash: Mapped[str] = mapped_column(String(64), default="")
    who: Mapped[str] = mapped_column(String(10), default="account", server_default="account")
    minimum_age: Mapped[int | None]
    majority: Mapped[str] = mapped_column(String(10), default="relative", server_default="relative")
    quorum: Mapped[int] = mapped_column(default=0, server_default="0")
    shuffled: Mapped[bool] = mapped_column(default=False, server_default=false())
    seal_from: Mapped[int] = mapped_column(default=25, server_default="25")
    objection_days: Mapped[int] = mapped_column(default=7, server_default="7")

    questions: Mapped[list[PollQuestion]] = relationship(
        order_by="PollQuestion.position, PollQuestion.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"polymorphic_identity": "poll"}


class PollQuestion(Base):
    """A question with one answer out of several; abstaining is always possible."""

    __tablename__ = "poll_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(String(600), default="")
    kind: Mapped[str] = mapped_column(String(10), default="single", server_default="single")
    minimum: Mapped[int] = mapped_column(default=1, server_default="1")
    maximum: Mapped[int] = mapped_column(default=1, server_default="1")
    points: Mapped[int] = mapped_column(default=0, server_default="0")
    method: Mapped[str] = mapped_column(String(8), default="", server_default="")

    options: Mapped[list[PollOption]] = relationship(
        order_by="PollOption.position, PollOption.id", cascade="all, delete-orphan"
    )


class PollOption(Base):
    """One answer to choose."""

    __tablename__ = "poll_option"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_question.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(400), default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))


class PollRegister(Base):
    """Who has voted: a key derived from poll and person, and whether their place is used. No time, no order."""

    __tablename__ = "poll_register"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    used: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("used IN (0, 1)", name="used"), {"sqlite_with_rowid": False})


class BallotMark(Base):
    """What was voted: one row per question and voter under a random number; `option_id` None is an abstention.

    No person, no time, no order, and the marks of one voter on several questions are not linked either.
    """

    __tablename__ = "ballot_mark"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_question.id"))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("poll_option.id"))

    __table_args__ = (Index("ix_ballot_mark_count", "question_id", "option_id"), {"sqlite_with_rowid": False})
