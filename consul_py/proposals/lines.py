"""The statements of lists of proposals: their columns, conditions and orders. They are run in `listing`."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, bindparam, cast, func, or_, select, union_all

from consul_py.accounts.models import User
from consul_py.kernel.db import UtcDateTime
from consul_py.kernel.paging import counted
from consul_py.municipalities.models import Municipality
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.proposals.models import Proposal
from consul_py.proposals.numbers import NUMBER
from consul_py.proposals.queries import in_public_frame, is_waiting, published_frames
from consul_py.subjects.models import PUBLIC, Subject

# The tables by themselves. The key is subject's: the indexes of lists hold it, so that a page reads no more rows than it shows.
SUBJECT: Any = Subject.__table__
PROPOSAL: Any = Proposal.__table__
AUTHOR: Any = User.__table__
TOPIC: Any = TopicField.__table__
PLACE: Any = Municipality.__table__
WINDOW: Any = Consultation.__table__
NOW: Any = bindparam("now", type_=UtcDateTime())
PRIME = 2_147_483_647  # a prime: multiplying modulo it by anything but 0 is a permutation


def lines() -> Any:
    """The columns a list shows, as plain rows: no objects are made for them."""
    own, place = PROPOSAL.c, PLACE.c
    return (
        select(
            SUBJECT.c.id, SUBJECT.c.slug, SUBJECT.c.title, SUBJECT.c.summary, SUBJECT.c.visibility,
            SUBJECT.c.published_at, SUBJECT.c.support_count, SUBJECT.c.comment_count, SUBJECT.c.source_name,
            own.threshold, own.threshold_reached_at, own.answer_due, own.answered_at, own.decision,
            own.merged_into_id, AUTHOR.c.display_name.label("author_name"),
            AUTHOR.c.deleted_at.label("author_deleted_at"), TOPIC.c.title.label("topic_title"),
            place.name.label("municipality_name"), WINDOW.c.closes_at, WINDOW.c.title.label("consultation_title"),
        )
        .join(PROPOSAL, own.id == SUBJECT.c.id)
        .outerjoin(AUTHOR, AUTHOR.c.id == SUBJECT.c.author_id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
        .outerjoin(PLACE, place.id == SUBJECT.c.municipality_id)
        .outerjoin(WINDOW, WINDOW.c.id == SUBJECT.c.consultation_id)
    )  # fmt: skip


class Shape(NamedTuple):
    """What of a wish changes the statement; the rest are its parameters."""

    sort: str = "newest"
    topics: bool = False
    states: tuple[str, ...] = ()
    municipality: bool = False
    consultation: bool = False
    process: bool = False
    parts: int = 0  # of the query


def state_is(states: tuple[str, ...]) -> ColumnElement[bool]:
    """In one of these states at the moment `:now`."""
    waiting = is_waiting(NOW)
    conditions = {
        "waiting": waiting,
        "answered": Proposal.answered_at.is_not(None),
        "open": and_(Proposal.answered_at.is_(None), ~waiting),
    }
    return or_(*[conditions[state] for state in states])


def _wanted(shape: Shape) -> list[ColumnElement[bool]]:
    """The conditions of a list, the kind and the visibility first: they lead every index of lists."""
    framed = _not_behind_drafts() if shape.sort == "random" and not shape.parts else in_public_frame()
    found: list[ColumnElement[bool]] = [SUBJECT.c.kind == "proposal", SUBJECT.c.visibility == PUBLIC, framed]
    if shape.topics:
        found.append(SUBJECT.c.topic_id.in_(bindparam("topics", expanding=True, type_=Integer)))
    places = [name for name in ("municipality", "consultation", "process") if getattr(shape, name)]
    found += [SUBJECT.c[f"{name}_id"] == bindparam(name, type_=Integer) for name in places]
    if shape.states:
        found.append(state_is(shape.states))
    return found


def _not_behind_drafts() -> ColumnElement[bool]:
    """As `in_public_frame`, asked the other way round: a list that is shuffled whole needs its index only, no row."""
    process: Any = Process.__table__
    drafts = select(WINDOW.c.id).join(process, process.c.id == WINDOW.c.process_id)
    drafts = drafts.where(or_(WINDOW.c.published_at.is_(None), process.c.published_at.is_(None)))
    other = SUBJECT.alias("other")
    public = select(other.c.id).where(other.c.kind == "proposal", other.c.visibility == PUBLIC)
    of = other.c.consultation_id
    unframed = union_all(public.where(of.is_(None)), public.where(of.in_(drafts)))
    condition: ColumnElement[bool] = SUBJECT.c.id.not_in(unframed)
    return condition


def _order(sort: str) -> tuple[Any, ...]:
    """A total order, by an index where there is one; the random one is the same for everyone with the same seed."""
    if sort == "random":
        factor: Any = bindparam("factor", type_=BigInteger)
        return (cast(SUBJECT.c.shuffle, BigInteger) * factor % PRIME, SUBJECT.c.id)
    columns = {"supported": "support_count", "discussed": "comment_count", "newest": "published_at"}
    return (SUBJECT.c[columns[sort]].desc(), SUBJECT.c.id.desc())


def chosen(shape: Shape) -> Any:
    """The ids of a list in its order."""
    found = select(SUBJECT.c.id).where(*_wanted(shape)).order_by(*_order(shape.sort))
    if shape.states:
        found = found.join(PROPOSAL, PROPOSAL.c.id == SUBJECT.c.id)
    return found


def counted_in(shape: Shape) -> Any:
    """How many a list has: known where nothing but a consultation is asked for, else counted to COUNT_LIMIT + 1."""
    if shape._replace(sort="newest", consultation=False) != Shape():
        return counted(chosen(shape._replace(sort="newest")))  # the cheapest to count
    found = select(func.coalesce(func.sum(NUMBER.c.number), 0))
    found = found.where(NUMBER.c.kind == "proposal", NUMBER.c.consultation_id.in_(published_frames()))
    if shape.consultation:
        found = found.where(NUMBER.c.consultation_id == bindparam("consultation", type_=Integer))
    return found


def shown(ids: Any, sort: str) -> Any:
    """Lines of the chosen ones: what stands beside a row is only read for those that are shown."""
    return lines().where(SUBJECT.c.id.in_(ids.correlate(None))).order_by(*_order(sort))
