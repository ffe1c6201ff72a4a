"""Measures with their milestones, sources, reports and the history of their status."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.subjects.models import Subject
from consul_py.workshops.followup_models import ProposedMeasure

PROPOSED, UNDER_REVIEW, ADOPTED, IN_PROGRESS, DONE = WAY = (
    "proposed", "under_review", "adopted", "in_progress", "done",
)  # fmt: skip
REJECTED, PAUSED = "rejected", "paused"
STATUSES = (*WAY, PAUSED, REJECTED)
_ALL = "('proposed', 'under_review', 'adopted', 'in_progress', 'done', 'paused', 'rejected')"


class Measure(Subject):
    """What the district does. Texts like cost and funding are kept as words, because that is how they are reported.

    `moved_at` is the last public news: creation, change of status, report. `sent_key` makes a double click one measure.
    """

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    responsible_unit: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(12), default=PROPOSED)
    status_at: Mapped[datetime]
    status_reason: Mapped[str] = mapped_column(String(1000), default="")
    progress: Mapped[int] = mapped_column(default=0)
    cost: Mapped[str] = mapped_column(String(200), default="")
    funding_programme: Mapped[str] = mapped_column(String(200), default="")
    funding_share: Mapped[str] = mapped_column(String(120), default="")
    funding_duration: Mapped[str] = mapped_column(String(120), default="")
    decided_by: Mapped[str] = mapped_column(String(200), default="")  # the council's decision
    decided_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    next_report_on: Mapped[date | None]
    moved_at: Mapped[datetime]
    sent_key: Mapped[str | None] = mapped_column(String(40), unique=True)

    milestones: Mapped[list[Milestone]] = relationship(
        order_by="Milestone.sort_on, Milestone.id", cascade="all, delete-orphan"
    )
    changes: Mapped[list[MeasureChange]] = relationship(order_by="MeasureChange.id.desc()")
    reports: Mapped[list[MeasureReport]] = relationship(order_by="MeasureReport.id.desc()")

    __mapper_args__ = {"polymorphic_identity": "measure"}
    __table_args__ = (
        CheckConstraint(f"status IN {_ALL}", name="status"),
        CheckConstraint("progress >= 0 AND progress <= 100", name="progress"),
        CheckConstraint("status NOT IN ('rejected', 'paused') OR status_reason <> ''", name="reason"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates"),
        Index("ix_measure_status", "status", "moved_at", "id"),
        Index("ix_measure_moved_at", "moved_at", "id"),
        Index("ix_measure_next_report_on", "next_report_on", "id"),
    )


class Milestone(Base):
    """A stop on the way: planned for a day (or, in words, a rough time), reached on another."""

    __tablename__ = "measure_milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    title: Mapped[str] = mapped_column(String(200))
    planned_on: Mapped[date | None]
    when_text: Mapped[str] = mapped_column(
        String(80), default=""
    )  # instead of the day where only a rough time is known
    reached_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    sort_on: Mapped[date]  # planned_on, else reached_on, else the far future: a total order on every database

    __table_args__ = (Index("ix_measure_milestone_order", "measure_id", "sort_on", "id"),)


class MeasureChange(Base):
    """A change of status: public, with its reason. `before` is empty for the first one."""

    __tablename__ = "measure_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # shown at the desk only
    before: Mapped[str] = mapped_column(String(12), default="")
    after: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    progress: Mapped[int] = mapped_column(default=0)
    is_public: Mapped[bool] = mapped_column(default=True)  # False: the correction of a slip, kept at the desk

    __table_args__ = (
        CheckConstraint(f"after IN {_ALL}", name="after"),
        CheckConstraint("before <> after", name="other"),
        Index("ix_measure_change_measure", "measure_id", "id"),
    )


class MeasureReport(Base):
    """A report on how it goes, with the progress it states."""

    __tablename__ = "measure_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # shown at the desk only
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    progress: Mapped[int]

    __table_args__ = (Index("ix_measure_report_measure", "measure_id", "id"),)


class MeasureSource(Base):
    """A measure came from this subject; of a follow-up, from one of its proposed measures, which is taken up once."""

    __tablename__ = "measure_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    source_subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    proposed_measure_id: Mapped[int | None] = mapped_column(ForeignKey("proposed_measure.id"), unique=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    added_at: Mapped[datetime]

    subject: Mapped[Subject] = relationship(foreign_keys=[source_subject_id])
    proposed: Mapped[ProposedMeasure | None] = relationship()

    __table_args__ = (
        CheckConstraint("measure_id <> source_subject_id", name="other"),
        Index(
            "uq_measure_source_whole", "measure_id", "source_subject_id", unique=True,
            sqlite_where=text("proposed_measure_id IS NULL"), postgresql_where=text("proposed_measure_id IS NULL"),
        ),
    )  # fmt: skip
