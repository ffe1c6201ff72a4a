"""Two acts that meet on a real database, one in the middle of the other.

first, second = meet(app, one, other)    `one` has done everything but commit when `other` begins; it commits when
                                         `other` waits for it, or is through without waiting

Both are called with a request's context in threads of their own, `one` inside a transaction. PostgreSQL only: on SQLite
a writer has its turn alone, so nobody can be in the middle of somebody else's act.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from tests.postgres import VARIABLE

Act = Callable[[], Any]
PATIENCE = 20.0
WAITING = text("""
    SELECT EXISTS (
        SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE NOT granted AND datname = current_database()
    )
""")

only_where_acts_meet = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason="SQLite's writers take turns: nobody is in the middle of somebody else's act"
)


def meet(app: Flask, first: Act, second: Act) -> tuple[Any, Any]:
    """What both answer: the code of a refusal, or the text of any other exception, where they do not."""
    in_the_middle, through = Event(), Event()

    def leading() -> Any:
        try:
            answer = first()
        finally:
            in_the_middle.set()
        _until(app, through)
        return answer

    def following() -> Any:
        assert in_the_middle.wait(PATIENCE)
        try:
            return second()
        finally:
            through.set()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(_answer, app, leading, alone=False)
        other = pool.submit(_answer, app, following, alone=True)
        return one.result(), other.result()


def _answer(app: Flask, act: Act, *, alone: bool) -> Any:
    with app.test_request_context():
        try:
            with nullcontext() if alone else transaction():
                return act()
        except Refused as refused:
            return refused.refusal.code
        except Exception as error:  # noqa: BLE001  # the test shall see it
            return repr(error)
        finally:
            db.session.remove()


def _until(app: Flask, through: Event) -> None:
    """Until the other is through, or waits for a lock that only we can have. What it waits for, the server tells."""
    deadline = time.monotonic() + PATIENCE
    with app.app_context(), db.engine.connect() as connection:
        while not through.wait(0.01) and not connection.execute(WAITING).scalar_one():
            assert time.monotonic() < deadline, "neither through nor waiting"
