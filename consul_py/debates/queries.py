"""Reading debates. What public lists show is in `line_queries`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, false, select, true
from sqlalchemy.orm import contains_eager, joinedload

from consul_py.debates.models import Debate
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.web import not_found
from consul_py.processes.models import Consultation
from consul_py.subjects.models import HIDDEN, PUBLIC, Subject

SORTS = ("newest", "active")
STATES = ("all", "open", "closed")


def _whole() -> Any:
    """Debates with what every page of them shows; one statement."""
    return (
        select(Debate)
        .outerjoin(Debate.consultation)
        .options(
            contains_eager(Debate.consultation),
            joinedload(Debate.process),
            joinedload(Debate.topic),
            joinedload(Debate.author),
        )
    )


def visible_debate(debate_id: int) -> Debate:
    """A public debate. Raises 404."""
    found: Debate | None = db.session.scalar(_public_by_id(), {"id": debate_id})
    return found or not_found()


@cache
def _public_by_id() -> Any:
    return _whole().where(Debate.id == bindparam("id", type_=Integer), Debate.visibility == PUBLIC)


def is_hidden(debate_id: int) -> bool:
    """Whether moderation has taken it off the public pages."""
    return db.session.scalar(_hidden(), {"id": debate_id}) is not None


@cache
def _hidden() -> Any:
    table: Any = Subject.__table__
    wanted = select(table.c.id).where(table.c.id == bindparam("id", type_=Integer))
    return wanted.where(table.c.kind == "debate", table.c.visibility == HIDDEN)


def get_debate(debate_id: int) -> Debate:
    """A debate in any state, for officials; the caller asks the permissions. Raises 404."""
    found: Debate | None = db.session.scalar(_whole().where(Debate.id == debate_id))
    return found or not_found()


def is_open(now: datetime) -> ColumnElement[bool]:
    """Its consultation runs and nobody has concluded it."""
    return and_(
        Debate.concluded_at.is_(None),
        Consultation.published_at.is_not(None),
        Consultation.evaluated_at.is_(None),
        Consultation.opens_at <= now,
        Consultation.closes_at > now,
    )


def _managed_by(who: Person) -> ColumnElement[bool]:
    """Only debates of processes whose staff the person is."""
    mine = [grant for grant in who.grants if grant.role in (STAFF, ADMINISTRATOR)]
    if any(grant.scope == "installation" or grant.role == ADMINISTRATOR for grant in mine):
        return true()
    ids = [grant.scope_id for grant in mine if grant.scope == "process"]
    return Subject.process_id.in_(ids) if ids else false()


def for_desk(who: Person, *, state: str, now: datetime, number: int) -> Page[Debate]:
    """All debates that a person manages: `waiting` for a conclusion, `open`, `closed` or `all`."""
    found = _whole().where(Subject.kind == "debate", _managed_by(who))
    wanted = {
        "waiting": _waits(now),
        "open": and_(is_open(now), Subject.visibility == PUBLIC),
        "closed": Debate.concluded_at.is_not(None),
    }.get(state, true())
    return paged(found.where(wanted).order_by(Subject.published_at.desc(), Subject.id.desc()), number, 30)


def _waits(now: datetime) -> ColumnElement[bool]:
    """Its consultation is over and nothing was concluded."""
    return and_(Debate.concluded_at.is_(None), Subject.visibility == PUBLIC, Consultation.closes_at <= now)


def waiting_count(who: Person, now: datetime) -> int:
    """How many debates of closed consultations have no conclusion."""
    if not who.has(STAFF):
        return 0
    found = (
        select(Debate.id)
        .join(Debate.consultation)
        .where(Subject.kind == "debate", _managed_by(who), _waits(now))
        .limit(1000)
    )
    return len(db.session.execute(found).all())


def find_sent(sent_key: str) -> Debate | None:
    """The debate that was made of this form."""
    return db.session.scalar(select(Debate).where(Debate.sent_key == sent_key))


def data_of(user_id: int) -> list[dict[str, Any]]:
    """The debates a person started, for the download of their own data."""
    found = select(Debate).where(Subject.author_id == user_id).order_by(Debate.id)
    return [
        {
            "question": debate.title,
            "text": debate.body,
            "published_at": debate.published_at.isoformat() if debate.published_at else None,
            "visibility": debate.visibility,
        }
        for debate in db.session.scalars(found)
    ]
