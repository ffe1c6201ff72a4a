"""The shared identity of everything that can be commented on, voted on, followed, reported and traced."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.accounts.models import User
from consul_py.kernel.db import Base
from consul_py.municipalities.models import Municipality
from consul_py.processes.models import Consultation, Process, TopicField

KINDS = ("proposal", "debate", "poll", "workshop", "measure")
DRAFT, PUBLIC, HIDDEN, WITHDRAWN = "draft", "public", "hidden", "withdrawn"


class Subject(Base):
    """One row per proposal, debate, poll, workshop, measure: what lists need, with the indexes for it.

    The counters are changed in the same transaction as what they count. `shuffle` is a random number that a
    seed turns into a stable random order.
    """

    __tablename__ = "subject"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic_field.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(600), default="")
    visibility: Mapped[str] = mapped_column(String(10), default=PUBLIC)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    support_count: Mapped[int] = mapped_column(default=0)  # supports, agreements
    against_count: Mapped[int] = mapped_column(default=0)  # disagreements
    comment_count: Mapped[int] = mapped_column(default=0)
    follow_count: Mapped[int] = mapped_column(default=0)
    shuffle: Mapped[int] = mapped_column(default=0)
    # Where it came from when it was imported: unique per source.
    source_name: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(120))
    external_url: Mapped[str | None] = mapped_column(String(500))

    process: Mapped[Process] = relationship()
    consultation: Mapped[Consultation | None] = relationship()
    topic: Mapped[TopicField | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    author: Mapped[User | None] = relationship()

    __mapper_args__ = {"polymorphic_on": "kind"}
    __table_args__: tuple[Any, ...] = (
        CheckConstraint("visibility IN ('draft', 'public', 'hidden', 'withdrawn')", name="visibility"),
        CheckConstraint(
            "support_count >= 0 AND against_count >= 0 AND comment_count >= 0 AND follow_count >= 0", name="counters"
        ),
        UniqueConstraint("source_name", "external_id"),
        Index("ix_subject_newest", "kind", "visibility", "published_at", "id"),
        Index("ix_subject_supported", "kind", "visibility", "support_count", "id"),
        Index("ix_subject_discussed", "kind", "visibility", "comment_count", "id"),
        Index("ix_subject_shuffled", "kind", "visibility", "shuffle", "id"),
        Index("ix_subject_consultation", "consultation_id", "kind", "visibility", "support_count", "id"),
        Index("ix_subject_process", "process_id", "kind", "visibility", "published_at", "id"),
        Index("ix_subject_author", "author_id", "kind", "id"),
    )

    @property
    def is_public(self) -> bool:
        return self.visibility == PUBLIC


class TopicNumber(Base):
    """How many public subjects of a kind a topic field has. Triggers of migration 0018 keep it; nothing else writes here."""

    __tablename__ = "topic_number"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic_field.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int]


class ConsultationNumber(Base):
    """How many public subjects of a kind a consultation has. Triggers of migration 0021 keep it, nothing else."""

    __tablename__ = "consultation_number"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int]
