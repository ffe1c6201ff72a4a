"""One proposal as its page shows it: columns instead of objects, read by one statement that is built once.

A `Shown` has the attributes of a subject and of a proposal that the page, its panels, the rules and the permissions
ask for. Acts load a whole `Proposal`, see `queries`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, select

from consul_py.accounts.models import User
from consul_py.comments.models import ClosedTalk
from consul_py.follows.models import Follow
from consul_py.kernel.db import CLOCK, db, has_clock, now
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.proposals.models import Proposal
from consul_py.proposals.queries import check_visible
from consul_py.subjects import shown
from consul_py.subjects.shown import SUBJECT
from consul_py.votes.models import Vote


@dataclass(frozen=True, slots=True)
class Shown(shown.Shown):
    """The proposal."""

    body_html: str
    place: str
    picture_count: int
    version: int
    threshold: int
    threshold_reached_at: datetime | None
    answer_due: datetime | None
    answered_at: datetime | None
    decision: str | None
    answer: str
    answer_html: str
    responsible_unit: str
    cost_note: str
    decided_by_note: str
    forwarded_to: str
    corrected_at: datetime | None
    withdrawn_at: datetime | None
    merged_into_id: int | None
    merged_at: datetime | None
    source_name: str | None
    external_url: str | None
    author_name: str | None
    author_deleted_at: datetime | None
    mine: int | None  # the vote of the person who asks
    merged_count: int  # how many were merged into this one
    talk_closed: bool  # by moderation; the panels of comments and of follows find these two here
    followed: bool  # by the person who asks


WIDTH = len(fields(Shown))


def visible(proposal_id: int, person_id: int | None) -> Shown:
    """A proposal this person may read. Raises 404."""
    return _read(_one(), proposal_id, person_id)[0]


def visible_now(proposal_id: int, person_id: int) -> tuple[Shown, datetime]:
    """The same with the time by the database's clock, for acts that decide by a deadline; one statement."""
    if not has_clock():
        return visible(proposal_id, person_id), now()
    found, (moment,) = _read(_one(CLOCK), proposal_id, person_id)
    return found, moment.astimezone(UTC)


def _read(statement: Any, proposal_id: int, person_id: int | None) -> tuple[Shown, tuple[Any, ...]]:
    """The proposal, and what the statement has besides. Raises 404."""
    row = db.session.execute(statement, {"id": proposal_id, "person": person_id}).first()
    if row is None:
        not_found()
    values = shown.values(row)
    found = Shown(*values[:WIDTH])
    check_visible(found)
    return found, values[WIDTH:]


@kept
def _one(*more: Any) -> Any:
    tables: list[Any] = [model.__table__ for model in (Proposal, Vote, User, ClosedTalk, Follow)]
    own, vote, author, closed, follow = tables
    names = shown.own_names(Shown)
    columns: list[Any] = [own.c[name] for name in names[: names.index("source_name")]]
    columns += [SUBJECT.c.source_name, SUBJECT.c.external_url, author.c.display_name, author.c.deleted_at, vote.c.value]
    # Counted: SQLite would look for an EXISTS row by row where nothing was ever merged.
    merged: Any = own.alias("merged")
    columns += [select(func.count()).where(merged.c.merged_into_id == SUBJECT.c.id).scalar_subquery()]
    columns += [closed.c.subject_id.is_not(None), follow.c.id.is_not(None)]
    person: Any = bindparam("person", type_=Integer)
    rows = (
        shown.around(own)
        .outerjoin(author, author.c.id == SUBJECT.c.author_id)
        .outerjoin(vote, and_(vote.c.subject_id == SUBJECT.c.id, vote.c.user_id == person))
        .outerjoin(closed, closed.c.subject_id == SUBJECT.c.id)
        .outerjoin(follow, and_(follow.c.subject_id == SUBJECT.c.id, follow.c.user_id == person))
    )
    found = select(*shown.COLUMNS, *columns, *more).select_from(rows)
    return found.where(SUBJECT.c.id == bindparam("id", type_=Integer))
