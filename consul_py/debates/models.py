"""The table of debates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.subjects.models import Subject


class Debate(Subject):
    """A question (`title`) with its background (`body`). `concluded_at` set: staff have drawn a conclusion.

    `sent_key` makes a double click one debate.
    """

    __tablename__ = "debate"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    sent_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    edited_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    conclusion_html: Mapped[str] = mapped_column(Text, default="")

    __mapper_args__ = {"polymorphic_identity": "debate"}
    __table_args__ = (CheckConstraint("concluded_at IS NULL OR conclusion <> ''", name="concluded"),)
