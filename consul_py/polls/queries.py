"""Reading polls. What was voted is read from the ballots' room, and only after the final seal."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from consul_py.accounts.queries import voter_of
from consul_py.ballots.models import RegisterPlace, Urn, UrnKey
from consul_py.ballots.queries import key_under
from consul_py.kernel.authz import may
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.polls.models import Poll, PollOption, PollQuestion
from consul_py.polls.permissions import PERMISSIONS
from consul_py.processes.models import Consultation, Process
from consul_py.residence.queries import identity_of
from consul_py.subjects.models import DRAFT, PUBLIC, Subject

SUBJECT: Any = Subject.__table__
CONSULTATION: Any = Consultation.__table__
PROCESS: Any = Process.__table__
NOW: Any = bindparam("now", type_=UtcDateTime())


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


def whole_poll(poll_id: int, *, lock: bool = False) -> Poll:
    """A poll with questions, answers and files, for acts that change it: what `shown.visible` shows. Raises 404.

    `lock` is for acts: what another act changes at the same time is waited for, and read.
    """
    if lock:
        hold(poll_id)
    poll = _read_whole(poll_id)
    if poll is None:
        not_found()
    published = poll.consultation is not None and poll.consultation.published_at is not None
    if not (poll.visibility == PUBLIC and published) and not may(PERMISSIONS, "edit", poll):
        not_found()
    return poll


def _read_whole(poll_id: int) -> Poll | None:
    """As the rows are now, whatever was read before."""
    options = selectinload(Poll.questions).selectinload(PollQuestion.options)
    files = (options.joinedload(PollOption.picture), options.joinedload(PollOption.document))
    whole = _with_frame().where(Poll.id == poll_id).options(options, *files)
    return db.session.scalar(whole.execution_options(populate_existing=True))


def hold(poll_id: int) -> None:
    """One act at a time changes, publishes or takes back a poll; the others wait and then see what it did.

    A statement of its own: one that also read would, after waiting, still see the other tables as they were before.
    Locks are taken in this order everywhere: poll, consultation, urn, table of waiting ballots.
    """
    db.session.execute(select(Subject.id).where(Subject.id == poll_id).with_for_update(key_share=True))


def hold_times(poll: Poll) -> None:
    """Read a held poll anew, with a consultation that nobody changes until the act ends: for what is going to be frozen."""
    window = select(Consultation.id).where(Consultation.id == poll.consultation_id)
    db.session.execute(window.with_for_update(key_share=True))
    _read_whole(poll.id)


class Line(NamedTuple):
    """A poll in a list, with the times of its consultation (`rules.Times` of processes)."""

    id: int
    slug: str
    title: str
    published_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    evaluated_at: datetime | None
    process_title: str


def _lines() -> Select[Any]:
    """Public polls of published consultations."""
    times = [CONSULTATION.c[name] for name in ("published_at", "opens_at", "closes_at", "evaluated_at")]
    return (
        select(SUBJECT.c.id, SUBJECT.c.slug, SUBJECT.c.title, *times, PROCESS.c.title)
        .join_from(SUBJECT, CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .join(PROCESS, PROCESS.c.id == CONSULTATION.c.process_id)
        .where(
            SUBJECT.c.kind == "poll", SUBJECT.c.visibility == PUBLIC, CONSULTATION.c.published_at.is_not(None),
            PROCESS.c.published_at.is_not(None),
        )
    )  # fmt: skip


def _read(statement: Select[Any], **values: Any) -> list[Line]:
    return [Line._make(row) for row in db.session.execute(statement, values)]


def open_polls(now: datetime) -> list[Line]:
    """Polls one can vote in now, soonest end first."""
    return _read(_open(), now=now)


@kept
def _open() -> Select[Any]:
    return (
        _lines()
        .where(CONSULTATION.c.may_vote, CONSULTATION.c.opens_at <= NOW, CONSULTATION.c.closes_at > NOW)
        .where(CONSULTATION.c.evaluated_at.is_(None))
        .order_by(CONSULTATION.c.closes_at, SUBJECT.c.id)
    )


def scheduled_polls(now: datetime) -> list[Line]:
    return _read(_scheduled(), now=now)


@kept
def _scheduled() -> Select[Any]:
    return _lines().where(CONSULTATION.c.opens_at > NOW).order_by(CONSULTATION.c.opens_at, SUBJECT.c.id)


def ended_polls(now: datetime) -> list[Line]:
    """The fifty that ended last."""
    return _read(_ended(), now=now)


@kept
def _ended() -> Select[Any]:
    over = _lines().where(CONSULTATION.c.closes_at <= NOW)
    return over.order_by(CONSULTATION.c.closes_at.desc(), SUBJECT.c.id.desc()).limit(50)


def polls_of_consultation(consultation_id: int) -> list[Line]:
    return _read(_of_consultation(), consultation=consultation_id)


@kept
def _of_consultation() -> Select[Any]:
    asked: Any = bindparam("consultation", type_=Integer)
    return _lines().where(SUBJECT.c.consultation_id == asked).order_by(SUBJECT.c.id)


def polls_of_process(process_id: int) -> list[Line]:
    """The five that end or ended last."""
    return _read(_of_process(), process=process_id)


@kept
def _of_process() -> Select[Any]:
    found = _lines().where(SUBJECT.c.process_id == bindparam("process", type_=Integer))
    return found.order_by(CONSULTATION.c.closes_at.desc(), SUBJECT.c.id.desc()).limit(5)


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


def first_frozen(consultation_id: int) -> str | None:
    """The title of a published poll in a consultation; None when there is none."""
    asked = select(Subject.title).join(Urn, Urn.poll_id == Subject.id)
    return db.session.scalar(asked.where(Subject.consultation_id == consultation_id).order_by(Subject.id).limit(1))


def first_uncounted(consultation_id: int) -> str | None:
    """The title of a published poll in a consultation that is not finally sealed."""
    asked = select(Subject.title).join(Urn, Urn.poll_id == Subject.id).where(Urn.sealed_at.is_(None))
    return db.session.scalar(asked.where(Subject.consultation_id == consultation_id).order_by(Subject.id).limit(1))


def data_of(user_id: int) -> list[dict[str, Any]]:
    """In which polls a person has voted, as long as the register is kept; what they chose, nobody can tell."""
    names = [f"account:{voter_of(user_id)}"]
    if identity := identity_of(user_id):
        names.append(identity.key)
    rows = db.session.execute(
        select(UrnKey.poll_id, UrnKey.secret, Subject.title).join(Subject, Subject.id == UrnKey.poll_id)
    )
    titles = {key_under(row.secret, name): row.title for row in rows for name in names}
    used = select(RegisterPlace.person_key).where(RegisterPlace.person_key.in_(titles), RegisterPlace.used == 1)
    return [{"poll": titles[key], "voted": True} for key in db.session.scalars(used)]


def find_question(poll: Poll, question_id: int) -> PollQuestion:
    found = next((question for question in poll.questions if question.id == question_id), None)
    return found or not_found()
