"""Two acts that meet on a real database, one in the middle of the other.

first, second = meanwhile(app, one, other)   `one(pause)` runs until it calls `pause()`; there `other()` begins
first, second = meet(app, one, other)        `one()`, inside a transaction, has done everything but commit when `other` begins

`other` runs until it is done or waits for a lock that `one` holds; only then `one` goes on. Nothing depends on how quick
a machine is: the database is asked who waits. Each is called with a request's context of its own. A refusal answers as its
code, another exception as its text. PostgreSQL only: on SQLite a writer has its turn alone.
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

from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from tests.postgres import VARIABLE
from tests.realdb import PATIENCE

Act = Callable[[], Any]
Pause = Callable[[], None]
WAITING = text("""
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
""")

only_where_acts_meet = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason="SQLite's writers take turns: nobody is in the middle of somebody else's act"
)


def meanwhile(app: Flask, one: Callable[[Pause], Any], other: Act) -> tuple[Any, Any]:
    """What `one` and `other` answer when `other` comes while `one` pauses."""
    begun: list[Future[Any]] = []

    def pause() -> None:
        if not begun:  # what is paused in `one` may be a function that `other` calls too
            begun.append(pool.submit(answer_of, app, other))
            until_it_waits(app, begun[0])

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(answer_of, app, lambda: one(pause)).result(PATIENCE)
        assert begun, f"never came to the point: {first}"
        return first, begun[0].result(PATIENCE)


def meet(app: Flask, first: Act, second: Act) -> tuple[Any, Any]:
    """What both answer when `second` comes before `first` is committed."""

    def one(pause: Pause) -> Any:
        with transaction():
            try:
                return first()
            finally:
                pause()

    return meanwhile(app, one, second)


def answer_of(app: Flask, act: Act) -> Any:
    with app.test_request_context():
        try:
            return act()
        except Refused as refused:
            return refused.refusal.code
        except Exception as error:  # noqa: BLE001  # the test shall see it
            return repr(error)
        finally:
            db.session.remove()


def until_it_waits(app: Flask, act: Future[Any]) -> None:
    """Until an act is done or waits for a lock that only we can have."""
    patience = time.monotonic() + PATIENCE
    with app.app_context(), db.engine.connect() as connection:
        while not wait([act], timeout=0.01).done and not connection.execute(WAITING).scalar_one():
            assert time.monotonic() < patience, "neither done nor waiting"
