"""Seats: one row per person, one conditional UPDATE per seat, and a line whose first moves up when a seat is free.

Everything that gives or takes a seat locks the workshop's row first, so that nobody waits beside a free seat.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, delete, or_, update

from consul_py.accounts.queries import email_key
from consul_py.kernel import audit
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db, insert_once, now
from consul_py.kernel.refusal import Refusal, ensure
from consul_py.workshops import letters, queries, registration_queries, rules
from consul_py.workshops.models import REGISTERED, RESERVED, WAITING, Workshop, WorkshopRegistration

WORKSHOP: Any = Workshop.__table__
ROW = WORKSHOP.c
RegistrationRow = WorkshopRegistration


def lock(workshop_id: int) -> Workshop:
    """The workshop, with its row locked until the transaction ends."""
    return queries.locked(workshop_id)


def register(workshop_id: int, who: Person, needs: str, locale: str) -> RegistrationRow:
    """A signed-in person's place: a seat, or one in line. Again is no second one."""
    workshop = lock(workshop_id)
    moment = now()
    ensure(rules.can_register(workshop, moment))
    values = _values(workshop.id, who.email, who.display_name, needs, locale, moment) | {
        "user_id": who.id,
        "confirmed_at": moment,
    }
    fresh = insert_once(RegistrationRow, values)
    row = registration_queries.find(workshop.id, values["email_key"], who.id)
    assert row is not None
    if fresh:
        _seat(row, REGISTERED)
        letters.welcome(workshop, row)
    elif row.confirmed_at is None:  # asked for before without the account; the account proves the address
        row.user_id, row.name = who.id, who.display_name
        confirm(row)
    return row


def request(workshop_id: int, name: str, email: str, needs: str, locale: str) -> None:
    """A visitor's place: kept for a day, and a mail with the link that confirms it.

    The answer is the same whether the address is on the list already or not: nobody learns who comes.
    """
    workshop = lock(workshop_id)
    moment = now()
    ensure(rules.can_register(workshop, moment))
    until = min(moment + rules.RESERVATION, workshop.starts_at)
    values = _values(workshop.id, email, name, needs, locale, moment) | {"expires_at": until}
    fresh = insert_once(RegistrationRow, values)
    row = registration_queries.find(workshop.id, values["email_key"])
    assert row is not None
    if fresh:
        _seat(row, RESERVED)
    elif row.confirmed_at is None:
        row.expires_at = until
    letters.ask_to_confirm(workshop, row) if row.confirmed_at is None else letters.already(workshop, row)


def add_by_hand(workshop: Workshop, name: str, email: str, needs: str) -> RegistrationRow:
    """Somebody who called or wrote: confirmed by the facilitator, with or without an address."""
    lock(workshop.id)
    values = _values(workshop.id, email, name, needs, "de", now()) | {"confirmed_at": now()}
    if not email:
        values["email_key"] = f"by-hand:{values['salt']}"
    fresh = insert_once(RegistrationRow, values)
    ensure(None if fresh else Refusal("listed", rules.LISTED))
    row = registration_queries.find(workshop.id, values["email_key"])
    assert row is not None
    _seat(row, REGISTERED)
    audit.record("workshop.people", "workshop", workshop.id, workshop.title, verb="add")
    if email:
        letters.welcome(workshop, row)
    return row


def _values(workshop_id: int, email: str, name: str, needs: str, locale: str, moment: datetime) -> dict[str, Any]:
    return {
        "workshop_id": workshop_id,
        "email": email,
        "email_key": email_key(email),
        "name": name,
        "needs": needs,
        "locale": locale,
        "state": WAITING,
        "salt": secrets.token_hex(16),
        "created_at": moment,
    }


def _seat(row: RegistrationRow, state: str) -> bool:
    """Take a seat for a row when one is free; the last one goes to exactly one of all who ask."""
    hit: Any = db.session.execute(_one_more(), {"workshop": row.workshop_id})
    if hit.rowcount == 1:
        row.state = state
        db.session.flush()
    return bool(hit.rowcount == 1)


