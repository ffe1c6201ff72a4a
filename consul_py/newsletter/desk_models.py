"""What staff settle per process, pictures beside an issue, mails that came back, and the pace of sending."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base

HARD, SOFT, COMPLAINT = "hard", "soft", "complaint"


class TriggerChoice(Base):
    """What a trigger does in a process: tell by itself, wait for approval, or nothing. No row means by itself."""

    __tablename__ = "newsletter_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    trigger: Mapped[str] = mapped_column(String(12))
    choice: Mapped[str] = mapped_column(String(9))

    __table_args__ = (
        UniqueConstraint("process_id", "trigger"),
        CheckConstraint("choice IN ('automatic', 'approval', 'off')", name="choice"),
    )


class MailingPicture(Base):
    """A picture of the library that stands on an issue's page; the mail names it and leads there."""

    __tablename__ = "mailing_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    alt: Mapped[str] = mapped_column(String(300))

    __table_args__ = (UniqueConstraint("mailing_id", "file_id"),)


class Bounce(Base):
    """A mail that came back. `report_key` is a hash of the report, so that reading it again changes nothing."""

    __tablename__ = "bounce"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_key: Mapped[str] = mapped_column(String(64), unique=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(9))
    status: Mapped[str] = mapped_column(String(12), default="")  # enhanced code of RFC 3463, such as 5.1.1
    words: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="kind"),)


class Pace(Base):
    """Until when the pace of a receiving domain is used up, or that of all mails together (the empty name).

    A row and not a number in a worker, so that several workers keep one pace together.
    """

    __tablename__ = "newsletter_pace"

    domain: Mapped[str] = mapped_column(String(254), primary_key=True)
    free_at: Mapped[datetime]
