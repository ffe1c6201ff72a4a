"""People: accounts, their sessions, one-time links, recovery codes, and role grants."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base
from consul_py.municipalities.models import Municipality


class User(Base):
    """An account. `confirmed_at` is None until the address is confirmed; only then can the person sign in.

    `email` is kept as typed, `email_key` folded for comparison; `name_key` keeps look-alikes of names apart. `voter`
    stands for the person in registers of votes while nothing better is known, and survives the account (AccountTrace).
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(8))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    created_at: Mapped[datetime]
    terms_accepted_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None]  # the last 30-second step used: a code counts once
    voter: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))

    municipality: Mapped[Municipality | None] = relationship()

    __table_args__ = (Index("ix_user_account_waiting", "confirmed_at", "created_at"),)

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None


class UserSession(Base):
    """A sign-in on one device. The cookie holds a random token, the row only its hash."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    strong_at: Mapped[datetime | None]  # when the second factor was given
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccountToken(Base):
    """A one-time link sent by mail: to confirm, to reset a password, to change the address."""

    __tablename__ = "account_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    new_email: Mapped[str | None] = mapped_column(String(254))
    next_path: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("purpose IN ('confirm', 'reset', 'email')", name="purpose"),)


class RecoveryCode(Base):
    """Stands in for the second factor once. The person keeps the code, the row only its hash."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountTrace(Base):
    """What is left of an account that went away from an address: who registers with it again is the same voter.

    The address is a keyed hash; the row goes after a year, or when the address is confirmed anew.
    """

    __tablename__ = "account_trace"

    mail_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    voter: Mapped[str] = mapped_column(String(32))
    deleted_on: Mapped[date] = mapped_column(index=True)


class RoleGrant(Base):
    """A role in a scope. `scope_id` is 0 for the whole installation, so that the unique key holds."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(16))
    scope_id: Mapped[int] = mapped_column(default=0)
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        UniqueConstraint("user_id", "role", "scope", "scope_id"),
        CheckConstraint("role IN ('staff', 'facilitator', 'moderator', 'administrator')", name="role"),
        CheckConstraint("scope IN ('installation', 'process', 'municipality', 'workshop')", name="scope"),
        CheckConstraint("(scope = 'installation') = (scope_id = 0)", name="scope_id"),
        Index("ix_role_grant_scope", "scope", "scope_id"),
    )
