"""Tables of proposals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.kernel.files import StoredFile
from consul_py.subjects.models import Subject

ADOPTED, PARTLY, REJECTED, FORWARDED = DECISIONS = ("adopted", "partly", "rejected", "forwarded")


class Proposal(Subject):
    """A proposal. What a row does not say but follows from clock and columns is in `rules.state`."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(160), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    form_key: Mapped[str | None] = mapped_column(
        String(40), unique=True
    )  # of the form it was sent with: a form counts once
    picture_count: Mapped[int] = mapped_column(default=0)  # spares pages without pictures a statement
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
    threshold: Mapped[int] = mapped_column(default=0)  # 0: none
    threshold_reached_at: Mapped[datetime | None]
    answer_due: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_html: Mapped[str] = mapped_column(Text, default="")
    responsible_unit: Mapped[str] = mapped_column(String(200), default="")
    cost_note: Mapped[str] = mapped_column(String(200), default="")
    decided_by_note: Mapped[str] = mapped_column(String(200), default="")  # the council's decision
    forwarded_to: Mapped[str] = mapped_column(String(200), default="")
    corrected_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    merged_at: Mapped[datetime | None]

    __mapper_args__ = {"polymorphic_identity": "proposal", "inherit_condition": id == Subject.id}
    __table_args__ = (
        CheckConstraint("decision IN ('adopted', 'partly', 'rejected', 'forwarded')", name="decision"),
        CheckConstraint("(decision IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("decision IS NULL OR answer <> ''", name="reason"),
        CheckConstraint("decision IS NULL OR decision <> 'forwarded' OR forwarded_to <> ''", name="forwarded_to"),
        CheckConstraint("merged_into_id <> id", name="merged_into_other"),
        Index("ix_proposal_due", "answered_at", "answer_due", "id"),
        Index("ix_proposal_reached", "answered_at", "threshold_reached_at"),
    )


class ProposalVersion(Base):
    """A public version. Rows exist from the first edit after the free minutes on, then for all versions."""

    __tablename__ = "proposal_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(600))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("proposal_id", "number"),)


class ProposalAnswer(Base):
    """An answer that was corrected later: kept as it was, with the reason of the correction."""

    __tablename__ = "proposal_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    decision: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text)
    answer_html: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]
    replaced_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))


class ProposalPicture(Base):
    """A picture of a proposal."""

    __tablename__ = "proposal_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int] = mapped_column(default=0)

    file: Mapped[StoredFile] = relationship()

    __table_args__ = (UniqueConstraint("proposal_id", "position"),)
