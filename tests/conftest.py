"""The test database, a client that watches the house rules, and a fixed cast of people.

The schema is migrated once per process; each test runs on one connection inside one transaction that is rolled
back. A request's commit only releases a savepoint. Tests that need several processes use `tests.realdb`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import event

from consul_py.app import create_app
from consul_py.kernel.db import db, transactional
from tests import cast, watch
from tests.browser import CHROMIUM, launched
from tests.disorder import disorder
from tests.postgres import VARIABLE, create_database

# Examples that hypothesis chooses are the same in every run and may take their time on a busy machine;
# `--hypothesis-profile=default` looks for others.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")

SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "test-" * 10,
    "PASSWORD_COST": "cheap",
    "QUEUE_URL": "none:",
    "RATE_LIMITS": "off",
    "BASE_URL": "http://localhost",
}


LONG = 600  # seconds that a test may take which says so


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin first, each with a short one behind it: at the end nobody waits for the last journey."""

    def is_long(item: pytest.Item) -> bool:
        mark = item.get_closest_marker("timeout")
        return mark is not None and mark.args[0] >= LONG

    long = sorted(filter(is_long, items), key=lambda item: item.get_closest_marker("e2e") is None)
    short = [item for item in items if not is_long(item)]
    ahead = [item for pair in zip(long, short, strict=False) for item in pair]
    items[:] = [*ahead, *long[len(short) :], *short[len(long) :]]


def _database_url(folder: Path) -> str:
    """The database of this process: PostgreSQL when asked for, one database per worker; else a SQLite file."""
    asked = os.environ.get(VARIABLE)
    if not asked:
        return f"sqlite:///{folder / 'test.sqlite'}"
    return create_database(asked, "consul_test_" + os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a freshly migrated database."""
    folder = tmp_path_factory.mktemp("instance")
    app = create_app(SETTINGS | {"INSTANCE": str(folder), "DATABASE_URL": _database_url(folder)})
    with app.app_context():
        from consul_py.kernel.migrating import migrate

        migrate()
        db.engine.dispose()
        disorder(db.engine)
    watch.watch(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one browser of this process: journeys and mails share it."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    with launched() as running:
        yield running


@pytest.fixture
def app(migrated: Flask) -> Iterator[Flask]:
    """The application inside one transaction that is rolled back after the test."""
    with migrated.app_context():
        engines: dict[Any, Any] = db._app_engines[migrated]
        engine = engines[None]
        connection = transactional(engine).connect()
        outer = connection.begin()
        engines[None] = connection
        migrated.extensions.pop("consul_site", None)
        try:
            yield migrated
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()
            connection.close()


@pytest.fixture
def client(app: Flask) -> watch.Client:
    """A visitor's browser without JavaScript. `client.sign_in(person)` makes it somebody's."""
    return watch.Client(app)


@pytest.fixture
def people(app: Flask) -> cast.People:
    """The fixed cast: `people.resident`, `.other`, `.staff`, `.facilitator`, `.moderator`, `.administrator`."""
    return cast.People()


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the SQL statements that run inside the block."""
    found: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
            found.append(statement)

    bind: Any = db.session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(bind, "before_cursor_execute", note)


@pytest.fixture
def count_statements() -> Any:
    return counted_statements
