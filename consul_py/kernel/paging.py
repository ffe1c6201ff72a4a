"""Pages of a list: a fixed size, a total order, and no exact count of long lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Integer, Select, bindparam, func, literal_column, select

from consul_py.kernel.db import db
from consul_py.kernel.reading import settled

T = TypeVar("T")
COUNT_LIMIT = 1000
SEARCH_LIMIT = 200  # of a search: finding hits to count is dear
WALK_LIMIT = 20_000  # rows that a search may walk through until its page is full
LAST_PAGE = 100_000
NUMBER_DIGITS = 9  # Python refuses to read thousands of them


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `total` is None when there are more than `limit` entries."""

    items: Sequence[T]
    number: int
    size: int
    total: int | None
    has_next: bool
    limit: int = COUNT_LIMIT

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def last(self) -> int | None:
        return None if self.total is None else max(1, -(-self.total // self.size))


def number_from(value: str | None) -> int:
    """A page number out of a query argument; anything odd is page 1."""
    if not value or len(value) > NUMBER_DIGITS or not value.isascii() or not value.isdigit():
        return 1
    return max(1, min(int(value), LAST_PAGE))


@dataclass(frozen=True)
class Statements:
    """A list's statements: the rows of one page from `:offset` on, and the count, which stops at COUNT_LIMIT + 1.

    Lists that are read often build them once, see `kept_pages`; what changes from request to request is a bindparam.
    `first` reads the first page without an offset: PostgreSQL keeps no plan for one that it cannot foresee.
    """

    rows: Any
    count: Any
    size: int
    first: Any = None
    total_in_rows: bool = False  # each row brings the count along, as `total`


def few(number: int) -> Any:
    """A LIMIT that is no parameter: PostgreSQL keeps a plan only when it knows how few rows are wanted."""
    return literal_column(str(int(number)))


def on_page(statement: Select[Any], size: int) -> Select[Any]:
    """The rows of one page, from `:offset` on, and one more that tells whether there is a next page."""
    return statement.limit(few(size + 1)).offset(bindparam("offset", type_=Integer))


def counted(statement: Select[Any]) -> Any:
    """How many rows there are, counted to COUNT_LIMIT + 1."""
    capped = statement.order_by(None).limit(few(COUNT_LIMIT + 1)).subquery()
    return select(func.count()).select_from(capped)


def kept_pages(statement: Select[Any], size: int, whole: Any = None, count: Any = None) -> Statements:
    """The statements of a list that is read often, settled; `count` where there is a cheaper one than counting it.

    `whole` makes of the ids on a page its rows; they bring the count along where `count` is given.
    """
    first, later = statement.limit(few(size + 1)), on_page(statement, size)
    if whole is not None:
        first, later = whole(first), whole(later)
    together = whole is not None and count is not None
    if together:
        total = count.scalar_subquery().label("total")
        first, later = first.add_columns(total), later.add_columns(total)
    count = settled(counted(statement) if count is None else count)
    return Statements(settled(later), count, size, settled(first), together)


def page_of(
    statements: Statements, number: int, values: dict[str, Any], *, scalars: bool = False, total: int | None = None
) -> Page[Any]:
    """Run a list's statements for one page; `total` is the count where the caller has it, COUNT_LIMIT + 1 for more."""
    if number == 1 and statements.first is not None:
        result = db.session.execute(statements.first, values)
    else:
        result = db.session.execute(statements.rows, {**values, "offset": (number - 1) * statements.size})
    rows = list(result.scalars().unique() if scalars else result)
    has_next = len(rows) > statements.size
    if total is None and statements.total_in_rows and rows:
        total = rows[0].total
    if total is None:
        total = len(rows)
        if number > 1 or has_next:
            total = db.session.execute(statements.count, values).scalar_one()
    shown = None if total > COUNT_LIMIT else total
    return Page(rows[: statements.size], number, statements.size, shown, has_next)


def paged(statement: Select[Any], number: int, size: int = 20, *, scalars: bool = True) -> Page[Any]:
    """Run an ordered select for one page: two statements, one when the first page holds everything."""
    return page_of(Statements(on_page(statement, size), counted(statement), size), number, {}, scalars=scalars)


def spread(statement: Select[Any]) -> Any:
    """How many ids a search finds, counted to SEARCH_LIMIT + 1, and how many others lie around these."""
    found = statement.order_by(None).limit(few(SEARCH_LIMIT + 1)).subquery()
    number = found.c[0]
    return select(func.count(), func.coalesce(func.max(number) - func.min(number), 0)).select_from(found)


class Search(NamedTuple):
    """The statements of a search. Rare words are looked up (`found`), for common ones the list is `walked` until the page
    is full: where hits lie close together, that is soon. So a page reads some thousand rows at most, however many hits
    there are.

    `look` is a `spread` that tells which: of the hits, or of all texts (`roughly`), which is cheaper and no exact count.
    """

    look: Any
    found: Statements
    walked: Statements
    roughly: bool


def searched(search: Search, number: int, values: dict[str, Any]) -> Page[Any]:
    """A page of a search."""
    total, around = db.session.execute(search.look, values).one()
    found, roughly = search.found, search.roughly
    if not total:
        return Page((), number, found.size, 0, False)
    if total <= SEARCH_LIMIT:
        return page_of(found, number, values, total=None if roughly else total)
    walks = number * found.size * around // total <= WALK_LIMIT
    page = page_of(search.walked if walks else found, number, values, total=COUNT_LIMIT + 1)
    if not roughly:
        return replace(page, limit=SEARCH_LIMIT)
    seen = (number - 1) * found.size + len(page.items)
    if page.has_next:
        return replace(page, limit=seen)
    known = seen if page.items else db.session.execute(found.count, values).scalar_one()
    return replace(page, total=known)
