"""The table of follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base


class Follow(Base):
    """One person follows one subject or one process."""

    __tablename__ = "follow"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), index=True)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id"), index=True)
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(subject_id IS NULL) <> (process_id IS NULL)", name="one_thing"),
        UniqueConstraint("user_id", "subject_id"),
        UniqueConstraint("user_id", "process_id"),
    )
