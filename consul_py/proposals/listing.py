"""Lists of proposals: what is asked for, plain rows, and titles that sound alike."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, or_, select

from consul_py.accounts.models import User
from consul_py.kernel import clock, search
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.municipalities import queries as municipalities
from consul_py.municipalities.models import Municipality
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.proposals import likeness, rules
from consul_py.proposals.models import Proposal
from consul_py.proposals.queries import in_public_frame, is_waiting
from consul_py.subjects.models import DRAFT, PUBLIC, Subject
from consul_py.votes.models import FOR, Vote

SORTS = ("newest", "supported", "discussed", "random")
# The key as the indexes of lists hold it: ordered by it, a page reads no more rows than it shows.
SUBJECT: Any = Subject.__table__
PRIME = 2_147_483_647  # a prime: multiplying modulo it by anything but 0 is a permutation
PAGE_SIZE = 20
FRESH_SECONDS = 5.0  # how old the titles for `similar` and the numbers beside filters may be
TITLE_LIMIT = 20_000


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; empty fields do not filter."""

    q: str = ""
    topics: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    municipality: int | None = None
    consultation: int | None = None
    process: int | None = None
    sort: str = "newest"
    seed: int = 1


@dataclass(frozen=True)
class Frame:
    """What lists can be filtered by, as plain rows."""

    processes: list[Any]
    consultations: list[Any]
    topics: list[Any]
    municipalities: list[tuple[int, str]]


def daily_seed(today: date) -> int:
    """The seed of the random order where none is asked for: everybody sees the same order for a day."""
    return today.toordinal()


def lines() -> Any:
    """The columns a list shows, as plain rows: no objects are made for them."""
    return (
        select(
            Proposal.id, Proposal.slug, Proposal.title, Proposal.summary, Proposal.visibility, Proposal.published_at,
            Proposal.created_at, Proposal.support_count, Proposal.comment_count, Proposal.author_id,
            Proposal.source_name, Proposal.threshold, Proposal.threshold_reached_at, Proposal.answer_due,
            Proposal.answered_at, Proposal.decision, Proposal.merged_into_id, User.display_name.label("author_name"),
            User.deleted_at.label("author_deleted_at"), TopicField.title.label("topic_title"),
            Municipality.name.label("municipality_name"), Consultation.closes_at.label("closes_at"),
            Consultation.title.label("consultation_title"),
        )
        .outerjoin(User, User.id == Proposal.author_id)
        .outerjoin(TopicField, TopicField.id == Proposal.topic_id)
        .outerjoin(Municipality, Municipality.id == Proposal.municipality_id)
        .outerjoin(Consultation, Consultation.id == Proposal.consultation_id)
    )  # fmt: skip


def state_is(states: tuple[str, ...], now: datetime) -> ColumnElement[bool]:
    waiting = is_waiting(now)
    conditions = {
        "waiting": waiting,
        "answered": Proposal.answered_at.is_not(None),
        "open": and_(Proposal.answered_at.is_(None), ~waiting),
    }
    return or_(*[conditions[state] for state in states])


