"""Every read of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from consul_py.accounts.models import AccountToken, RecoveryCode, RoleGrant, User, UserSession
from consul_py.accounts.sessions import hash_token
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.text import one_line
from consul_py.kernel.web import not_found

LIVING = User.deleted_at.is_(None)


def email_key(email: str) -> str:
    """An address folded for comparison."""
    return one_line(email).lower()[:254]


def find_user(user_id: int, *, lock: bool = False) -> User | None:
    statement = select(User).where(User.id == user_id, LIVING)
    found: User | None = db.session.scalar(statement.with_for_update() if lock else statement)
    return found


def get_user(user_id: int) -> User:
    """An account with its municipality; 404 when there is none or it was deleted."""
    statement = select(User).where(User.id == user_id, LIVING).options(joinedload(User.municipality))
    return db.session.scalar(statement) or not_found()


def find_user_by_email(email: str, *, lock: bool = False) -> User | None:
    statement = select(User).where(User.email_key == email_key(email))
    found: User | None = db.session.scalar(statement.with_for_update() if lock else statement)
    return found


def credentials(email: str) -> tuple[int, str] | None:
    """Id and password hash of an account; None when there is none. One statement in both cases."""
    row = db.session.execute(
        select(User.id, User.password_hash).where(User.email_key == email_key(email), LIVING)
    ).one_or_none()
    return (row.id, row.password_hash) if row else None


def password_hash(user_id: int | None) -> str | None:
    return db.session.scalar(select(User.password_hash).where(User.id == user_id))


def is_confirmed(user_id: int) -> bool:
    return db.session.scalar(select(User.confirmed_at).where(User.id == user_id)) is not None


def voter_of(user_id: int) -> str:
    """Who an account is in registers of votes, as long as nothing better is known about the person. Raises 404."""
    return db.session.scalar(select(User.voter).where(User.id == user_id, LIVING)) or not_found()


def name_owner(key: str) -> int | None:
    """Who has a name, by its folded form."""
    return db.session.scalar(select(User.id).where(User.name_key == key))


def official_names(besides: int | None = None) -> list[str]:
    """The folded names of everybody who speaks for the district."""
    statement = select(User.name_key).join(RoleGrant, RoleGrant.user_id == User.id).where(User.id != (besides or 0))
    return list(db.session.scalars(statement.distinct()))


def find_link(token: str, purpose: str) -> AccountToken | None:
    found: AccountToken | None = db.session.scalar(
        select(AccountToken).where(AccountToken.token_hash == hash_token(token), AccountToken.purpose == purpose)
    )
    return found


def links_since(user_id: int, moment: datetime) -> int:
    """How many links an account was sent since a moment."""
    return db.session.execute(
        select(func.count(AccountToken.id)).where(AccountToken.user_id == user_id, AccountToken.created_at > moment)
    ).scalar_one()


def sessions_of(user_id: int) -> list[UserSession]:
    return list(
        db.session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user_id, UserSession.expires_at > clock.now())
            .order_by(UserSession.created_at.desc(), UserSession.id.desc())
            .limit(50)
        )
    )


def recovery_codes(user_id: int) -> list[RecoveryCode]:
    statement = select(RecoveryCode).where(RecoveryCode.user_id == user_id).order_by(RecoveryCode.id)
    return list(db.session.scalars(statement))


def recovery_left(user_id: int) -> tuple[int, int]:
    """How many recovery codes somebody has left, and of how many."""
    counted = select(func.count(RecoveryCode.id) - func.count(RecoveryCode.used_at), func.count(RecoveryCode.id))
    left, made = db.session.execute(counted.where(RecoveryCode.user_id == user_id)).one()
    return left, made


def grants_of(user_id: int) -> list[RoleGrant]:
    return list(
        db.session.scalars(
            select(RoleGrant)
            .where(RoleGrant.user_id == user_id)
            .order_by(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id)
        )
    )


def find_grant(user_id: int, grant_id: int) -> RoleGrant | None:
    found: RoleGrant | None = db.session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.user_id == user_id)
    )
    return found


def lock_administrators() -> None:
    """Let one at a time take an administrator away: two who count each other would leave none."""
    grants = select(RoleGrant.id).where(RoleGrant.role == "administrator").order_by(RoleGrant.id)
    db.session.execute(grants.with_for_update()).all()


def is_administrator(user_id: int) -> bool:
    return any(grant.role == "administrator" for grant in grants_of(user_id))


def administrators_besides(user_id: int) -> int:
    """How many other administrators can sign in."""
    return db.session.execute(
        select(func.count(RoleGrant.id))
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == "administrator", User.id != user_id, User.disabled_at.is_(None), LIVING)
    ).scalar_one()


def people(search: str, role: str, number: int) -> Page[User]:
    """The desk's list of people: by a part of name or address, and by role."""
    statement: Select[Any] = select(User).where(LIVING).order_by(User.display_name, User.id)
    if search:
        part = "%" + search.lower().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        found = (User.email_key.like(part, escape="\\"), func.lower(User.display_name).like(part, escape="\\"))
        statement = statement.where(or_(*found))
    if role:
        grants = select(RoleGrant.user_id)
        statement = statement.where(User.id.in_(grants if role == "any" else grants.where(RoleGrant.role == role)))
    return paged(statement, number, 50)


def roles_of(users: Sequence[User]) -> dict[int, list[RoleGrant]]:
    """The grants of several people, by their ids."""
    found: dict[int, list[RoleGrant]] = {user.id: [] for user in users}
    for grant in db.session.scalars(
        select(RoleGrant).where(RoleGrant.user_id.in_(found)).order_by(RoleGrant.role, RoleGrant.id)
    ):
        found[grant.user_id].append(grant)
    return found


def own_data(user: User) -> dict[str, Any]:
    """Everything this domain keeps about a person, without secrets."""
    return {
        "account": {
            "email": user.email,
            "display_name": user.display_name,
            "municipality": user.municipality.name if user.municipality else None,
            "language": user.locale,
            "created_at": user.created_at,
            "terms_accepted_at": user.terms_accepted_at,
            "confirmed_at": user.confirmed_at,
            "disabled_at": user.disabled_at,
            "second_factor": user.totp_secret is not None,
        },
        "sessions": [
            {
                "device": s.device,
                "created_at": s.created_at,
                "second_factor_at": s.strong_at,
                "expires_at": s.expires_at,
            }
            for s in sessions_of(user.id)
        ],
        "recovery_codes": [{"created_at": c.created_at, "used_at": c.used_at} for c in recovery_codes(user.id)],
        "roles": [
            {"role": g.role, "scope": g.scope, "scope_id": g.scope_id or None, "granted_at": g.granted_at}
            for g in grants_of(user.id)
        ],
        "links": [
            {"purpose": t.purpose, "created_at": t.created_at, "used_at": t.used_at, "new_email": t.new_email}
            for t in db.session.scalars(
                select(AccountToken).where(AccountToken.user_id == user.id).order_by(AccountToken.id)
            )
        ],
    }


def waiting_path(user_id: int) -> str | None:
    """Where the person wanted to go when they registered: it travels on in every new confirmation link."""
    return db.session.scalar(
        select(AccountToken.next_path)
        .where(AccountToken.user_id == user_id, AccountToken.purpose.in_(("confirm", "reset")))
        .order_by(AccountToken.id.desc())
        .limit(1)
    )
