"""Workshops, their agenda, their changes, and the people who come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.subjects.models import Subject

if TYPE_CHECKING:
    from consul_py.workshops.followup_models import FollowUp


class Reckoned:
    """What follows from the columns of a workshop, whole or as its page reads it."""

    __slots__ = ()

    @property
    def closes_at(self) -> datetime:
        """When registration ends (exclusive)."""
        return closes_at(self)

    @property
    def seats_left(self) -> int | None:
        return seats_left(self)

    @property
    def followed_up_at(self) -> datetime | None:
        workshop: Any = self
        return workshop.follow_up.published_at if workshop.follow_up else None


class Workshop(Reckoned, Subject):
    """A meeting. `announced_at` None: draft. `taken` counts kept seats; `capacity` None: as many as come."""

    __tablename__ = "workshop"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_text: Mapped[str] = mapped_column(String(80), default="")  # instead of hours where only a rough time is known
    place: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(600), default="")  # and how to get there
    online_url: Mapped[str] = mapped_column(String(500), default="")  # for registered people and facilitators only
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    registration_closes_at: Mapped[datetime | None]  # None: until it begins
    audience: Mapped[str] = mapped_column(String(600), default="")  # who is invited
    access: Mapped[str] = mapped_column(String(600), default="")  # step-free, child care, sign language
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    announced_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")
    sequence: Mapped[int] = mapped_column(default=0)  # of the calendar entry: grows with each change
    erased_at: Mapped[datetime | None]  # when the list of people was erased

    agenda: Mapped[list[AgendaItem]] = relationship(
        order_by="AgendaItem.position, AgendaItem.id", cascade="all, delete-orphan"
    )
    changes: Mapped[list[WorkshopChange]] = relationship(order_by="WorkshopChange.id")
    follow_up: Mapped[FollowUp | None] = relationship(back_populates="workshop", uselist=False)

    __mapper_args__ = {"polymorphic_identity": "workshop"}
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("taken >= 0", name="taken"),
        Index("ix_workshop_starts_at", "starts_at", "id"),
        Index("ix_workshop_ends_at", "ends_at", "id"),
    )


def closes_at(workshop: Any) -> datetime:
    """When registration for a workshop, or a row of one, ends (exclusive)."""
    starts_at: datetime = workshop.starts_at
    return min(workshop.registration_closes_at or starts_at, starts_at)


def seats_left(workshop: Any) -> int | None:
    """None without a limit."""
    return None if workshop.capacity is None else max(0, workshop.capacity - workshop.taken)


class AgendaItem(Base):
    """A point of the agenda. `person` names a function, not a private person."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    position: Mapped[int] = mapped_column(default=0)
    time_text: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(1000), default="")
    person: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (Index("ix_agenda_item_workshop", "workshop_id", "position", "id"),)


class WorkshopChange(Base):
    """A change of date or place after the announcement: public. `before` and `after` hold texts and ISO times."""

    __tablename__ = "workshop_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    changed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


RESERVED, REGISTERED, WAITING = "reserved", "registered", "waiting"


class WorkshopRegistration(Base):
    """One person's place. reserved: a seat kept until `expires_at` for an unconfirmed address · registered · waiting.

    `confirmed_at` None: the address is not confirmed yet. `salt` makes the link in mails unguessable and dies with
    the row. `notice` says which mail is due; the worker writes it.
    """

    __tablename__ = "workshop_registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    needs: Mapped[str] = mapped_column(String(500), default="")  # accessibility; for the facilitator only
    locale: Mapped[str] = mapped_column(String(8), default="de")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    salt: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # of an unconfirmed one
    attended: Mapped[bool | None]
    notice: Mapped[str] = mapped_column(String(10), default="")

    workshop: Mapped[Workshop] = relationship()

    __table_args__ = (
        UniqueConstraint("workshop_id", "email_key"),
        UniqueConstraint("workshop_id", "user_id"),
        CheckConstraint("state IN ('reserved', 'registered', 'waiting')", name="state"),
        CheckConstraint("notice IN ('', 'changed', 'cancelled', 'follow_up')", name="notice"),
        CheckConstraint("confirmed_at IS NOT NULL OR expires_at IS NOT NULL", name="confirmed"),
        Index("ix_workshop_registration_line", "workshop_id", "state", "id"),
        Index("ix_workshop_registration_expires_at", "expires_at"),
        Index("ix_workshop_registration_notice", "notice", "id"),
    )
