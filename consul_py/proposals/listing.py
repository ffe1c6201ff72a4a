"""Lists of proposals: what is asked for, plain rows, and titles that sound alike."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import Integer, and_, bindparam, func, or_, select

from consul_py.kernel import search
from consul_py.kernel.db import db, is_sqlite
from consul_py.kernel.paging import Page, Statements, counted, few, on_page, page_of, searched
from consul_py.municipalities import queries as municipalities
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.proposals import likeness, rules
from consul_py.proposals.lines import PRIME, SUBJECT, Shape, chosen, lines, shown
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import DRAFT, PUBLIC, TopicNumber
from consul_py.votes.models import FOR, Vote

SORTS = ("newest", "supported", "discussed", "random")
PAGE_SIZE = 20
FRESH_SECONDS = 5.0  # how old the titles for `similar` may be
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
    """What lists can be filtered by, as plain rows; topic fields with the number of their proposals."""

    processes: list[Any]
    consultations: list[Any]
    topics: list[Any]
    municipalities: list[tuple[int, str]]


def daily_seed(today: date) -> int:
    """The seed of the random order where none is asked for: everybody sees the same order for a day."""
    return today.toordinal()


def _statements(ids: Any) -> Statements:
    return Statements(on_page(ids, PAGE_SIZE), counted(ids), PAGE_SIZE)


@lru_cache(maxsize=512)
def _list(shape: Shape) -> Statements:
    in_order = chosen(shape._replace(sort="newest"))  # the cheapest to count
    return Statements(on_page(chosen(shape), PAGE_SIZE), counted(in_order), PAGE_SIZE)


@lru_cache(maxsize=512)
def _search(shape: Shape, _sqlite: bool) -> tuple[Statements, Statements]:
    """Looked up and walked, see `paging.searched`; databases differ in both."""
    ids = chosen(shape)
    found = _statements(search.found(ids, shape.parts))
    if shape.sort == "random":  # every hit has to be shuffled
        return found, found
    return found, _statements(search.walked(ids, shape.parts))


def listed(asked: Asked, now: datetime, page: int) -> Page[Any]:
    """A page of the list. Its ids are chosen first: PostgreSQL plans two short statements faster than one long."""
    parts = search.parts(asked.q)
    if asked.q.strip() and not parts:  # nothing in it is a word
        return Page((), page, PAGE_SIZE, 0, False)
    states = asked.states if set(asked.states) != set(rules.STATES) else ()
    shape = Shape(
        asked.sort, bool(asked.topics), states, asked.municipality is not None, asked.consultation is not None,
        asked.process is not None, len(parts),
    )  # fmt: skip
    values = {
        "now": now, "topics": asked.topics, "municipality": asked.municipality, "consultation": asked.consultation,
        "process": asked.process, "factor": asked.seed % (PRIME - 1) + 1,
    }  # fmt: skip
    if parts:
        found = searched(*_search(shape, is_sqlite()), page, values | search.values(parts))
    else:
        found = page_of(_list(shape), page, values, scalars=True)
    rows = {row.id: row for row in db.session.execute(_lines(), {"ids": found.items})} if found.items else {}
    return replace(found, items=[rows[number] for number in found.items])


@cache
def _lines() -> Any:
    return lines().where(SUBJECT.c.id.in_(bindparam("ids", expanding=True, type_=Integer)))


def newest(limit: int, *, process_id: int | None = None, consultation_id: int | None = None) -> list[Any]:
    """The newest public ones, for panels."""
    statement = _newest(limit, process_id is not None, consultation_id is not None)
    return list(db.session.execute(statement, {"process": process_id, "consultation": consultation_id}))


@cache
def _newest(limit: int, of_process: bool, of_consultation: bool) -> Any:
    shape = Shape(process=of_process, consultation=of_consultation)
    return shown(chosen(shape).limit(few(limit)), shape.sort)


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
    processes, windows, topics = (db.session.execute(statement).all() for statement in _frame())
    return Frame(list(processes), list(windows), list(topics), municipalities.choices())


@cache
def _frame() -> tuple[Any, Any, Any]:
    tables: list[Any] = [model.__table__ for model in (Process, Consultation, TopicField, TopicNumber)]
    process, window, topic, known = (table.c for table in tables)
    number = func.coalesce(known.number, 0).label("number")
    of_topic = and_(known.topic_id == topic.id, known.kind == "proposal")
    fields = select(topic.id, topic.title, topic.process_id, number).outerjoin(tables[3], of_topic)
    public = select(process.id, process.slug, process.title).where(process.published_at.is_not(None))
    windows = (
        select(
            window.id, window.slug, window.title, window.process_id, window.opens_at, window.closes_at,
            window.evaluated_at, window.may_propose,
        )
        .join(tables[0], process.id == window.process_id)
        .where(window.published_at.is_not(None), process.published_at.is_not(None))
        .where(or_(window.may_propose, window.may_support))
    )  # fmt: skip
    return (
        public.order_by(process.title, process.id),
        windows.order_by(window.closes_at.desc(), window.id),
        fields.order_by(topic.process_id, topic.position, topic.id),
    )
