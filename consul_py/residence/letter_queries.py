"""Reading letters: who asked, what waits, what was printed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import joinedload

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.residence import rules
from consul_py.residence.models import LetterBatch, LetterRequest

OPEN = and_(LetterRequest.used_at.is_(None), LetterRequest.voided_at.is_(None))
WAITING = and_(OPEN, LetterRequest.batch_id.is_(None), LetterRequest.name.is_not(None))
IN_A_BATCH = 100


def covered_by(places: Collection[int] | None) -> ColumnElement[bool]:
    """Requests from some municipalities; None is all of them."""
    return true() if places is None else LetterRequest.municipality_id.in_(places) if places else false()


def newest_of(user_id: int | None) -> LetterRequest | None:
    """The letter somebody waits for or holds; None when there is none that counts."""
    statement = select(LetterRequest).where(LetterRequest.user_id == user_id, OPEN)
    newest = statement.order_by(LetterRequest.id.desc()).options(joinedload(LetterRequest.batch)).limit(1)
    return db.session.scalar(newest)


def asked_since(user_id: int, moment: datetime) -> list[datetime]:
    """When somebody asked since a moment, oldest first."""
    statement = select(LetterRequest.asked_at).where(LetterRequest.user_id == user_id, LetterRequest.asked_at > moment)
    return list(db.session.scalars(statement.order_by(LetterRequest.asked_at)))


def find_code(user_id: int, code_hash: str) -> LetterRequest | None:
    """The open letter of somebody that holds a code, ended or not."""
    statement = select(LetterRequest).where(
        LetterRequest.code_hash == code_hash, LetterRequest.user_id == user_id, OPEN
    )
    return db.session.scalar(statement.with_for_update())


def waiting(places: Collection[int] | None) -> list[LetterRequest]:
    """The letters to be printed next, oldest first."""
    statement = select(LetterRequest).where(WAITING, covered_by(places)).options(joinedload(LetterRequest.municipality))
    return list(db.session.scalars(statement.order_by(LetterRequest.asked_at, LetterRequest.id).limit(IN_A_BATCH)))


def waiting_number(places: Collection[int] | None) -> int:
    statement = select(func.count(LetterRequest.id)).where(WAITING, covered_by(places))
    return db.session.execute(statement).scalar_one()


def batches(places: Collection[int] | None) -> list[Any]:
    """The newest batches with letters from some municipalities: id, printed_at, letters, used, open."""
    open_ = case_number(and_(OPEN, LetterRequest.expires_at > clock.now()))
    return list(
        db.session.execute(
            select(
                LetterBatch.id, LetterBatch.printed_at, func.count(LetterRequest.id).label("letters"),
                case_number(LetterRequest.used_at.is_not(None)).label("used"), open_.label("open"),
            )
            .join(LetterRequest, LetterRequest.batch_id == LetterBatch.id)
            .where(covered_by(places))
            .group_by(LetterBatch.id, LetterBatch.printed_at)
            .order_by(LetterBatch.id.desc())
            .limit(20)
        )
    )  # fmt: skip


def case_number(condition: Any) -> Any:
    """How many rows fulfil a condition."""
    return func.count(LetterRequest.id).filter(condition)


def get_batch(batch_id: int, places: Collection[int] | None) -> tuple[LetterBatch, list[LetterRequest]]:
    """A batch and its letters from some municipalities. Raises 404."""
    batch = db.session.get(LetterBatch, batch_id, options=[joinedload(LetterBatch.printed_by)])
    statement = select(LetterRequest).where(LetterRequest.batch_id == batch_id, covered_by(places))
    letters = statement.order_by(LetterRequest.id).options(joinedload(LetterRequest.municipality))
    found = list(db.session.scalars(letters))
    if batch is None or not found:
        not_found()
    return batch, found


def get_letter(letter_id: int, places: Collection[int] | None) -> LetterRequest:
    """An open letter. Raises 404."""
    statement = select(LetterRequest).where(LetterRequest.id == letter_id, OPEN, covered_by(places))
    return db.session.scalar(statement.with_for_update()) or not_found()


def data_of(user_id: int) -> list[dict[str, Any]]:
    """The letters of a person, for the download of their own data."""
    rows = db.session.scalars(
        select(LetterRequest)
        .where(LetterRequest.user_id == user_id)
        .options(joinedload(LetterRequest.batch), joinedload(LetterRequest.municipality))
        .order_by(LetterRequest.id)
    )
    return [
        {
            "name": row.name, "street": row.street, "postcode": row.postcode, "place": row.place,
            "municipality": row.municipality.name if row.municipality else None, "born_on": row.born_on,
            "asked_at": row.asked_at, "printed_at": row.batch.printed_at if row.batch else None,
            "code_until": row.expires_at, "used_at": row.used_at, "withdrawn_at": row.voided_at,
        }
        for row in rows
    ]  # fmt: skip


def address_end(letter: LetterRequest) -> datetime:
    return letter.asked_at + rules.ADDRESS_KEPT
