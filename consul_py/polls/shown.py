"""One poll as its page shows it and as a ballot asks for it: columns, read by two statements that are built once.

A `Shown` has the attributes of a subject and of a poll that the page, its panels, the rules and the permissions ask
for, and its urn once it is frozen. Acts of the desk load a whole `Poll`, see `queries`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from consul_py.ballots.models import Urn
from consul_py.ballots.queries import Line as UrnLine
from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.polls.models import Poll, PollOption, PollQuestion
from consul_py.polls.permissions import PERMISSIONS
from consul_py.processes.around import CONSULTATION, Window
from consul_py.subjects import shown

POLL: Any = Poll.__table__
QUESTION: Any = PollQuestion.__table__
OPTION: Any = PollOption.__table__
URN: Any = Urn.__table__
PICTURE: Any = StoredFile.__table__.alias("picture")
DOCUMENT: Any = StoredFile.__table__.alias("document")


class Option(NamedTuple):
    id: int
    position: int
    title: str
    description: str
    picture_name: str | None
    picture_title: str | None
    picture_width: int | None
    picture_height: int | None
    document_name: str | None
    document_title: str | None
    document_octets: int | None


class Question(NamedTuple):
    id: int
    title: str
    description: str
    kind: str
    minimum: int
    maximum: int
    points: int
    method: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Shown(shown.Shown):
    """The poll. It always has a consultation; `eligible` counts by channel."""

    consultation: Window
    body_html: str
    decision_rule: str
    who: str
    minimum_age: int | None
    majority: str
    quorum: int
    shuffled: bool
    objection_days: int
    urn: UrnLine | None
    eligible: dict[str, int]
    questions: list[Question]

    @property
    def is_counted(self) -> bool:
        """Whether the final seal is made, so that there is a result."""
        return self.urn is not None and self.urn.sealed_at is not None


OF_POLL = [POLL.c[name] for name in shown.own_names(Shown)[: -len(("urn", "eligible", "questions"))]]
URN_AT = shown.OWN_AT + len(OF_POLL)


def visible(poll_id: int) -> Shown:
    """A public poll of a published consultation with questions and answers; drafts for their staff. Raises 404."""
    row = db.session.execute(_one(), {"poll": poll_id}).first()
    if row is None:
        not_found()
    urn = None if row[URN_AT] is None else UrnLine._make(row[URN_AT:-1])
    eligible: dict[str, int] = json.loads(row[-1] or "{}")
    parts: list[Any] = [*shown.values(row[:URN_AT]), urn, eligible, _questions(poll_id)]
    found = Shown(*parts)
    published = found.consultation.published_at is not None
    if not (found.is_public and published) and not may(PERMISSIONS, "edit", found):
        not_found()
    return found


@kept
def _one() -> Any:
    rows = shown.around(POLL).outerjoin(URN, URN.c.poll_id == POLL.c.id)
    found = select(*shown.COLUMNS, *OF_POLL, *[URN.c[name] for name in UrnLine._fields], URN.c.eligible).select_from(
        rows
    )
    return found.where(POLL.c.id == bindparam("poll", type_=Integer), CONSULTATION.c.id.is_not(None))


QUESTION_FIELDS = Question._fields[:-1]


def _questions(poll_id: int) -> list[Question]:
    """The questions in their order, each with its answers in theirs."""
    found: dict[int, Question] = {}
    here = len(QUESTION_FIELDS)
    for row in db.session.execute(_answers(), {"poll": poll_id}):
        question = found.setdefault(row[0], Question._make((*row[:here], [])))
        if row[here] is not None:
            question.options.append(Option._make(row[here:]))
    return list(found.values())


@kept
def _answers() -> Any:
    pictures = [PICTURE.c[name] for name in ("name", "title", "width", "height")]
    documents = [DOCUMENT.c[name] for name in ("name", "title", "octets")]
    return (
        select(
            *[QUESTION.c[name] for name in QUESTION_FIELDS], *[OPTION.c[name] for name in Option._fields[:4]],
            *pictures, *documents,
        )
        .outerjoin_from(QUESTION, OPTION, OPTION.c.question_id == QUESTION.c.id)
        .outerjoin(PICTURE, PICTURE.c.id == OPTION.c.picture_id)
        .outerjoin(DOCUMENT, DOCUMENT.c.id == OPTION.c.document_id)
        .where(QUESTION.c.poll_id == bindparam("poll", type_=Integer))
        .order_by(QUESTION.c.position, QUESTION.c.id, OPTION.c.position, OPTION.c.id)
    )  # fmt: skip
