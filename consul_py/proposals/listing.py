"""Lists of proposals: what is asked for, plain rows, and titles that sound alike."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import select

from consul_py.kernel import search
from consul_py.kernel.db import db, is_sqlite
from consul_py.kernel.paging import Page, Search, Statements, counted, few, kept_pages, page_of, searched, spread
from consul_py.kernel.reading import kept, settled
from consul_py.proposals import likeness, numbers, rules
from consul_py.proposals.lines import PRIME, Shape, chosen, counted_in, lines, shown
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import DRAFT, PUBLIC
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


def daily_seed(today: date) -> int:
    """The seed of the random order where none is asked for: everybody sees the same order for a day."""
    return today.toordinal()


@lru_cache(maxsize=512)
def _list(shape: Shape) -> Statements:
    return kept_pages(chosen(shape), PAGE_SIZE, _whole(shape), counted_in(shape))


@lru_cache(maxsize=512)
def _search(shape: Shape, _sqlite: bool) -> Search:
    """Databases differ in all of its statements. Every hit of a random order has to be shuffled: there is no walk."""
    ids, whole = chosen(shape), _whole(shape)
    hits = search.found(ids, shape.parts)
    if shape.sort == "random":
        found = kept_pages(hits, PAGE_SIZE, whole)
        return Search(settled(spread(hits)), found, found, roughly=False)
    walked = kept_pages(search.walked(ids, shape.parts), PAGE_SIZE, whole)
    if shape._replace(sort="newest", parts=0) != Shape():  # few of the texts may be in the list
        return Search(settled(spread(hits)), kept_pages(hits, PAGE_SIZE, whole), walked, roughly=False)
    found = kept_pages(hits, PAGE_SIZE, whole, counted(hits))
    return Search(settled(spread(search.texts(shape.parts))), found, walked, roughly=True)


def _whole(shape: Shape) -> Any:
    return lambda ids: shown(ids, shape.sort)


def listed(asked: Asked, now: datetime, page: int) -> Page[Any]:
    """A page of the list: one statement, two for a search."""
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
        return searched(_search(shape, is_sqlite()), page, values | search.values(parts))
    return page_of(_list(shape), page, values)


def newest_in(consultation_id: int, limit: int) -> list[Any]:
    """The newest public ones of a consultation, for its page."""
    return list(db.session.execute(_newest(limit, of_process=False), {"consultation": consultation_id}))


def newest_of(process_id: int, limit: int, now: datetime) -> tuple[list[Any], dict[str, int]]:
    """The newest public ones of a process and its numbers, for its page: one statement."""
    rows = db.session.execute(_newest_and_numbers(limit), {"process": process_id, "now": now}).all()
    return list(rows), numbers.named(*rows[0][-5:]) if rows else {}


@kept
def _newest(limit: int, of_process: bool) -> Any:
    """The newest of `:process`, or of `:consultation`."""
    shape = Shape(process=of_process, consultation=not of_process)
    return shown(chosen(shape).limit(few(limit)), shape.sort)


@kept
def _newest_and_numbers(limit: int) -> Any:
    return _newest(limit, of_process=True).add_columns(*numbers.of_process())


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
