"""Reading polls. The urn is only ever read as sums, and only after the close."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnExpressionArgument, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from consul_py.kernel.authz import may
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.polls.keys import person_key
from consul_py.polls.models import BallotMark, Poll, PollQuestion, PollRegister
from consul_py.polls.permissions import PERMISSIONS
from consul_py.polls.rules import Tally
from consul_py.processes.models import Consultation, Process
from consul_py.subjects.models import DRAFT, PUBLIC


def _with_frame() -> Select[Poll]:
    return (
        select(Poll)
        .join(Poll.consultation)
        .join(Consultation.process)
        .options(
            contains_eager(Poll.consultation).contains_eager(Consultation.process),
            joinedload(Poll.municipality),
            joinedload(Poll.topic),
        )
    )


def visible_poll(poll_id: int) -> Poll:
    """A public poll of a published consultation with questions and answers; drafts for their staff. Raises 404."""
    questions = selectinload(Poll.questions).selectinload(PollQuestion.options)
    poll = db.session.scalar(_with_frame().where(Poll.id == poll_id).options(questions))
    if poll is None:
        not_found()
    published = poll.consultation is not None and poll.consultation.published_at is not None
    if not (poll.visibility == PUBLIC and published) and not may(PERMISSIONS, "edit", poll):
        not_found()
    return poll


def _public(*conditions: ColumnExpressionArgument[bool]) -> Select[Poll]:
    return _with_frame().where(
        Poll.kind == "poll", Poll.visibility == PUBLIC, Consultation.published_at.is_not(None),
        Process.published_at.is_not(None), *conditions,
    )  # fmt: skip


def open_polls(now: datetime) -> list[Poll]:
    """Polls one can vote in now, soonest end first."""
    statement = _public(
        Consultation.may_vote,
        Consultation.opens_at <= now,
        Consultation.closes_at > now,
        Consultation.evaluated_at.is_(None),
    )
    return list(db.session.scalars(statement.order_by(Consultation.closes_at, Poll.id)))


def scheduled_polls(now: datetime) -> list[Poll]:
    return list(db.session.scalars(_public(Consultation.opens_at > now).order_by(Consultation.opens_at, Poll.id)))


def ended_polls(now: datetime, limit: int = 50) -> list[Poll]:
    statement = _public(Consultation.closes_at <= now).order_by(Consultation.closes_at.desc(), Poll.id.desc())
    return list(db.session.scalars(statement.limit(limit)))


def polls_of_consultation(consultation_id: int) -> list[Poll]:
    return list(db.session.scalars(_public(Poll.consultation_id == consultation_id).order_by(Poll.id)))


def polls_of_process(process_id: int) -> list[Poll]:
    statement = _public(Poll.process_id == process_id).order_by(Consultation.closes_at.desc(), Poll.id.desc())
    return list(db.session.scalars(statement.limit(5)))


def desk_polls() -> list[Poll]:
    """All polls, drafts first, then by end."""
    statement = _with_frame().where(Poll.kind == "poll")
    return list(
        db.session.scalars(statement.order_by(Poll.visibility != DRAFT, Consultation.closes_at.desc(), Poll.id))
    )


def consultations_for_polls(now: datetime) -> list[Consultation]:
    """Consultations that offer voting and are not over, drafts included: where a new poll can go."""
    statement = (
        select(Consultation)
        .join(Consultation.process)
        .options(contains_eager(Consultation.process))
        .where(Consultation.may_vote, or_(Consultation.opens_at.is_(None), Consultation.opens_at > now))
    )
    return list(db.session.scalars(statement.order_by(Process.title, Consultation.title, Consultation.id)))


def turnout(poll_id: int) -> int:
    """How many people have voted."""
    used = select(func.count()).where(PollRegister.poll_id == poll_id, PollRegister.used == 1)
    return db.session.execute(used).scalar_one()


def has_voted(poll_id: int, key: str) -> bool:
    row = db.session.get(PollRegister, (poll_id, key))
    return row is not None and row.used == 1


def data_of(user_id: int) -> list[dict[str, Any]]:
    """In which polls a person has voted, for the download of one's own data; what they chose, nobody can tell."""
    polls = db.session.execute(select(Poll.id, Poll.title).where(Poll.kind == "poll").order_by(Poll.id)).all()
    titles = {person_key(poll.id, user_id): poll.title for poll in polls}
    used = select(PollRegister.person_key).where(PollRegister.person_key.in_(titles), PollRegister.used == 1)
    voted = set(db.session.scalars(used))
    return [{"poll": title, "voted": True} for key, title in titles.items() if key in voted]


def tallies(poll: Poll) -> dict[int, Tally]:
    """The count of every question by its id, in one statement. The caller has made sure that the poll is over."""
    ids = [question.id for question in poll.questions]
    rows = db.session.execute(
        select(BallotMark.question_id, BallotMark.option_id, func.count())
        .where(BallotMark.question_id.in_(ids))
        .group_by(BallotMark.question_id, BallotMark.option_id)
    ).all()
    counted = {(question, option): number for question, option, number in rows}
    return {
        question.id: Tally(
            {option.id: counted.get((question.id, option.id), 0) for option in question.options},
            counted.get((question.id, None), 0),
        )
        for question in poll.questions
    }


def find_question(poll: Poll, question_id: int) -> PollQuestion:
    found = next((question for question in poll.questions if question.id == question_id), None)
    return found or not_found()
