"""The follow-up of a workshop: rows that are worked on, and versions that are public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.kernel.files import StoredFile
from consul_py.workshops.models import Workshop


class FollowUp(Base):
    """What is published after a workshop. `published_at` is set once; `version` is the latest public one."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), unique=True)
    intro: Mapped[str] = mapped_column(String(600), default="")
    body: Mapped[str] = mapped_column(Text, default="")  # what matters most
    body_html: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    minutes_html: Mapped[str] = mapped_column(Text, default="")
    attended: Mapped[int | None]
    attended_note: Mapped[str] = mapped_column(String(200), default="")  # "ca. 25", "davon 11 aus dem Handwerk"
    dots_note: Mapped[str] = mapped_column(String(300), default="")  # how the dots were given
    feedback_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    correction_note: Mapped[str] = mapped_column(String(500), default="")

    workshop: Mapped[Workshop] = relationship(back_populates="follow_up")
    groups: Mapped[list[WorkingGroup]] = relationship(
        order_by="WorkingGroup.position, WorkingGroup.id", cascade="all, delete-orphan"
    )
    measures: Mapped[list[ProposedMeasure]] = relationship(
        order_by="ProposedMeasure.position, ProposedMeasure.id",
        cascade="all, delete-orphan",
        back_populates="follow_up",
    )
    partners: Mapped[list[PartnerNews]] = relationship(
        order_by="PartnerNews.position, PartnerNews.id", cascade="all, delete-orphan"
    )
    dates: Mapped[list[NextDate]] = relationship(
        order_by="NextDate.position, NextDate.id", cascade="all, delete-orphan"
    )
    pictures: Mapped[list[FollowUpPicture]] = relationship(
        order_by="FollowUpPicture.position, FollowUpPicture.id", cascade="all, delete-orphan"
    )
    documents: Mapped[list[FollowUpDocument]] = relationship(
        order_by="FollowUpDocument.position, FollowUpDocument.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("attended IS NULL OR attended >= 0", name="attended"),
        CheckConstraint("(published_at IS NULL) = (version = 0)", name="version"),
    )


class FollowUpVersion(Base):
    """A public version: everything in it as it stood then, and what was corrected."""

    __tablename__ = "follow_up_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    version: Mapped[int]
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("follow_up_id", "version"),)


class _Part:
    """An ordered part of a follow-up."""

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    @declared_attr
    @classmethod
    def follow_up_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("follow_up.id"), index=True)


class WorkingGroup(_Part, Base):
    """A group that worked at a question."""

    __tablename__ = "working_group"

    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(String(500), default="")

    results: Mapped[list[GroupResult]] = relationship(
        order_by="GroupResult.position, GroupResult.id", cascade="all, delete-orphan"
    )


class GroupResult(Base):
    """A result of a group; `points` are the sticky dots it received, None where none were given."""

    __tablename__ = "group_result"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(500), default="")
    points: Mapped[int | None]

    __table_args__ = (CheckConstraint("points IS NULL OR points >= 0", name="points"),)


class ProposedMeasure(_Part, Base):
    """A measure the workshop proposes; upper domains refer to this row."""

    __tablename__ = "proposed_measure"

    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    responsible: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(200), default="")  # "Aus Gruppe 1"

    follow_up: Mapped[FollowUp] = relationship(back_populates="measures")


class PartnerNews(_Part, Base):
    """What a partner contributed, or what came of it afterwards."""

    __tablename__ = "partner_news"

    kind: Mapped[str] = mapped_column(String(12), default="contribution")
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (CheckConstraint("kind IN ('contribution', 'outcome')", name="kind"),)


class NextDate(_Part, Base):
    """What comes next: a day, or a rough time in words."""

    __tablename__ = "next_date"

    on_date: Mapped[date | None]
    when_text: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(300), default="")


class FollowUpPicture(_Part, Base):
    """A picture with the words that replace it; `consent` says on what ground it may be shown, for staff only."""

    __tablename__ = "follow_up_picture"

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    alt: Mapped[str] = mapped_column(String(300))
    caption: Mapped[str] = mapped_column(String(300), default="")
    consent: Mapped[str] = mapped_column(String(300), default="")

    file: Mapped[StoredFile] = relationship()


class FollowUpDocument(_Part, Base):
    """A PDF document."""

    __tablename__ = "follow_up_document"

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(120), default="")

    file: Mapped[StoredFile] = relationship()
