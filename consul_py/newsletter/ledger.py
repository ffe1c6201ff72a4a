"""The book of a sender: between each two messages one transaction writes down what became of the last one.

It has a database connection of its own and statements that are written once, because everything that sending costs
beside the relay is here.

On SQLite its commits are not forced to the disk one by one, only with the claim of the next batch. They outlive a killed
process all the same; after a power cut up to one batch of a connection may be sent once more, with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Update, and_, bindparam, select, update
from sqlalchemy.exc import DBAPIError

from consul_py.kernel import clock
from consul_py.kernel.db import db, writing
from consul_py.newsletter.audience import receives
from consul_py.newsletter.claims import LEASE, Batch, Item, patient
from consul_py.newsletter.models import SENDING, TAKEN, Delivery, Mailing

GO, SKIP, GONE, STOP = "go", "skip", "gone", "stop"


@dataclass(frozen=True)
class Note:
    """What became of one delivery: the new values of its row."""

    item: Item
    values: dict[str, Any]


class Ledger:
    """Use it as a context; one thread only."""

    def __init__(self) -> None:
        self._kept: Connection | None = None

    @patient
    def step(self, batch: Batch, note: Note | None, upcoming: Item | None) -> str:
        """Write down what became of one delivery and look at the next one: may it go?

        `skip`: it is no longer ours, or there is none; `gone`: the person left; `stop`: the issue is paused.
        """
        found = None
        try:
            with self._transaction() as connection:
                if note is not None:
                    self._write(connection, batch, note)
                until = self._stay(connection, batch)
                if upcoming is not None:
                    found = connection.execute(_looked_at(), {"row": upcoming.id, "lease": batch.name}).first()
        except DBAPIError:
            self._throw_away()
            raise
        batch.until = until  # not before: a commit that fails has renewed nothing
        if found is None:
            return SKIP
        state, wanted = found
        if state != SENDING:
            return STOP
        return GO if wanted else GONE

    @staticmethod
    def _write(connection: Connection, batch: Batch, note: Note) -> None:
        values = note.values | {"answer": note.values["answer"][:500]}
        named = {f"new_{name}": value for name, value in values.items()}
        connection.execute(_noted(tuple(values)), {"row": note.item.id, "lease": batch.name, **named})

    @staticmethod
    def _stay(connection: Connection, batch: Batch) -> datetime:
        """Keep the lease of the rest alive while sending is slow; answers until when it holds."""
        now = clock.now()
        if batch.until - now >= LEASE / 2:
            return batch.until
        mine = (Delivery.lease_by == batch.name) & (Delivery.state == TAKEN)
        connection.execute(update(Delivery).where(mine).values(lease_until=now + LEASE))
        return now + LEASE

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self._kept is None:
            with writing():
                bind = db.session.get_bind()
            self._kept = bind if isinstance(bind, Connection) else bind.connect()
            self._force("NORMAL")
        connection = self._kept
        with writing(), connection.begin_nested() if connection.in_transaction() else connection.begin():
            yield connection

    def close(self) -> None:
        if self._kept is not None and not self._kept.in_transaction():
            self._force("FULL")  # others get this connection from the pool
            self._kept.close()
        self._kept = None

    def _throw_away(self) -> None:
        """The next try gets a fresh connection: one whose COMMIT failed still has its transaction open."""
        if self._kept is not None and not self._kept.in_transaction():
            self._kept.invalidate()
            self._kept.close()
        self._kept = None

    def _force(self, how: str) -> None:
        """Whether each commit of SQLite waits for the disk. Said to the driver: a transaction would be in the way."""
        if self._kept is None or self._kept.dialect.name != "sqlite" or self._kept.in_transaction():
            return
        raw: Any = self._kept.connection.dbapi_connection
        raw.execute(f"PRAGMA synchronous={how}").close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


@cache
def _noted(names: tuple[str, ...]) -> Update:
    """New values for a row that is still ours."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    table: Any = Delivery.__table__
    ours = (table.c.id == bindparam("row")) & (table.c.lease_by == bindparam("lease"))
    return update(table).where(ours).values(lease_by=None, lease_until=None, **values)


@cache
def _looked_at() -> Select[Any]:
    ours = (Delivery.id == bindparam("row")) & (Delivery.lease_by == bindparam("lease")) & (Delivery.state == TAKEN)
    columns: Any = select(Mailing.state, and_(receives())).select_from(Delivery)
    found: Select[Any] = columns.join(Delivery.mailing).join(Delivery.subscription).where(ours)
    return found