def wanted(asked: Asked, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a list, the kind and the visibility first: they lead every index of lists."""
    found: list[ColumnElement[bool]] = [Proposal.kind == "proposal", Proposal.visibility == PUBLIC, in_public_frame()]
    if asked.topics:
        found.append(Proposal.topic_id.in_(asked.topics))
    if asked.municipality is not None:
        found.append(Proposal.municipality_id == asked.municipality)
    if asked.consultation is not None:
        found.append(Proposal.consultation_id == asked.consultation)
    if asked.process is not None:
        found.append(Proposal.process_id == asked.process)
    if asked.states and set(asked.states) != set(rules.STATES):
        found.append(state_is(asked.states, now))
    if asked.q.strip():
        found.append(search.matching(asked.q))
    return found


def order(asked: Asked) -> tuple[Any, ...]:
    """A total order, by an index where there is one; the random one is the same for everyone with the same seed."""
    if asked.sort == "supported":
        return (Proposal.support_count.desc(), SUBJECT.c.id.desc())
    if asked.sort == "discussed":
        return (Proposal.comment_count.desc(), SUBJECT.c.id.desc())
    if asked.sort == "random":
        return (cast(Proposal.shuffle, BigInteger) * (asked.seed % (PRIME - 1) + 1) % PRIME, SUBJECT.c.id)
    return (Proposal.published_at.desc(), SUBJECT.c.id.desc())


def listed(asked: Asked, now: datetime, page: int) -> Page[Any]:
    """A page of the list. It is chosen first; what stands beside a row is only read for those that are shown."""
    chosen = select(SUBJECT.c.id).where(*wanted(asked, now)).order_by(*order(asked))
    if asked.states:
        chosen = chosen.join(Proposal.__table__, Proposal.__table__.c.id == SUBJECT.c.id)
    found = paged(chosen, page, PAGE_SIZE)
    rows = {row.id: row for row in db.session.execute(lines().where(Proposal.id.in_(found.items)))}
    return replace(found, items=[rows[number] for number in found.items])


def newest(limit: int, *, process_id: int | None = None, consultation_id: int | None = None) -> list[Any]:
    """The newest public ones, for panels."""
    asked = Asked(process=process_id, consultation=consultation_id)
    chosen = select(SUBJECT.c.id).where(*wanted(asked, clock.now())).order_by(*order(asked)).limit(limit)
    return list(db.session.execute(lines().where(Proposal.id.in_(chosen)).order_by(*order(asked))))


def own(user_id: int, limit: int = 100) -> list[Any]:
    """Everything a person wrote, drafts first, hidden and withdrawn ones too."""
    statement = lines().where(Proposal.kind == "proposal", Proposal.author_id == user_id)
    drafts_first = (Proposal.visibility != DRAFT, Proposal.id.desc())
    return list(db.session.execute(statement.order_by(*drafts_first).limit(limit)))


def supported(user_id: int, limit: int = 50) -> list[Any]:
    """What a person supports, latest support first."""
    statement = lines().join(Vote, Vote.subject_id == Proposal.id).where(Vote.user_id == user_id, Vote.value == FOR)
    statement = statement.where(Proposal.visibility == PUBLIC)
    return list(db.session.execute(statement.order_by(Vote.created_at.desc(), Proposal.id.desc()).limit(limit)))


def topic_counts(process_id: int | None) -> dict[int, int]:
    """How many public proposals each topic field has; a few seconds old at most."""

    def read() -> dict[int, int]:
        found = select(Proposal.topic_id, func.count()).where(Proposal.visibility == PUBLIC)
        if process_id is not None:
            found = found.where(Proposal.process_id == process_id)
        return {row[0]: row[1] for row in db.session.execute(found.group_by(Proposal.topic_id)) if row[0]}

    counts: dict[int, int] = _fresh(("topic_counts", process_id), read)
    return counts


def similar(process_id: int, title: str, limit: int = 3, *, but: int | None = None) -> list[Any]:
    """Public proposals of a process whose titles sound like `title`, best first: id, slug, title, support_count."""
    asked = likeness.words(title)
    if not asked:
        return []

    def read() -> list[tuple[Any, list[str]]]:
        found = select(Proposal.id, Proposal.slug, Proposal.title, Proposal.support_count)
        found = found.where(
            Proposal.process_id == process_id, Proposal.kind == "proposal", Proposal.visibility == PUBLIC
        )
        rows = db.session.execute(found.order_by(Proposal.id.desc()).limit(TITLE_LIMIT))
        return [(row, likeness.words(row.title)) for row in rows]

    known: list[tuple[Any, list[str]]] = _fresh(("titles", process_id), read)
    others = [(row, words) for row, words in known if row.id != but]
    return [others[place][0] for place in likeness.best(asked, [words for _, words in others], limit)]


def _fresh(key: tuple[Any, ...], read: Any) -> Any:
    """A value that may be a few seconds old, kept in this process."""
    cache: dict[Any, tuple[float, Any]] = current_app.extensions.setdefault("consul_proposals", {})
    at, value = cache.get(key, (0.0, None))
    if current_app.testing or time.monotonic() - at > FRESH_SECONDS:
        value = read()
        cache[key] = (time.monotonic(), value)
    return value


def frame() -> Frame:
    """What lists can be filtered by: processes, consultations, topic fields, municipalities; four statements."""
    public = select(Process.id, Process.slug, Process.title).where(Process.published_at.is_not(None))
    windows = (
        select(
            Consultation.id, Consultation.slug, Consultation.title, Consultation.process_id, Consultation.opens_at,
            Consultation.closes_at, Consultation.evaluated_at, Consultation.may_propose,
        )
        .join(Process, Process.id == Consultation.process_id)
        .where(Consultation.published_at.is_not(None), Process.published_at.is_not(None))
        .where(or_(Consultation.may_propose, Consultation.may_support))
        .order_by(Consultation.closes_at.desc(), Consultation.id)
    )  # fmt: skip
    topics = select(TopicField.id, TopicField.title, TopicField.process_id).order_by(
        TopicField.process_id, TopicField.position, TopicField.id
    )
    return Frame(
        processes=list(db.session.execute(public.order_by(Process.title, Process.id))),
        consultations=list(db.session.execute(windows)),
        topics=list(db.session.execute(topics)),
        municipalities=municipalities.choices(),
    )
