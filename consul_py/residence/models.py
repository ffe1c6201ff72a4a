"""Tables of proof of residence."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.accounts.models import User
from consul_py.kernel.db import Base
from consul_py.municipalities.models import Municipality

BY_EXTRACT = text("method = 'extract'")
BASIC, SUBSTANTIAL = "basic", "substantial"


class Residence(Base):
    """A proof: one per account. `digest` is the keyed hash of name and date of birth, so one per person."""

    __tablename__ = "residence"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    method: Mapped[str] = mapped_column(String(8))
    level: Mapped[str] = mapped_column(String(12))
    born_on: Mapped[date]
    proven_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    proven_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # staff, at the desk
    told_at: Mapped[datetime | None]  # when the mail went that says it ends soon

    municipality: Mapped[Municipality | None] = relationship()

    __table_args__ = (
        CheckConstraint("method IN ('letter', 'desk', 'extract', 'online')", name="method"),
        CheckConstraint("level IN ('basic', 'substantial')", name="level"),
        CheckConstraint("(method = 'desk') = (proven_by_id IS NOT NULL)", name="proven_by"),
        # An extract proves knowledge only: one account for each person.
        Index("uq_residence_extract", "digest", unique=True, sqlite_where=BY_EXTRACT, postgresql_where=BY_EXTRACT),
    )


class LetterBatch(Base):
    """Letters that were printed in one go."""

    __tablename__ = "residence_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    printed_by: Mapped[User] = relationship()


class LetterRequest(Base):
    """Somebody asked for a letter: waits, is printed, and ends by its code, by being void, or by time.

    Name and address are only there until it ends, 30 days at most; `digest` and `born_on` are what a proof needs.
    """

    __tablename__ = "residence_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    born_on: Mapped[date]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str | None] = mapped_column(String(120))
    street: Mapped[str | None] = mapped_column(String(120))
    postcode: Mapped[str | None] = mapped_column(String(5))
    place: Mapped[str | None] = mapped_column(String(80))
    asked_at: Mapped[datetime]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("residence_batch.id"), index=True)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None]  # of the code
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]

    municipality: Mapped[Municipality | None] = relationship()
    batch: Mapped[LetterBatch | None] = relationship()

    __table_args__ = (
        CheckConstraint("(batch_id IS NULL) = (code_hash IS NULL)", name="printed"),
        CheckConstraint("batch_id IS NULL OR expires_at IS NOT NULL", name="expires"),
        CheckConstraint("used_at IS NULL OR name IS NULL", name="name_gone"),
        Index("ix_residence_request_asked", "asked_at", "id"),
    )


class Tries(Base):
    """How often somebody typed something wrong on a day: in rows, so that a restart does not forget it."""

    __tablename__ = "residence_tries"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    number: Mapped[int]

    __table_args__ = (CheckConstraint("kind IN ('code', 'extract')", name="kind"),)


class DeskCode(Base):
    """Six digits by which staff find the account of the person in front of them. Proves nothing by itself."""

    __tablename__ = "residence_desk_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Extract(Base):
    """An extract that was taken in: when, by whom, for which municipality (None: all), how many rows."""

    __tablename__ = "residence_extract"

    id: Mapped[int] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(index=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    rows: Mapped[int]

    taken_by: Mapped[User | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()


class ExtractEntry(Base):
    """A resident of the newest extract of a municipality, as a keyed hash of name, date of birth and municipality."""

    __tablename__ = "residence_extract_entry"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)


class OnlineStart(Base):
    """Somebody is on their way to the provider. Taken once; the state is kept as a hash."""

    __tablename__ = "residence_online"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    expires_at: Mapped[datetime] = mapped_column(index=True)
