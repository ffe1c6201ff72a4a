"""Two acts that meet at one certain point, for tests of what they do to each other on PostgreSQL.

    first, second = meanwhile(app, one, other)

`one(pause)` runs until it calls `pause()`; there `other()` begins, and runs until it is done or waits for a lock that
`one` holds. Only then `one` goes on. Nothing depends on how quick a machine is: the database is asked who waits.
The answers come back as from `storm`: an exception as its text.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from consul_py.kernel.db import db
from tests.postgres import VARIABLE
from tests.realdb import PATIENCE

Pause = Callable[[], None]

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

on_postgres = pytest.mark.skipif(
    VARIABLE not in os.environ,
    reason="on SQLite an act has the writing turn from its first statement on: no other comes in between",
)


def meanwhile(app: Flask, one: Callable[[Pause], Any], other: Callable[[], Any]) -> tuple[Any, Any]:
    """What `one` and `other` answer when `other` comes while `one` pauses; each in a request of its own."""
    begun: list[Future[Any]] = []

    def pause() -> None:
        if not begun:  # what is paused in `one` may be a function that `other` calls too
            begun.append(pool.submit(_answer, app, other))
            _until_it_waits(app, begun[0])

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_answer, app, lambda: one(pause)).result(PATIENCE)
        assert begun, f"never came to the point: {first}"
        return first, begun[0].result(PATIENCE)


def _answer(app: Flask, act: Callable[[], Any]) -> Any:
    with app.test_request_context():
        try:
            return act()
        except Exception as error:  # noqa: BLE001  # the test shall see it
            return repr(error)


def _until_it_waits(app: Flask, act: Future[Any]) -> None:
    patience = time.monotonic() + PATIENCE
    with app.app_context(), db.engine.connect() as connection:
        while not wait([act], timeout=0.01).done and not connection.scalar(text(WAITS)):
            assert time.monotonic() < patience, "neither done nor waiting"
