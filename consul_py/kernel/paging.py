"""Pages of a list: a fixed size, a total order, and no exact count of long lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Integer, Select, bindparam, func, literal_column, select

from consul_py.kernel.db import db

T = TypeVar("T")
COUNT_LIMIT = 1000
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `total` is None when there are more than COUNT_LIMIT entries."""

    items: Sequence[T]
    number: int
    size: int
    total: int | None
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def last(self) -> int | None:
        return None if self.total is None else max(1, -(-self.total // self.size))


def number_from(value: str | None) -> int:
    """A page number out of a query argument; anything odd is page 1."""
    return min(int(value), LAST_PAGE) if value and value.isascii() and value.isdigit() and int(value) else 1


@dataclass(frozen=True)
class Statements:
    """A list's two statements: the rows of one page from `:offset` on, and the count, which stops at COUNT_LIMIT + 1.

    Lists that are read often build them once; what changes from request to request is a bindparam.
    """

    rows: Any
    count: Any
    size: int


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


def page_of(
    statements: Statements, number: int, values: dict[str, Any], *, scalars: bool = False, total: int | None = None
) -> Page[Any]:
    """Run a list's statements for one page; `total` is the count where the caller has it, COUNT_LIMIT + 1 for more."""
    result = db.session.execute(statements.rows, {**values, "offset": (number - 1) * statements.size})
    rows = list(result.scalars().unique() if scalars else result)
    has_next = len(rows) > statements.size
    if total is None:
        total = len(rows)
        if number > 1 or has_next:
            total = db.session.execute(statements.count, values).scalar_one()
    shown = None if total > COUNT_LIMIT else total
    return Page(rows[: statements.size], number, statements.size, shown, has_next)


def paged(statement: Select[Any], number: int, size: int = 20, *, scalars: bool = True) -> Page[Any]:
    """Run an ordered select for one page: two statements, one when the first page holds everything."""
    return page_of(Statements(on_page(statement, size), counted(statement), size), number, {}, scalars=scalars)


def searched(found: Statements, walked: Statements, number: int, values: dict[str, Any]) -> Page[Any]:
    """A page of ids of a search. Rare words are looked up (`found`), for common ones the list is `walked` until the page is full.

    So the first pages read some thousand rows at most, however many hits there are. Pages far behind are looked up.
    """
    total: int = db.session.execute(found.count, values).scalar_one()
    if not total:
        return Page((), number, found.size, 0, False)
    walks = total > COUNT_LIMIT >= number * found.size
    return page_of(walked if walks else found, number, values, scalars=True, total=total)
