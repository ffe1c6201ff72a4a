"""Proving who lives where. Nothing here commits."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from consul_py.accounts.models import User
from consul_py.accounts.queries import find_user, find_user_by_email
from consul_py.kernel import audit, clock, person_key
from consul_py.kernel.authz import person
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.refusal import Refused, ensure
from consul_py.residence import digests, queries, rules
from consul_py.residence.models import BASIC, SUBSTANTIAL, DeskCode, LetterRequest, OnlineStart, Residence, Tries

LEVEL = {"letter": BASIC, "extract": BASIC, "desk": SUBSTANTIAL}  # online: as the provider says


@dataclass(frozen=True)
class Proof:
    """What one of the ways found out."""

    digest: str
    born_on: date
    municipality_id: int | None
    method: str
    level: str


def prove(user_id: int, proof: Proof, *, by: int | None = None) -> bool:
    """Write down that somebody lives where they live; True when another account of theirs is proven, too.

    A new proof takes the place of the old one. Raises Refused.
    """
    person_key.hold()
    if find_user(user_id, lock=True) is None:
        raise Refused(rules.GONE)
    before = queries.find_proof(user_id)
    ensure(rules.same_person(before.digest if before else None, proof.digest, proof.method))
    now = database_now()
    row = before or Residence(user_id=user_id)
    row.digest, row.born_on, row.municipality_id = proof.digest, proof.born_on, proof.municipality_id
    row.method, row.level, row.proven_by_id = proof.method, proof.level, by
    row.proven_at, row.expires_at = now, rules.end_of(now, current_app.config["RESIDENCE_MONTHS"])
    row.told_at = None
    if proof.level == SUBSTANTIAL:
        _end_hearsay(proof.digest, user_id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Refused(rules.TAKEN) from error
    return queries.others_with(proof.digest, user_id) > 0


def _end_hearsay(digest: str, user_id: int) -> None:
    """A document beats what somebody merely knew: other accounts proven by the extract as this person are so no longer."""
    others = (Residence.digest == digest, Residence.user_id != user_id, Residence.method == "extract")
    db.session.execute(delete(Residence).where(*others).execution_options(synchronize_session=False))


def find_account(typed: str) -> User:
    """The account of the person at the desk, by their six digits or their address. Raises Refused."""
    digits = "".join(c for c in typed if c.isascii() and c.isdigit())
    user_id = queries.user_with_desk_code(digits) if len(digits) == 6 and "@" not in typed else None
    found = find_user(user_id) if user_id else find_user_by_email(typed)
    if found is None or found.deleted_at is not None or found.confirmed_at is None:
        raise Refused(rules.NOBODY)
    return found


def prove_at_desk(user: User, name: str, born_on: date, municipality_id: int | None) -> bool:
    """Staff looked at a document: two fields of it, no copy, no number. Raises Refused."""
    staff = person().id or 0
    ensure(rules.NOT_YOURSELF if user.id == staff else None)
    digest = digests.of_line(name, born_on)
    proof = Proof(digest, born_on, municipality_id, "desk", LEVEL["desk"])
    other = prove(user.id, proof, by=staff)
    db.session.execute(delete(DeskCode).where(DeskCode.user_id == user.id))
    audit.record("residence.prove", "user", user.id, user.display_name, municipality_id=municipality_id)
    return other


def new_desk_code(user_id: int) -> None:
    """Six digits that nobody else has now; the older ones of the same person stop counting. Raises Refused."""
    if find_user(user_id, lock=True) is None:
        raise Refused(rules.GONE)
    now = clock.now()
    db.session.execute(delete(DeskCode).where((DeskCode.user_id == user_id) | (DeskCode.expires_at <= now)))
    values = {"user_id": user_id, "expires_at": now + rules.DESK_CODE_LIFE}
    while not insert_once(DeskCode, values | {"code": f"{secrets.randbelow(1_000_000):06}"}):
        continue


def delete_proof(user_id: int) -> None:
    """Somebody takes their proof back."""
    db.session.execute(delete(Residence).where(Residence.user_id == user_id))


def forget(user_id: int) -> None:
    """An account is deleted: everything here about the person goes."""
    for model in (Residence, LetterRequest, Tries, DeskCode, OnlineStart):
        db.session.execute(delete(model).where(model.user_id == user_id))
