"""The table of votes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base

FOR, AGAINST = 1, -1


class Vote(Base):
    """One person's vote on one subject: 1 (support, agree) or -1 (disagree)."""

    __tablename__ = "vote"

    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    value: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("value IN (1, -1)", name="value"),
        Index("ix_vote_user", "user_id", "created_at", "subject_id"),
    )
