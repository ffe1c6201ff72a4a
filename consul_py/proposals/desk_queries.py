"""What the desk reads of proposals: the table with its filters, in the official's scope."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func

from consul_py.kernel import search
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.proposals import rules
from consul_py.proposals.lines import lines
from consul_py.proposals.models import Proposal
from consul_py.proposals.queries import in_scope, is_waiting
from consul_py.subjects.models import DRAFT, PUBLIC

STATES = ("waiting", "overdue", "near", "open", "answered", "gone", "all")
SORTS: dict[str, Any] = {
    "published": Proposal.published_at,
    "supports": Proposal.support_count,
    "comments": Proposal.comment_count,
    # Proposals without a date come last in both directions, on both databases.
    "due": func.coalesce(Proposal.answer_due, datetime(9999, 1, 1, tzinfo=UTC)),
    "title": Proposal.title,
}
EXPORT_LIMIT = 50_000


def _condition(state: str, now: datetime) -> ColumnElement[bool]:
    waiting = is_waiting(now)
    near = and_(
        Proposal.threshold > 0,
        Proposal.threshold_reached_at.is_(None),
        Proposal.answered_at.is_(None),
        Proposal.support_count >= Proposal.threshold * rules.NEAR,
    )
    conditions = {
        "waiting": waiting,
        "overdue": and_(waiting, Proposal.answer_due < now),
        "near": and_(Proposal.visibility == PUBLIC, near),
        "open": and_(Proposal.visibility == PUBLIC, Proposal.answered_at.is_(None), ~waiting),
        "answered": and_(Proposal.visibility == PUBLIC, Proposal.answered_at.is_not(None)),
        "gone": Proposal.visibility.not_in((PUBLIC, DRAFT)),
    }
    return conditions.get(state, Proposal.visibility == PUBLIC)


def _statement(who: Person, state: str, q: str, sort: str, desc: bool, now: datetime) -> Any:
    column = SORTS[sort]
    statement = lines().where(Proposal.kind == "proposal", _condition(state, now), in_scope(who))
    if q.strip():
        statement = statement.where(search.matching(q))
    return statement.order_by(column.desc() if desc else column, Proposal.id.desc())


def table(who: Person, state: str, q: str, sort: str, desc: bool, now: datetime, page: int) -> Page[Any]:
    return paged(_statement(who, state, q, sort, desc, now), page, 50, scalars=False)


def export(who: Person, state: str, q: str, sort: str, desc: bool, now: datetime) -> list[Any]:
    return list(db.session.execute(_statement(who, state, q, sort, desc, now).limit(EXPORT_LIMIT)))
