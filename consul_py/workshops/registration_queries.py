"""Reading who comes. Names and addresses leave this file only for the person and for those who run the workshop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from consul_py.accounts.queries import email_key
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db
from consul_py.workshops import links, rules
from consul_py.workshops.models import REGISTERED, RESERVED, WAITING, Workshop, WorkshopRegistration


def by_token(token: str) -> WorkshopRegistration | None:
    """The registration a link in a mail names, with its workshop; None when it is gone."""
    named = links.read(token)
    if named is None:
        return None
    found: WorkshopRegistration | None = db.session.scalar(
        select(WorkshopRegistration)
        .where(WorkshopRegistration.id == named[0], WorkshopRegistration.salt == named[1])
        .options(joinedload(WorkshopRegistration.workshop))
    )
    return found


def of_person(workshop_id: int, who: Person) -> WorkshopRegistration | None:
    """A signed-in person's own registration: made with the account or with its address."""
    if who.id is None:
        return None
    values = {"workshop": workshop_id, "key": email_key(who.email), "user": who.id}
    found: WorkshopRegistration | None = db.session.scalar(_of_person(), values)
    return found


@cache
def _of_person() -> Select[Any]:
    own = _same(with_account=True).order_by(WorkshopRegistration.user_id.is_(None), WorkshopRegistration.id)
    return own.limit(1)


def _same(*, with_account: bool) -> Select[Any]:
    """Registrations for `:workshop` with the address `:key`, or with the account `:user`."""
    own: Any = WorkshopRegistration.email_key == bindparam("key", type_=String)
    if with_account:
        own = or_(own, WorkshopRegistration.user_id == bindparam("user", type_=Integer))
    of_workshop = WorkshopRegistration.workshop_id == bindparam("workshop", type_=Integer)
    return select(WorkshopRegistration).where(of_workshop, own)


def find(workshop_id: int, key: str, user_id: int | None = None) -> WorkshopRegistration | None:
    values = {"workshop": workshop_id, "key": key} | ({} if user_id is None else {"user": user_id})
    found: WorkshopRegistration | None = db.session.scalar(_find(user_id is not None), values)
    return found


@cache
def _find(with_account: bool) -> Select[Any]:
    found = _same(with_account=with_account).order_by(WorkshopRegistration.id).limit(1)
    return found.execution_options(populate_existing=True)


def get(workshop_id: int, registration_id: int) -> WorkshopRegistration | None:
    found = db.session.get(WorkshopRegistration, registration_id)
    return found if found is not None and found.workshop_id == workshop_id else None


def first_in_line(workshop_id: int) -> WorkshopRegistration | None:
    """Who moves up next: the earliest confirmed one that waits."""
    found: WorkshopRegistration | None = db.session.scalar(
        select(WorkshopRegistration)
        .where(
            WorkshopRegistration.workshop_id == workshop_id,
            WorkshopRegistration.state == WAITING,
            WorkshopRegistration.confirmed_at.is_not(None),
        )
        .order_by(WorkshopRegistration.id)
        .limit(1)
    )
    return found


def place_in_line(registration: WorkshopRegistration) -> int:
    """1 for the next who moves up."""
    counted = db.session.scalar(
        select(func.count()).where(
            WorkshopRegistration.workshop_id == registration.workshop_id,
            WorkshopRegistration.state == WAITING,
            WorkshopRegistration.id <= registration.id,
        )
    )
    return int(counted or 0)


def mine(who: Person, now: datetime) -> list[WorkshopRegistration]:
    """A person's registrations for workshops that are not over, soonest first."""
    if who.id is None:
        return []
    own = WorkshopRegistration.email_key == email_key(who.email)
    statement = (
        select(WorkshopRegistration)
        .join(WorkshopRegistration.workshop)
        .where(or_(WorkshopRegistration.user_id == who.id, own), Workshop.ends_at > now)
        .options(joinedload(WorkshopRegistration.workshop))
        .order_by(Workshop.starts_at, WorkshopRegistration.id)
        .limit(50)
    )
    return list(db.session.scalars(statement))


