"""Rows that nobody asked to come in an order come backwards, so that nobody counts on the order they happen to have.

Without ORDER BY a database may answer in any order: it is that of the inserts for months, and another one on the day
on which an UPDATE moved a row. What tests and pages need must be asked for.
"""

from __future__ import annotations

import re
from typing import Any, Self

import psycopg
from sqlalchemy import Engine, event

ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)


class BackwardCursor(psycopg.Cursor[Any]):
    """PostgreSQL has no setting for it: the rows are turned round when they are fetched."""

    _waiting: list[Any] | None = None  # the last comes next; None when the query names its order

    def execute(self, query: Any, *args: Any, **options: Any) -> Self:
        super().execute(query, *args, **options)
        free = self.description and isinstance(query, str | bytes) and not ORDERED.search(_text(query))
        self._waiting = super().fetchall() if free else None
        return self

    def fetchone(self) -> Any:
        if self._waiting is None:
            return super().fetchone()
        return self._waiting.pop() if self._waiting else None

    def fetchmany(self, size: int = 0) -> list[Any]:
        if self._waiting is None:
            return super().fetchmany(size)
        return [self._waiting.pop() for _ in range(min(size or self.arraysize, len(self._waiting)))]

    def fetchall(self) -> list[Any]:
        return super().fetchall() if self._waiting is None else self.fetchmany(len(self._waiting))


def _text(query: str | bytes) -> str:
    return query if isinstance(query, str) else query.decode()


def disorder(engine: Engine) -> None:
    """Connections of this engine answer backwards where no ORDER BY stands."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA reverse_unordered_selects = ON").close()
        else:
            connection.cursor_factory = BackwardCursor
