"""Pages that staff edit: imprint, privacy and the like, by language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base


class SitePage(Base):
    """An edited page; a page without a row shows its shipped text."""

    __tablename__ = "site_page"

    key: Mapped[str] = mapped_column(String(30), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]
