"""The urn of a poll: its frozen definition, the register of who may and has, the ballots, and the signed log of them.

Register and ballots share no key, no time and no order. `poll_id` of the two tables of ballots is no foreign key, so
that a ballot names nothing but the poll it belongs to.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel.db import Base


class Urn(Base):
    """A frozen poll. `definition` is canonical JSON (see recount.py), `definition_hash` its SHA-256; both are public.

    `sealed_at` is set with the final checkpoint, `result` with it; `destroyed_at` when register and key are gone.
    `eligible` is JSON: how many people may vote, by channel. `trouble` says why sealing has stopped.
    """

    __tablename__ = "urn"

    poll_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    definition: Mapped[str] = mapped_column(Text)
    definition_hash: Mapped[str] = mapped_column(String(64))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    seal_from: Mapped[int]
    objection_days: Mapped[int]
    frozen_at: Mapped[datetime]
    batch_at: Mapped[datetime | None]  # when the last batch was sealed
    sealed_at: Mapped[datetime | None]
    objections_until: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    paper_open: Mapped[bool] = mapped_column(default=False)  # ballots on paper are still being entered
    paper_issued: Mapped[int] = mapped_column(default=0)
    paper_counted: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)  # the register's last count, kept when the register is destroyed
    eligible: Mapped[str] = mapped_column(Text, default="{}")
    turnout: Mapped[str] = mapped_column(Text, default="{}")  # JSON: used places by channel, with the final seal
    result: Mapped[str | None] = mapped_column(Text)
    trouble: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("0 <= paper_counted AND paper_counted <= paper_issued", name="paper"),
    )


class UrnKey(Base):
    """What turns persons into keys of one register; destroyed with it."""

    __tablename__ = "urn_key"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))


class RegisterPlace(Base):
    """A person's place: a key derived from urn and person, whether it is used, and how the person is known."""

    __tablename__ = "urn_register"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    used: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str] = mapped_column(String(8))

    __table_args__ = (CheckConstraint("used IN (0, 1)", name="used"), {"sqlite_with_rowid": False})


class WaitingBallot(Base):
    """A ballot in the urn that is not sealed yet. Nothing but `sealing` reads this table."""

    __tablename__ = "ballot_waiting"

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    tracker: Mapped[str] = mapped_column(String(17), primary_key=True)
    own_number: Mapped[str] = mapped_column(String(8))
    nonce: Mapped[str] = mapped_column(String(64))
    choice: Mapped[str] = mapped_column(Text)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SealedBallot(Base):
    """A ballot in the log, for ever. Batches are in the order of their trackers, which are random."""

    __tablename__ = "ballot_log"

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tracker: Mapped[str] = mapped_column(String(17))
    own_number: Mapped[str] = mapped_column(String(8))
    nonce: Mapped[str] = mapped_column(String(64))
    choice: Mapped[str] = mapped_column(Text)
    leaf: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("poll_id", "tracker"), {"sqlite_with_rowid": False})


class Checkpoint(Base):
    """A signed statement about the log's first `size` ballots; `text` is what is signed."""

    __tablename__ = "ballot_checkpoint"

    poll_id: Mapped[int] = mapped_column(ForeignKey("urn.poll_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    is_final: Mapped[bool]
    sealed_on: Mapped[date]


class Observer(Base):
    """An outside party that receives every checkpoint by mail, so that nobody can rewrite the log unseen."""

    __tablename__ = "poll_observer"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8), default="de")
    added_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("poll_id", "email"),)
