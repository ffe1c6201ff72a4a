"""Two acts at once: the second begins while the first has written and not committed. For servers; SQLite takes turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from flask import Flask

from consul_py.kernel.db import db, transaction
from tests.meeting import until_it_waits


class Desk:
    """An application on a real database, and acts beside the one that is going on."""

    def __init__(self, app: Flask, pool: ThreadPoolExecutor) -> None:
        self._app, self._pool = app, pool

    def begin(self, act: Callable[[], Any], *, commits: bool = True) -> Future[Any]:
        """Begin an act in a thread; go on when it waits for a lock, or is over."""
        begun = self._pool.submit(self._run, act, commits)
        until_it_waits(self._app, begun)
        return begun

    def _run(self, act: Callable[[], Any], commits: bool) -> Any:
        with self._app.test_request_context():
            try:
                if not commits:
                    return act()
                with transaction():
                    return act()
            finally:
                db.session.remove()

    def beside(self, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
        """`first`, and before it is committed `second`: until that waits for it, or is over."""
        with self._app.test_request_context(), transaction():
            answer = first()
            begun = self.begin(second)
        return answer, begun.result(30)


@contextmanager
def after(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], Any], *, call: int = 1
) -> Iterator[None]:
    """Do `act` right after that function was called for the first time, or for a later one."""
    whole, calls = getattr(module, name), count(1)

    def and_then(*args: Any, **options: Any) -> Any:
        answer = whole(*args, **options)
        if next(calls) == call:
            act()
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(module, name, and_then)
        yield
