"""Reading proofs of residence. `identity_of` is what other rooms ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consul_py.accounts.models import User
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.residence.models import DeskCode, Extract, ExtractEntry, OnlineStart, Residence, Tries


@dataclass(frozen=True)
class Identity:
    """A person as far as it is proven: the same `key` for every account of theirs.

    `channel` is the way of proof: letter, desk, extract or online. `level` is basic or substantial.
    """

    key: str
    channel: str
    level: str
    municipality_id: int | None
    born_on: date | None
    valid_until: datetime


def identity_of(user_id: int | None) -> Identity | None:
    """Who an account belongs to, by a proof of residence that counts now; None without one."""
    found = db.session.scalar(select(Residence).where(Residence.user_id == user_id, Residence.expires_at > clock.now()))
    if found is None:
        return None
    return Identity(
        key=f"person:{found.digest}",
        channel=found.method,
        level=found.level,
        municipality_id=found.municipality_id,
        born_on=found.born_on,
        valid_until=found.expires_at,
    )


def find_proof(user_id: int | None) -> Residence | None:
    """The proof of an account, ended or not, with its municipality."""
    return db.session.scalar(
        select(Residence).where(Residence.user_id == user_id).options(joinedload(Residence.municipality))
    )


def get_proof(user_id: int | None) -> Residence:
    """The proof of an account. Raises 404."""
    return find_proof(user_id) or not_found()


def others_with(digest: str, user_id: int) -> int:
    """How many other living accounts are proven as the same person."""
    statement = select(Residence.user_id).join(User, User.id == Residence.user_id)
    same = (Residence.digest == digest, Residence.user_id != user_id, User.deleted_at.is_(None))
    return len(db.session.scalars(statement.where(*same).limit(10)).all())


def find_desk_code(user_id: int | None) -> DeskCode | None:
    """The code somebody can show at a desk now."""
    return db.session.scalar(select(DeskCode).where(DeskCode.user_id == user_id, DeskCode.expires_at > clock.now()))


def user_with_desk_code(code: str) -> int | None:
    return db.session.scalar(select(DeskCode.user_id).where(DeskCode.code == code, DeskCode.expires_at > clock.now()))


def data_of(user_id: int) -> dict[str, Any]:
    """What this room knows about a person, besides their letters."""
    proof = find_proof(user_id)
    tries = select(Tries.kind, Tries.day, Tries.number).where(Tries.user_id == user_id).order_by(Tries.day)
    return {
        "proof": proof
        and {
            "municipality": proof.municipality.name if proof.municipality else None,
            "born_on": proof.born_on,
            "way": proof.method,
            "level": proof.level,
            "proven_at": proof.proven_at,
            "until": proof.expires_at,
        },
        "desk_code_until": db.session.scalar(select(DeskCode.expires_at).where(DeskCode.user_id == user_id)),
        "on_the_way_online_until": db.session.scalars(
            select(OnlineStart.expires_at).where(OnlineStart.user_id == user_id)
        ).all(),
        "tries": [row._asdict() for row in db.session.execute(tries)],
    }


def newest_extract() -> Extract | None:
    """The extract that was taken in last."""
    statement = select(Extract).order_by(Extract.id.desc()).limit(1)
    return db.session.scalar(statement.options(joinedload(Extract.taken_by), joinedload(Extract.municipality)))


def get_extract() -> Extract:
    """The newest extract. Raises 404 when there is none, because then this way is closed."""
    return newest_extract() or not_found()


def extracts(places: Collection[int] | None) -> list[Extract]:
    """The last extracts that staff of some municipalities may know of."""
    statement = select(Extract).options(joinedload(Extract.taken_by), joinedload(Extract.municipality))
    if places is not None:
        statement = statement.where(Extract.municipality_id.in_(places) | Extract.municipality_id.is_(None))
    return list(db.session.scalars(statement.order_by(Extract.id.desc()).limit(10)))


def rows_now(places: Collection[int] | None) -> int:
    """How many residents the extracts have that count now."""
    statement = select(func.count(ExtractEntry.digest))
    if places is not None:
        statement = statement.where(ExtractEntry.municipality_id.in_(places))
    return db.session.execute(statement).scalar_one()


def by_method(places: Collection[int] | None) -> dict[str, int]:
    """How many proofs count now, by their way."""
    statement = select(Residence.method, func.count(Residence.user_id)).where(Residence.expires_at > clock.now())
    if places is not None:
        statement = statement.where(Residence.municipality_id.in_(places))
    return {row.method: row[1] for row in db.session.execute(statement.group_by(Residence.method))}


def provider_or_404() -> str:
    """What people call the provider that proves residence online. Raises 404 when none is set."""
    return str(current_app.config["OIDC_NAME"]) if current_app.config["OIDC_ISSUER"] else not_found()