@cache
def _one_more() -> Any:
    """Take a seat of `:workshop` while one is free."""
    free = or_(ROW.capacity.is_(None), ROW.taken < ROW.capacity)
    found = update(WORKSHOP).where(ROW.id == bindparam("workshop", type_=Integer), free)
    return found.values(taken=ROW.taken + 1)


def confirm(row: RegistrationRow) -> None:
    """The person behind the address wants to come. A kept seat becomes theirs; else they stand in line."""
    workshop = lock(row.workshop_id)
    ensure(Refusal("cancelled", rules.IS_CANCELLED) if workshop.cancelled_at else rules.can_leave(workshop, now()))
    hit: Any = db.session.execute(
        update(RegistrationRow)
        .where(RegistrationRow.id == row.id, RegistrationRow.confirmed_at.is_(None))
        .values(confirmed_at=now(), expires_at=None)
        .execution_options(synchronize_session=False)
    )
    if hit.rowcount != 1:
        return
    db.session.refresh(row, ["confirmed_at", "expires_at", "state"])
    if row.state == RESERVED:
        row.state = REGISTERED
    else:
        _seat(row, REGISTERED)
    letters.welcome(workshop, row)


def leave(row: RegistrationRow) -> bool:
    """Give the place back; the first in line gets it in this transaction. False when it was gone already."""
    workshop = lock(row.workshop_id)
    ensure(rules.can_leave(workshop, now()))
    return _remove(workshop, row.id)


def _remove(workshop: Workshop, row_id: int, *conditions: Any) -> bool:
    gone = db.session.execute(
        delete(RegistrationRow)
        .where(RegistrationRow.id == row_id, *conditions)
        .returning(RegistrationRow.state)
        .execution_options(synchronize_session=False)
    ).scalar()
    if gone in (RESERVED, REGISTERED):
        db.session.execute(update(WORKSHOP).where(ROW.id == workshop.id).values(taken=ROW.taken - 1))
        move_up(workshop)
    return gone is not None


def move_up(workshop: Workshop) -> int:
    """Give free seats to those who wait, in their order, and tell them; answers how many."""
    moved = 0
    if workshop.cancelled_at is not None or now() >= workshop.starts_at:
        return moved
    while (row := registration_queries.first_in_line(workshop.id)) and _seat(row, REGISTERED):
        letters.moved_up(workshop, row)
        moved += 1
    return moved


def strike(workshop: Workshop, row: RegistrationRow) -> None:
    """The facilitator takes somebody off the list, because they asked for it."""
    leave(row)
    audit.record("workshop.people", "workshop", workshop.id, workshop.title, verb="remove")


def release_expired(row_id: int, workshop_id: int) -> None:
    """Free a reservation that nobody confirmed in time."""
    workshop = lock(workshop_id)
    _remove(workshop, row_id, RegistrationRow.confirmed_at.is_(None), RegistrationRow.expires_at <= now())


def mark_attended(workshop: Workshop, came: set[int]) -> None:
    """Note who was there, as the facilitator ticked them."""
    audit.record("workshop.people", "workshop", workshop.id, workshop.title, verb="attended")
    for row in registration_queries.people(workshop.id):
        if row.state == REGISTERED:
            row.attended = row.id in came


def erase_people(workshop_id: int) -> None:
    """Delete the list of people; how many seats were taken stays."""
    db.session.execute(delete(RegistrationRow).where(RegistrationRow.workshop_id == workshop_id))
    db.session.execute(update(WORKSHOP).where(ROW.id == workshop_id).values(erased_at=now()))


def tell(row_id: int, notice: str) -> None:
    """Write the mail a registration is marked for; once, however many workers try."""
    hit: Any = db.session.execute(
        update(RegistrationRow)
        .where(RegistrationRow.id == row_id, RegistrationRow.notice == notice)
        .values(notice="")
        .execution_options(synchronize_session=False)
    )
    row = registration_queries.whole(row_id) if hit.rowcount == 1 else None
    if row is not None:
        letters.notice(notice, row.workshop, row)
