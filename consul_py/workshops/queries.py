"""Reading workshops. Drafts are only there for those who run them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from consul_py.kernel.authz import FACILITATOR, STAFF, Person, may, person
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.web import not_found
from consul_py.processes.models import Process
from consul_py.workshops.followup_models import FollowUp
from consul_py.workshops.models import WAITING, Workshop, WorkshopRegistration
from consul_py.workshops.permissions import PERMISSIONS


def _whole() -> Select[Any]:
    """Workshops with what every list and page shows: process, topic, municipality, state of the follow-up."""
    return (
        select(Workshop)
        .join(Workshop.process)
        .options(
            contains_eager(Workshop.process),
            joinedload(Workshop.topic),
            joinedload(Workshop.municipality),
            joinedload(Workshop.follow_up).load_only(FollowUp.published_at, FollowUp.version, FollowUp.corrected_at),
        )
    )


def visible(workshop_id: int) -> Workshop:
    """A workshop with all that hangs on it: a public one, or any for those who run it. Raises 404."""
    found: Workshop | None = db.session.scalar(_visible(), {"workshop": workshop_id})
    if found is None:
        not_found()
    public = found.is_public and found.process.published_at is not None
    if not public and not may(PERMISSIONS, "manage", found):
        not_found()
    return found


@cache
def _visible() -> Select[Any]:
    return _whole().where(Workshop.id == bindparam("workshop", type_=Integer))


def managed(workshop_id: int, *, agenda: bool = False) -> Workshop:
    """A workshop for the desk; the caller asks the permissions. Raises 404."""
    statement = _whole().where(Workshop.id == workshop_id)
    if agenda:
        statement = statement.options(selectinload(Workshop.agenda))
    found: Workshop | None = db.session.scalar(statement)
    if found is None:
        not_found()
    return found


def locked(workshop_id: int) -> Workshop:
    """A workshop whose row nobody else changes until this transaction ends, read anew. Raises 404."""
    found: Workshop | None = db.session.scalar(_locked(), {"workshop": workshop_id})
    if found is None:
        not_found()
    return found


@cache
def _locked() -> Select[Any]:
    return (
        select(Workshop)
        .where(Workshop.id == bindparam("workshop", type_=Integer))
        .with_for_update(of=Workshop.__table__)  # SQLite: the act holds the write lock anyway
        .execution_options(populate_existing=True)
    )


def find_by_source(source_name: str, external_id: str) -> Workshop | None:
    return db.session.scalar(
        select(Workshop).where(Workshop.source_name == source_name, Workshop.external_id == external_id)
    )


def run_by(who: Person) -> ColumnElement[bool]:
    """A condition: the workshops this person may manage. Mirrors `permissions`."""
    conditions: list[ColumnElement[bool]] = []
    for grant in who.grants:
        if grant.scope == "installation" and grant.role in (STAFF, FACILITATOR, "administrator"):
            return true()
        if grant.scope == "process" and grant.role in (STAFF, FACILITATOR, "administrator"):
            conditions.append(Workshop.process_id == grant.scope_id)
        if grant.scope == "municipality" and grant.role in (STAFF, "administrator"):
            conditions.append(Workshop.municipality_id == grant.scope_id)
        if grant.scope == "workshop" and grant.role in (FACILITATOR, "administrator"):
            conditions.append(Workshop.id == grant.scope_id)
    return or_(*conditions) if conditions else false()


SHOWN = ("upcoming", "past", "draft", "all")


def desk_page(who: Person, shown: str, now: datetime, number: int) -> Page[Workshop]:
    """The workshops a person runs: coming, past, drafts or all."""
    statement = _whole().where(run_by(who))
    if shown == "draft":
        statement = statement.where(Workshop.announced_at.is_(None))
    elif shown == "upcoming":
        statement = statement.where(Workshop.announced_at.is_not(None), Workshop.ends_at > now)
    elif shown == "past":
        statement = statement.where(Workshop.announced_at.is_not(None), Workshop.ends_at <= now)
    newest = shown in ("past", "all")
    order = (Workshop.starts_at.desc(), Workshop.id.desc()) if newest else (Workshop.starts_at, Workshop.id)
    return paged(statement.order_by(*order), number)


def waiting_counts(workshop_ids: list[int]) -> dict[int, int]:
    """How many wait in line, by workshop."""
    rows = db.session.execute(
        select(WorkshopRegistration.workshop_id, func.count())
        .where(WorkshopRegistration.workshop_id.in_(workshop_ids), WorkshopRegistration.state == WAITING)
        .group_by(WorkshopRegistration.workshop_id)
    )
    return {row[0]: row[1] for row in rows}


def desk_workshops(who: Person, now: datetime) -> tuple[list[Workshop], list[tuple[Workshop, int]]]:
    """Of the workshops this person runs, one statement: held ones whose follow-up is not public yet, oldest first;
    and coming ones with people in line, with their number, soonest first.
    """
    line = (
        select(WorkshopRegistration.workshop_id, func.count().label("waiting"))
        .where(WorkshopRegistration.state == WAITING, WorkshopRegistration.confirmed_at.is_not(None))
        .group_by(WorkshopRegistration.workshop_id)
        .subquery()
    )
    owed = and_(Workshop.announced_at.is_not(None), Workshop.ends_at <= now, FollowUp.published_at.is_(None))
    crowded = and_(Workshop.starts_at > now, line.c.waiting.is_not(None))
    statement = (
        _whole()
        .add_columns(line.c.waiting)
        .outerjoin(FollowUp, FollowUp.workshop_id == Workshop.id)
        .outerjoin(line, line.c.workshop_id == Workshop.id)
        .where(run_by(who), Workshop.cancelled_at.is_(None), or_(owed, crowded))
        .order_by(Workshop.starts_at, Workshop.id)
        .limit(70)
    )
    rows = db.session.execute(statement).unique().all()
    ended = [workshop for workshop, _waiting in rows if workshop.ends_at <= now]
    return sorted(ended, key=lambda workshop: workshop.ends_at), [
        (workshop, waiting) for workshop, waiting in rows if workshop.starts_at > now
    ]


def process_choices(who: Person | None = None) -> list[tuple[int, str]]:
    """Processes in which a person may create workshops, as pairs for a select field."""
    who = who or person()
    rows = db.session.execute(select(Process.id, Process.title).order_by(Process.title, Process.id)).all()
    return [(number, title) for number, title in rows if PERMISSIONS["create"](who, number)]


def chosen_process(who: Person, wanted: int | None) -> int | None:
    """`wanted`, if the person may create workshops in it: forms show what a process has in draft. Else the only one."""
    own = [number for number, _title in process_choices(who)]
    if wanted in own:
        return wanted
    return own[0] if len(own) == 1 else None


def choices() -> list[tuple[int, str]]:
    """Every workshop as a pair for a select field, latest first: what a role can be limited to."""
    rows = db.session.execute(
        select(Workshop.id, Workshop.title).order_by(Workshop.starts_at.desc(), Workshop.id.desc())
    )
    return [(number, title) for number, title in rows]


def find_by_word(word: str) -> int | None:
    """A workshop by its number or slug, as typed on the command line."""
    if word.isascii() and word.isdigit() and len(word) < 10:
        return db.session.scalar(select(Workshop.id).where(Workshop.id == int(word)))
    return db.session.scalar(select(Workshop.id).where(Workshop.slug == word).order_by(Workshop.id.desc()).limit(1))
