"""One proposal as its page shows it: columns instead of objects, read by one statement that is built once.

A `Shown` has the attributes of a subject and of a proposal that the page, its panels, the rules and the permissions
ask for. Acts load a whole `Proposal`, see `queries`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, select

from consul_py.accounts.models import User
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.municipalities.models import Municipality
from consul_py.processes.around import CONSULTATION, FRAME_COLUMNS, PROCESS, WINDOW_COLUMNS, Frame, Window
from consul_py.processes.models import TopicField
from consul_py.proposals.models import Proposal
from consul_py.proposals.queries import check_visible
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.votes.models import Vote


class Shown(NamedTuple):
    """The proposal. What stands behind `process` and `consultation` is of their tables."""

    id: int
    kind: str
    process_id: int
    consultation_id: int | None
    municipality_id: int | None
    author_id: int | None
    title: str
    slug: str
    summary: str
    visibility: str
    published_at: datetime | None
    support_count: int
    comment_count: int
    follow_count: int
    source_name: str | None
    external_url: str | None
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
    topic_title: str | None
    municipality_name: str | None
    author_name: str | None
    author_deleted_at: datetime | None
    mine: int | None  # the vote of the person who asks
    merged_count: int  # how many were merged into this one
    process: Frame
    consultation: Window | None

    @property
    def is_public(self) -> bool:
        return self.visibility == PUBLIC


FRAME_AT = len(Shown._fields) - 2
WINDOW_AT = FRAME_AT + len(Frame._fields)
OF_SUBJECT = Shown._fields.index("body_html")  # up to here the fields are columns of subject, then of proposal
OF_PROPOSAL = Shown._fields.index("topic_title")


def visible(proposal_id: int, person_id: int | None) -> Shown:
    """A proposal this person may read. Raises 404."""
    row = db.session.execute(_one(), {"id": proposal_id, "person": person_id}).first()
    if row is None:
        not_found()
    columns = tuple(row)
    window = Window(*columns[WINDOW_AT:]) if row.consultation_id is not None else None
    found = Shown._make((*columns[:FRAME_AT], Frame(*columns[FRAME_AT:WINDOW_AT]), window))
    check_visible(found)
    return found


@cache
def _one() -> Any:
    tables: list[Any] = [model.__table__ for model in (Subject, Proposal, Vote, User, TopicField, Municipality)]
    subject, own, vote, author, topic, place = tables
    columns: list[Any] = [subject.c[name] for name in Shown._fields[:OF_SUBJECT]]
    columns += [own.c[name] for name in Shown._fields[OF_SUBJECT:OF_PROPOSAL]]
    merged = own.alias("merged")
    columns += [topic.c.title, place.c.name, author.c.display_name, author.c.deleted_at, vote.c.value]
    # Counted: SQLite would look for an EXISTS row by row where nothing was ever merged.
    columns += [select(func.count()).where(merged.c.merged_into_id == subject.c.id).scalar_subquery()]
    columns += FRAME_COLUMNS + WINDOW_COLUMNS
    person: Any = bindparam("person", type_=Integer)
    joined = (
        subject.join(own, own.c.id == subject.c.id)
        .join(PROCESS, PROCESS.c.id == subject.c.process_id)
        .outerjoin(CONSULTATION, CONSULTATION.c.id == subject.c.consultation_id)
        .outerjoin(topic, topic.c.id == subject.c.topic_id)
        .outerjoin(place, place.c.id == subject.c.municipality_id)
        .outerjoin(author, author.c.id == subject.c.author_id)
        .outerjoin(vote, and_(vote.c.subject_id == subject.c.id, vote.c.user_id == person))
    )
    return select(*columns).select_from(joined).where(subject.c.id == bindparam("id", type_=Integer))
