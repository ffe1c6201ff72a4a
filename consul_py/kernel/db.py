"""The database: typed base, names of constraints, UTC times, and the one transaction of an act."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, DateTime, Engine, MetaData, TypeDecorator, event, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, registry

from consul_py.kernel import clock
from consul_py.kernel.discreet import hush
from consul_py.kernel.turns import Turn

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

RESTED = 1.0  # seconds after which a connection may have been closed by the server

CLOCK: Any = text("clock_timestamp()")

_transactional: dict[Engine, Engine] = {}
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_afterwards: ContextVar[list[Callable[[], None]] | None] = ContextVar("afterwards", default=None)
_undo: ContextVar[list[Callable[[], None]]] = ContextVar("undo")
_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. A naive value is a programming error and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime()})


class Session(FlaskSession):
    """Reads without a transaction where that tells the same: PostgreSQL gives each statement its own view anyway."""

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **options)
        return transactional(bind) if isinstance(bind, Engine) and _writing.get() else bind


def transactional(engine: Engine) -> Engine:
    """The same pool with transactions. PostgreSQL's connections come without, see `config`: a page needs none.

    Always the same answer, also when a server's first acts ask at once: a session has a connection for each engine
    that it is given, and an act with two would be two transactions.
    """
    if engine.dialect.name == "sqlite":
        return engine
    if (known := _transactional.get(engine)) is not None:
        return known
    return _transactional.setdefault(engine, engine.execution_options(isolation_level="READ COMMITTED"))


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": Session, "expire_on_commit": False, "join_transaction_mode": "create_savepoint"},
)


def is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def now() -> datetime:
    """The database's clock, in UTC: what decides whether an act is in time.

    SQLite runs inside this process and has no other clock than ours.
    """
    if not has_clock():
        return clock.now()
    moment: datetime = db.session.execute(select(CLOCK)).scalar_one()
    return moment.astimezone(UTC)


def has_clock() -> bool:
    """Whether the database's own clock decides; then CLOCK may stand in a statement that an act needs anyway."""
    return not clock.is_fixed() and not is_sqlite()


@contextmanager
def writing() -> Iterator[None]:
    """Transactions that begin inside are going to write; on SQLite they queue for their turn."""
    to_write, before = _writing.set(True), _turn.set(None)
    try:
        yield
    finally:
        if turn := _turn.get():
            turn.leave()
        _turn.reset(before)
        _writing.reset(to_write)


def commits_itself(one_statement: bool) -> bool:
    """Whether an act that writes by one statement needs no transaction; it goes on with the connection it has."""
    return one_statement and not is_sqlite()


@contextmanager
def transaction(*, one_statement: bool = False) -> Iterator[None]:
    """One act: everything inside is committed together or not at all; then `after_commit` calls run.

    Nested use joins the outer transaction. On SQLite the write lock is taken at the start, because a
    read transaction that turns into a writing one can fail or lose an update. An act that writes by `one_statement`
    says so: PostgreSQL commits a statement by itself, which is two ways to the server less.
    """
    if _afterwards.get() is not None:
        yield
        return
    alone = commits_itself(one_statement)
    if not alone:
        db.session.rollback()
    calls: list[Callable[[], None]] = []
    undo: list[Callable[[], None]] = []
    afterwards, undoing = _afterwards.set(calls), _undo.set(undo)
    try:
        with nullcontext() if alone else writing():
            try:
                yield
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise
    except BaseException:
        for call in undo:
            call()
        raise
    finally:
        _afterwards.reset(afterwards)
        _undo.reset(undoing)
    for call in calls:
        call()


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the current transaction is committed; at once when there is none."""
    calls = _afterwards.get()
    if calls is None:
        call()
    else:
        calls.append(call)


def on_rollback(call: Callable[[], None]) -> None:
    """Run `call` when the current transaction is rolled back: to take back what no database rolls back, such as files."""
    if _afterwards.get() is not None:
        _undo.get().append(call)


def insert_once(model: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless a unique key already holds one; True when this call wrote it.

    Columns with a Python default are filled in. The race is decided by the constraint, not by looking first.
    """
    statement = _insert_once(model, is_sqlite())
    return db.session.execute(statement, values).first() is not None  # PostgreSQL tells no row count beside RETURNING


@cache
def _insert_once(model: type[Base], sqlite_speaks: bool) -> Any:
    insert = sqlite.insert if sqlite_speaks else postgresql.insert
    table: Any = model.__table__
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)


def prepare_engine(engine: Engine) -> None:
    """Give SQLite real transactions: WAL, a patient lock, foreign keys, an explicit BEGIN, and writers in turn.

    A connection to a server is asked whether it still lives when it has rested. No error quotes what people sent.
    """
    hush(engine)
    if engine.dialect.name != "sqlite":
        _ask_the_rested(engine)
        return
    file = engine.url.database
    turn = Turn(f"{file}-turn") if file and file != ":memory:" else None

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        if not _writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        if turn is not None and _turn.get() is None and turn.take():
            _turn.set(turn)
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _ask_the_rested(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def on_checkin(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        used = record.info.get("used")
        if used is not None and time.monotonic() - used > RESTED and not _lives(engine, connection):
            raise InvalidatePoolError  # the others are as old; the pool makes new ones


def _lives(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
