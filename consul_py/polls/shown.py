"""One poll as its page shows it and as a ballot asks for it: columns, read by two statements that are built once.

A `Shown` has the attributes of a subject and of a poll that the page, its panels, the rules and the permissions ask
for. Acts of the desk load a whole `Poll`, see `queries`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.municipalities.models import Municipality
from consul_py.polls.models import Poll, PollOption, PollQuestion
from consul_py.polls.permissions import PERMISSIONS
from consul_py.processes.around import CONSULTATION, FRAME_COLUMNS, PROCESS, WINDOW_COLUMNS, Frame, Window
from consul_py.subjects.models import PUBLIC, Subject

SUBJECT: Any = Subject.__table__
POLL: Any = Poll.__table__
PLACE: Any = Municipality.__table__
QUESTION: Any = PollQuestion.__table__
OPTION: Any = PollOption.__table__


class Option(NamedTuple):
    id: int
    position: int
    title: str
    description: str


class Question(NamedTuple):
    id: int
    title: str
    description: str
    options: list[Option]


class Place(NamedTuple):
    """The municipality whose residents may vote."""

    name: str


class Shown(NamedTuple):
    """The poll. What stands behind `process` and `consultation` is of their tables."""

    id: int
    kind: str
    process_id: int
    consultation_id: int
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
    body_html: str
    decision_rule: str
    definition_hash: str
    municipality: Place | None
    process: Frame
    consultation: Window
    questions: list[Question]

    @property
    def is_public(self) -> bool:
        return self.visibility == PUBLIC


OF_POLL, PLACE_AT = Shown._fields.index("body_html"), Shown._fields.index("municipality")
FRAME_AT = PLACE_AT + 1
WINDOW_AT = FRAME_AT + len(Frame._fields)


def visible(poll_id: int) -> Shown:
    """A public poll of a published consultation with questions and answers; drafts for their staff. Raises 404."""
    row = db.session.execute(_one(), {"poll": poll_id}).first()
    if row is None:
        not_found()
    own, place = row[:PLACE_AT], row[PLACE_AT]
    around = Frame._make(row[FRAME_AT:WINDOW_AT]), Window._make(row[WINDOW_AT:])
    found = Shown._make((*own, None if place is None else Place(place), *around, _questions(poll_id)))
    published = found.consultation.published_at is not None
    if not (found.is_public and published) and not may(PERMISSIONS, "edit", found):
        not_found()
    return found


@cache
def _one() -> Any:
    return (
        select(
            *[SUBJECT.c[name] for name in Shown._fields[:OF_POLL]],
            *[POLL.c[name] for name in Shown._fields[OF_POLL:PLACE_AT]],
            PLACE.c.name, *FRAME_COLUMNS, *WINDOW_COLUMNS,
        )
        .join_from(SUBJECT, POLL, POLL.c.id == SUBJECT.c.id)
        .join(CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .join(PROCESS, PROCESS.c.id == CONSULTATION.c.process_id)
        .outerjoin(PLACE, PLACE.c.id == SUBJECT.c.municipality_id)
        .where(SUBJECT.c.id == bindparam("poll", type_=Integer))
    )  # fmt: skip


def _questions(poll_id: int) -> list[Question]:
    """The questions in their order, each with its answers in theirs."""
    found: dict[int, Question] = {}
    for row in db.session.execute(_answers(), {"poll": poll_id}):
        question = found.setdefault(row[0], Question._make((*row[:3], [])))
        if row[3] is not None:
            question.options.append(Option._make(row[3:]))
    return list(found.values())


@cache
def _answers() -> Any:
    return (
        select(
            QUESTION.c.id, QUESTION.c.title, QUESTION.c.description,
            *[OPTION.c[name] for name in Option._fields],
        )
        .outerjoin_from(QUESTION, OPTION, OPTION.c.question_id == QUESTION.c.id)
        .where(QUESTION.c.poll_id == bindparam("poll", type_=Integer))
        .order_by(QUESTION.c.position, QUESTION.c.id, OPTION.c.position, OPTION.c.id)
    )  # fmt: skip
