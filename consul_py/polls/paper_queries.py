"""Reading what stands around an urn: the poll at the desk, papers that are entered, and how that ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select

from consul_py.accounts.models import User
from consul_py.ballots import queries as ballots
from consul_py.kernel import audit
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import not_found
from consul_py.polls import paper_rules as rules
from consul_py.polls.part_models import PaperCounted, PaperEntry, PaperFinish
from consul_py.subjects.models import Subject

SUBJECT: Any = Subject.__table__


class DeskPoll(NamedTuple):
    """A frozen poll with its urn, as the desk's pages around the urn need it."""

    id: int
    title: str
    slug: str
    process_id: int
    visibility: str
    urn: ballots.Line


def desk_poll(poll_id: int) -> DeskPoll:
    """A frozen poll. Raises 404; Refused (409) while it is a draft, which has no urn."""
    columns = [SUBJECT.c[name] for name in DeskPoll._fields[:-1]]
    row = db.session.execute(select(*columns).where(SUBJECT.c.id == poll_id, SUBJECT.c.kind == "poll")).first()
    if row is None:
        not_found()
    urn = ballots.find_urn(poll_id)
    if urn is None:
        raise Refused(rules.NOT_FROZEN)
    return DeskPoll._make((*row, urn))


def any_poll(poll_id: int) -> Subject:
    """A poll as a subject, draft or not. Raises 404."""
    found = db.session.get(Subject, poll_id)
    return found if found is not None and found.kind == "poll" else not_found()


class OpenPaper(NamedTuple):
    """A paper that is entered and not counted: who has entered it, and whether two did so differently."""

    number: int
    people: list[str]
    ids: list[int]

    @property
    def differs(self) -> bool:
        return len(self.ids) == 2


def open_papers(poll_id: int) -> list[OpenPaper]:
    """Papers entered once or differently, differences first. What was entered is not read."""
    rows = db.session.execute(
        select(PaperEntry.number, User.display_name, User.id)
        .join(User, User.id == PaperEntry.by_id)
        .where(PaperEntry.poll_id == poll_id)
        .order_by(PaperEntry.number, PaperEntry.slot)
    )
    found: dict[int, OpenPaper] = {}
    for number, name, user_id in rows:
        paper = found.setdefault(number, OpenPaper(number, [], []))
        paper.people.append(name)
        paper.ids.append(user_id)
    return sorted(found.values(), key=lambda paper: (not paper.differs, paper.number))


def counted_numbers(poll_id: int) -> set[int]:
    return set(db.session.scalars(select(PaperCounted.number).where(PaperCounted.poll_id == poll_id)))


def is_counted(poll_id: int, number: int) -> bool:
    return db.session.get(PaperCounted, (poll_id, number)) is not None


def next_number(urn: ballots.Line, person_id: int) -> int:
    """The lowest paper this person can enter: in nobody's hands, or entered once by somebody else. 0 for none."""
    taken = counted_numbers(urn.poll_id)
    for paper in open_papers(urn.poll_id):
        if paper.differs or person_id in paper.ids:
            taken.add(paper.number)
    return next((number for number in range(1, urn.paper_issued + 1) if number not in taken), 0)


def entries(poll_id: int, number: int) -> list[PaperEntry]:
    """What two people entered for a paper; only `paper_service` compares it."""
    asked = select(PaperEntry).where(PaperEntry.poll_id == poll_id, PaperEntry.number == number)
    return list(db.session.scalars(asked.order_by(PaperEntry.slot)))


def waiting(poll_id: int) -> int:
    """How many papers are entered and not counted."""
    counted = select(func.count(PaperEntry.number.distinct())).where(PaperEntry.poll_id == poll_id)
    return db.session.execute(counted).scalar_one()


def find_finish(poll_id: int) -> PaperFinish | None:
    return db.session.get(PaperFinish, poll_id)


def log(poll_id: int) -> list[audit.AuditEntry]:
    """Who did what about a poll, newest first."""
    return audit.latest("poll", poll_id)
