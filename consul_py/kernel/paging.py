"""Pages of a list: a fixed size, a total order, and no exact count of long lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

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


def paged(statement: Select[Any], number: int, size: int = 20, *, scalars: bool = True) -> Page[Any]:
    """Run an ordered select for one page. Two statements; the count stops at COUNT_LIMIT + 1."""
    result = db.session.execute(statement.limit(size + 1).offset((number - 1) * size))
    rows = list(result.scalars().unique() if scalars else result)
    has_next = len(rows) > size
    if number == 1 and not has_next:
        total: int | None = len(rows)
    else:
        capped = statement.order_by(None).limit(COUNT_LIMIT + 1).subquery()
        counted = db.session.execute(select(func.count()).select_from(capped)).scalar_one()
        total = None if counted > COUNT_LIMIT else counted
    return Page(rows[:size], number, size, total, has_next)
