"""What time does: addresses go after 30 days, proofs end and are told before, spent rows are deleted."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update

from consul_py.accounts.models import User
from consul_py.kernel import clock, mail
from consul_py.kernel.db import db, transaction
from consul_py.kernel.jobs import Job, stopping
from consul_py.kernel.web import public_url
from consul_py.residence import rules
from consul_py.residence.letter_queries import OPEN
from consul_py.residence.letters import NO_ADDRESS
from consul_py.residence.models import DeskCode, LetterBatch, LetterRequest, OnlineStart, Residence, Tries

log = logging.getLogger("consul.residence")
TRIES_KEPT = timedelta(days=2)
AT_ONCE = 50


def sweep() -> int:
    """Delete and tell what is due; answers how many rows. Takes the write lock only when there is something."""
    now = clock.now()
    done = tell(now)
    due = [*_old_addresses(now), *_spent(now)]
    if any(db.session.scalar(select(exists(select(model).where(which)))) for model, which, _values in due):
        with transaction():
            done += sum(_change(*one) for one in due)
    return done


def _old_addresses(now: datetime) -> list[tuple[Any, Any, dict[str, Any] | None]]:
    """An address that nobody printed in time ends the request; a printed one leaves its code."""
    old = and_(LetterRequest.name.is_not(None), LetterRequest.asked_at <= now - rules.ADDRESS_KEPT)
    ended = NO_ADDRESS | {"voided_at": now}
    return [
        (LetterRequest, and_(old, LetterRequest.batch_id.is_(None)), ended),
        (LetterRequest, and_(old, LetterRequest.batch_id.is_not(None)), NO_ADDRESS),
    ]


def _spent(now: datetime) -> list[tuple[Any, Any, dict[str, Any] | None]]:
    letters = select(LetterRequest.batch_id).where(LetterRequest.batch_id.is_not(None))
    old_letter = and_(LetterRequest.asked_at <= now - rules.ENDED_KEPT, or_(~OPEN, LetterRequest.expires_at <= now))
    return [
        (LetterRequest, old_letter, None),
        (LetterBatch, and_(LetterBatch.printed_at <= now - rules.ENDED_KEPT, LetterBatch.id.not_in(letters)), None),
        (Residence, Residence.expires_at <= now - rules.ENDED_KEPT, None),
        (DeskCode, DeskCode.expires_at <= now, None),
        (OnlineStart, OnlineStart.expires_at <= now, None),
        (Tries, Tries.day < (now - TRIES_KEPT).date(), None),
    ]


def _change(model: Any, which: Any, values: dict[str, Any] | None) -> int:
    statement: Any = delete(model) if values is None else update(model).values(**values)
    result: Any = db.session.execute(statement.where(which).execution_options(synchronize_session=False))
    return int(result.rowcount)


def tell(now: datetime) -> int:
    """Write to everybody whose proof ends within 30 days, once; each in its own transaction. Answers how many.

    What cannot be written is logged, stops nobody else, and is tried again with the next sweep.
    """
    soon = (Residence.expires_at <= now + rules.TOLD_BEFORE, Residence.expires_at > now, Residence.told_at.is_(None))
    told, failed = 0, set[int]()
    while not stopping():
        people = (
            select(Residence.user_id, Residence.expires_at, User.email, User.locale, User.display_name)
            .join(User, User.id == Residence.user_id)
            .where(*soon, Residence.user_id.not_in(failed))
            .order_by(Residence.expires_at, Residence.user_id)
            .limit(AT_ONCE)
        )
        rows = db.session.execute(people).all()
        if not rows:
            break
        for row in rows:
            try:
                with transaction():
                    told += _told(row, soon, now)
            except Exception:
                log.exception("account %s cannot be told that its proof ends", row.user_id)
                failed.add(row.user_id)
    return told


def _told(row: Any, soon: Any, now: datetime) -> bool:
    if not _change(Residence, and_(Residence.user_id == row.user_id, *soon), {"told_at": now}):
        return False
    mail.post(
        "residence/ending", row.email, language=row.locale or "de", name=row.display_name,
        end=row.expires_at, url=public_url("residence.show"),
    )  # fmt: skip
    return True


JOB = Job("residence", sweep)
