"""Notifications and what each person wants by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base

REPLIES, OWN, FOLLOWED = "replies", "own", "followed"
GROUPS = (REPLIES, OWN, FOLLOWED)
BY_MAIL = {REPLIES: True, OWN: True, FOLLOWED: False}  # until a person chooses otherwise


class Notification(Base):
    """One piece of news for one person. `words` are the values of the sentence that belongs to `kind`.

    `mail_due` is True while a mail still has to be written; the worker takes it.
    """

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    group: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_due: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("\"group\" IN ('replies', 'own', 'followed')", name="group"),
        Index("ix_notification_user", "user_id", "id"),
        Index("ix_notification_unread", "user_id", "read_at"),
        Index("ix_notification_mail", "mail_due", "id"),
    )


class NotificationChoice(Base):
    """Whether a person wants a group by mail; without a row the default holds."""

    __tablename__ = "notification_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    group: Mapped[str] = mapped_column(String(10), primary_key=True)
    mail: Mapped[bool]
