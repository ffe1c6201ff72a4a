"""A real, migrated database of its own, for tests that need several processes or real commits.

with real_app(tmp_path) as app: …            an own SQLite file, or an own PostgreSQL database when
                                             CONSUL_TEST_DATABASE_URL is set; gone afterwards
answers = storm(app, act, 64)                `act(app, n)` 64 times at once, over processes and threads

`act` must be a function of a module (processes import it anew). It is called without an application context and
uses `app.test_client()` or its own `with app.app_context()`. Commits are real: nothing is rolled back.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Engine, QueuePool, event

from consul_py.app import create_app
from consul_py.kernel.db import db
from tests.conftest import SETTINGS
from tests.disorder import disorder
from tests.postgres import VARIABLE, create_database

Act = Callable[[Flask, int], Any]
PATIENCE = 50  # seconds


@contextmanager
def real_database(folder: Path) -> Iterator[str]:
    """The URL of a new empty database that goes away at the end."""
    server = os.environ.get(VARIABLE)
    if not server:
        yield f"sqlite:///{folder / 'real.sqlite'}"
        return
    name = f"consul_real_{secrets.token_hex(4)}"
    try:
        yield create_database(server, name)
    finally:
        with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def settings_for(folder: Path, url: str, **overrides: Any) -> dict[str, Any]:
    return SETTINGS | {"INSTANCE": str(folder), "DATABASE_URL": url, **overrides}


@contextmanager
def real_app(folder: Path, **overrides: Any) -> Iterator[Flask]:
    """An application on a real database, migrated; no context is pushed."""
    with real_database(folder) as url:
        settings = settings_for(folder, url, **overrides)
        app = create_app(settings)
        app.extensions["test_settings"] = settings
        with app.app_context():
            from consul_py.kernel.migrating import migrate

            migrate()
            db.engine.dispose()
            disorder(db.engine)
        try:
            yield app
        finally:
            with app.app_context():
                db.engine.dispose()


def storm(app: Flask, act: Act, times: int = 64, *, processes: int = 2) -> list[Any]:
    """Call `act(app, 0…times-1)` at the same moment, spread over processes with threads; the answers in order.

    An exception answers as its text, a process that died as None.
    """
    with app.app_context():
        db.engine.dispose()
    server = _forks()
    start = server.Barrier(processes)
    crew = []
    for n in range(processes):
        here, there = server.Pipe(duplex=False)
        work = (app.extensions["test_settings"], act, range(n, times, processes), start, there)
        worker = server.Process(target=_work, args=work, daemon=True)
        worker.start()
        there.close()
        crew.append((worker, here))
    answers: list[Any] = [None] * times
    for n, (worker, here) in enumerate(crew):
        with suppress(EOFError):
            if here.poll(2 * PATIENCE):
                answers[n::processes] = here.recv()
        here.close()
        worker.join(5)
        if worker.is_alive():
            worker.kill()
            worker.join()
        worker.close()
    return answers


def _forks() -> multiprocessing.context.ForkServerContext:
    """Processes forked from one that has read the application already: that takes longer than most storms."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["__main__", "tests.realdb", "tests.watch"])
    return server


def _work(settings: dict[str, Any], act: Act, numbers: range, start: Any, answers: Connection) -> None:
    """One process of a storm: its own application, one thread per call."""
    app = create_app(settings)
    with app.app_context():
        _be_patient(db.engine)
        disorder(db.engine)

    def one(number: int) -> Any:
        try:
            return act(app, number)
        except Exception as error:  # noqa: BLE001  # the test shall see it
            return repr(error)

    start.wait(PATIENCE)
    with ThreadPoolExecutor(len(numbers)) as pool:
        answers.send(list(pool.map(one, numbers)))
    with app.app_context():
        db.engine.dispose()


def _be_patient(engine: Engine) -> None:
    """A storm asks whether the answers are right, not whether a busy machine gives them in ten seconds."""
    if isinstance(engine.pool, QueuePool):
        engine.pool._timeout = PATIENCE
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}").close())
