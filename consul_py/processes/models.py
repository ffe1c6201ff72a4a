"""Processes with everything that frames them, and consultations with their windows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.kernel.files import StoredFile
from consul_py.municipalities.models import Municipality


class Process(Base):
    """The frame of a participation. `published_at` None: draft; `completed_at` set: completed."""

    __tablename__ = "process"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    short_title: Mapped[str] = mapped_column(String(40), default="")  # for the navigation
    summary: Mapped[str] = mapped_column(String(600), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    # The start checklist: publishing needs these.
    goal: Mapped[str] = mapped_column(Text, default="")
    room: Mapped[str] = mapped_column(Text, default="")  # what is open to change
    fixed: Mapped[str] = mapped_column(Text, default="")  # what is not
    decided_by: Mapped[str] = mapped_column(String(300), default="")
    decision_due: Mapped[str] = mapped_column(String(120), default="")  # by when, in words: "März 2027"
    feedback: Mapped[str] = mapped_column(String(300), default="")  # when people hear back
    budget: Mapped[str] = mapped_column(String(300), default="")
    funding: Mapped[str] = mapped_column(Text, default="")  # programme, share, amount, as reported
    source: Mapped[str] = mapped_column(Text, default="")  # where the facts of this page were published
    lead_unit: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    phases: Mapped[list[Phase]] = relationship(order_by="Phase.position, Phase.id", cascade="all, delete-orphan")
    blocks: Mapped[list[BuildingBlock]] = relationship(
        order_by="BuildingBlock.position, BuildingBlock.id", cascade="all, delete-orphan"
    )
    topics: Mapped[list[TopicField]] = relationship(
        order_by="TopicField.position, TopicField.id", cascade="all, delete-orphan"
    )
    actor_groups: Mapped[list[ActorGroup]] = relationship(
        order_by="ActorGroup.position, ActorGroup.id", cascade="all, delete-orphan"
    )
    team: Mapped[list[TeamMember]] = relationship(
        order_by="TeamMember.position, TeamMember.id", cascade="all, delete-orphan"
    )
    events: Mapped[list[ProcessEvent]] = relationship(
        order_by="ProcessEvent.position, ProcessEvent.id", cascade="all, delete-orphan"
    )
    consultations: Mapped[list[Consultation]] = relationship(
        order_by="Consultation.opens_at, Consultation.id", viewonly=True
    )
    municipalities: Mapped[list[Municipality]] = relationship(
        secondary="process_municipality", order_by=Municipality.name
    )


class ProcessMunicipality(Base):
    __tablename__ = "process_municipality"

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)


class ProcessPart(Base):
    """A titled, ordered part of a process. All kinds share one table, so that a page reads them in one statement.

    `when_text` replaces the dates on the page where only a rough time is known.
    """

    __tablename__ = "process_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    kind: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    when_text: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(200), default="")  # phase: a short result, "1.204 Antworten"
    time_text: Mapped[str] = mapped_column(String(60), default="")  # event: "18 bis 21 Uhr"
    place: Mapped[str] = mapped_column(String(200), default="")  # event
    organisation: Mapped[str] = mapped_column(String(200), default="")  # team: where the function belongs
    contact: Mapped[str] = mapped_column(String(254), default="")  # team: an address for questions

    __mapper_args__ = {"polymorphic_on": "kind"}
    __table_args__ = (
        CheckConstraint("kind IN ('phase', 'block', 'actor_group', 'team', 'event')", name="kind"),
        Index("ix_process_part_process", "process_id", "kind", "position", "id"),
    )


class Phase(ProcessPart):
    """A stop of the phase bar."""

    __mapper_args__ = {"polymorphic_identity": "phase"}


class BuildingBlock(ProcessPart):
    """One of the strands a process is made of (Baustein)."""

    __mapper_args__ = {"polymorphic_identity": "block"}


class ActorGroup(ProcessPart):
    """A group of society that is to be heard."""

    __mapper_args__ = {"polymorphic_identity": "actor_group"}


class TeamMember(ProcessPart):
    """Who carries the process: `title` is the function, `summary` what it does."""

    __mapper_args__ = {"polymorphic_identity": "team"}


class ProcessEvent(ProcessPart):
    """A dated entry of the timeline that is no consultation or workshop: a kick-off, a council meeting, a survey."""

    __mapper_args__ = {"polymorphic_identity": "event"}


class TopicField(Base):
    """A topic field (Handlungsfeld). `goal` is its own aim where it has one; `use_cases` are examples, one a line."""

    __tablename__ = "topic_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    icon: Mapped[str] = mapped_column(String(30), default="bulb")
    goal: Mapped[str] = mapped_column(Text, default="")
    use_cases: Mapped[str] = mapped_column(Text, default="")


VERBS = ("propose", "support", "debate", "comment", "vote")


class Consultation(Base):
    """A time window in which some verbs are open: the only home of "what is open now".

    Opens at `opens_at`, ends at `closes_at` (exclusive). States follow from the times, see `rules.state`.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic_field.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    summary: Mapped[str] = mapped_column(String(600), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    evaluation_due: Mapped[date | None]  # the answer is owed by this day
    may_propose: Mapped[bool] = mapped_column(default=False)
    may_support: Mapped[bool] = mapped_column(default=False)
    may_debate: Mapped[bool] = mapped_column(default=False)
    may_comment: Mapped[bool] = mapped_column(default=False)
    may_vote: Mapped[bool] = mapped_column(default=False)
    support_threshold: Mapped[int] = mapped_column(default=0)  # 0: none
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    evaluated_at: Mapped[datetime | None]
    evaluation: Mapped[str] = mapped_column(Text, default="")
    evaluation_html: Mapped[str] = mapped_column(Text, default="")

    process: Mapped[Process] = relationship()
    topic: Mapped[TopicField | None] = relationship()
    changes: Mapped[list[ConsultationChange]] = relationship(order_by="ConsultationChange.id")

    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at", name="window"),
        CheckConstraint(
            "published_at IS NULL OR (opens_at IS NOT NULL AND closes_at IS NOT NULL AND evaluation_due IS NOT NULL)",
            name="published_complete",
        ),
        CheckConstraint("support_threshold >= 0", name="threshold"),
        Index("ix_consultation_window", "opens_at", "closes_at"),
    )

    def allows(self, verb: str) -> bool:
        """Whether this consultation has `verb` (one of VERBS) among what can be done in its window."""
        return bool(getattr(self, f"may_{verb}"))


class ConsultationChange(Base):
    """A change of dates after publication: public, with its reason. `before` and `after` hold ISO times by field."""

    __tablename__ = "consultation_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    changed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class ProcessDocument(Base):
    """A file offered on the process page."""

    __tablename__ = "process_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(String(200))
    dated: Mapped[date | None]  # the day of the document itself
    is_strategy: Mapped[bool] = mapped_column(default=False)  # a version of the strategy, drafts of it too
    position: Mapped[int] = mapped_column(default=0)

    file: Mapped[StoredFile] = relationship()

    __table_args__ = (UniqueConstraint("process_id", "file_id"),)
