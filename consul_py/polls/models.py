"""Polls with their questions and answers. Who has voted and what was voted is with the ballots."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.kernel.files import StoredFile
from consul_py.subjects.models import Subject


class Poll(Subject):
    """A poll. `who` is account, residence or codes; `majority` relative, absolute or two_thirds; `quorum` counts ballots.

    From publication on, an urn holds its definition and the database refuses changes.
    """

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    decision_rule: Mapped[str] = mapped_column(String(400), default="")
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
    """A question. `kind` says how it is answered (see `kinds`), `method` how rankings are counted: borda or irv.

    `minimum` and `maximum` are for kind multiple, `points` for kind points. Abstaining is always possible.
    """

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
    """One answer, with a picture and a document where there are some."""

    __tablename__ = "poll_option"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_question.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(400), default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    picture: Mapped[StoredFile | None] = relationship(foreign_keys=[picture_id])
    document: Mapped[StoredFile | None] = relationship(foreign_keys=[document_id])
