"""Reading proofs of residence. `identity_of` is what other rooms ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consul_py.accounts.models import User
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.residence.models import DeskCode, Residence


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
    """What this room knows about a person."""
    proof = find_proof(user_id)
    code = db.session.scalar(select(DeskCode.expires_at).where(DeskCode.user_id == user_id))
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
        "desk_code_until": code,
    }
