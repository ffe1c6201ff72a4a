"""Who did what: an append-only table. Triggers in the database refuse any change to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel import clock
from consul_py.kernel.authz import person
from consul_py.kernel.db import Base, db


class AuditEntry(Base):
    """One act of an official: actor, action (`domain.verb`), object (`kind:id` and its name then), reason, details."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]  # no foreign key: the log outlives accounts
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int | None]
    object_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        Index("ix_audit_entry_object", "object_kind", "object_id", "id"),
        Index("ix_audit_entry_at", "at", "id"),
    )


def record(action: str, kind: str, object_id: int | None, name: str, *, reason: str = "", **details: Any) -> None:
    """Note an act of the current person in the current transaction. `details` must be JSON without personal content."""
    who = person()
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=who.id,
            actor_name=who.display_name or "system",
            action=action,
            object_kind=kind,
            object_id=object_id,
            object_name=name[:200],
            reason=reason,
            details=details,
        )
    )


def latest_of(actor_id: int | None, days: int = 30, limit: int = 8) -> list[AuditEntry]:
    """The newest acts of one official; the days bound how much of the log is walked through."""
    mine = select(AuditEntry).where(AuditEntry.actor_id == actor_id, AuditEntry.at > clock.in_days(-days))
    return list(db.session.scalars(mine.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)))


def latest(kind: str | None = None, object_id: int | None = None, limit: int = 10) -> list[AuditEntry]:
    """The newest entries, of one object when given."""
    statement = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    if kind is not None:
        statement = statement.where(AuditEntry.object_kind == kind)
    if object_id is not None:
        statement = statement.where(AuditEntry.object_id == object_id)
    return list(db.session.scalars(statement))
