"""The table of municipalities."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base


class Municipality(Base):
    """One municipality; `ags` is the eight-digit official key where there is one."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    ags: Mapped[str | None] = mapped_column(String(8), unique=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