def people(workshop_id: int) -> list[WorkshopRegistration]:
    """The facilitator's list: seats by name, then the line in its order."""
    rows = db.session.scalars(
        select(WorkshopRegistration)
        .where(WorkshopRegistration.workshop_id == workshop_id)
        .order_by(WorkshopRegistration.id)
        .limit(2000)
    ).all()
    seated = [row for row in rows if row.state != WAITING]
    seated.sort(key=lambda row: (row.state == RESERVED, row.name.casefold(), row.id))
    return seated + [row for row in rows if row.state == WAITING]


@dataclass(frozen=True)
class Numbers:
    registered: int
    reserved: int
    waiting: int
    attended: int


def numbers(workshop_id: int) -> Numbers:
    rows = db.session.execute(
        select(WorkshopRegistration.state, WorkshopRegistration.attended, func.count())
        .where(WorkshopRegistration.workshop_id == workshop_id)
        .group_by(WorkshopRegistration.state, WorkshopRegistration.attended)
    ).all()
    by_state = {state: sum(n for s, _a, n in rows if s == state) for state in (REGISTERED, RESERVED, WAITING)}
    came = sum(n for _s, attended, n in rows if attended)
    return Numbers(by_state[REGISTERED], by_state[RESERVED], by_state[WAITING], came)


def expired(now: datetime, limit: int = 200) -> list[tuple[int, int]]:
    """Reservations nobody confirmed in time: (id, workshop id)."""
    rows = db.session.execute(
        select(WorkshopRegistration.id, WorkshopRegistration.workshop_id)
        .where(WorkshopRegistration.expires_at <= now, WorkshopRegistration.confirmed_at.is_(None))
        .order_by(WorkshopRegistration.expires_at, WorkshopRegistration.id)
        .limit(limit)
    )
    return [(number, workshop_id) for number, workshop_id in rows]


def to_erase(now: datetime) -> list[int]:
    """Workshops whose list of people is due to be erased."""
    statement = select(Workshop.id).where(Workshop.ends_at <= now - rules.KEEP_PEOPLE, Workshop.erased_at.is_(None))
    return list(db.session.scalars(statement.order_by(Workshop.ends_at, Workshop.id).limit(100)))


def with_notice(limit: int = 50) -> list[tuple[int, str]]:
    """Registrations for which a mail is due: (id, which)."""
    rows = db.session.execute(
        select(WorkshopRegistration.id, WorkshopRegistration.notice)
        .where(WorkshopRegistration.notice != "")
        .order_by(WorkshopRegistration.id)
        .limit(limit)
    )
    return [(number, notice) for number, notice in rows]


def whole(registration_id: int) -> WorkshopRegistration | None:
    """A registration with its workshop and the workshop's changes, read anew."""
    statement: Select[Any] = (
        select(WorkshopRegistration)
        .where(WorkshopRegistration.id == registration_id)
        .options(joinedload(WorkshopRegistration.workshop).selectinload(Workshop.changes))
        .execution_options(populate_existing=True)
    )
    found: WorkshopRegistration | None = db.session.scalar(statement)
    return found


def data_of(user_id: int) -> list[dict[str, Any]]:
    """What is kept about a person's registrations: for the download of their own data."""
    rows = db.session.scalars(
        select(WorkshopRegistration)
        .where(WorkshopRegistration.user_id == user_id)
        .options(joinedload(WorkshopRegistration.workshop))
        .order_by(WorkshopRegistration.id)
    )
    return [
        {
            "workshop": row.workshop.title,
            "starts_at": row.workshop.starts_at.isoformat(),
            "name": row.name,
            "email": row.email,
            "needs": row.needs,
            "state": row.state,
            "registered_at": row.created_at.isoformat(),
            "attended": row.attended,
        }
        for row in rows
    ]
