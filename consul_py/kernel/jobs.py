"""Rows are the truth, the queue is a bell: jobs find due rows by themselves, every minute and when rung for.

A lost, doubled or late bell changes nothing, because the next sweep finds what is due.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

from consul_py.kernel.db import after_commit

log = logging.getLogger("consul.jobs")


@dataclass(frozen=True)
class Job:
    """Something the worker does: `run` claims due rows and works on them, in transactions of its own."""

    name: str
    run: Callable[[], object]
    every_minute: bool = True


class JsonSerializer(Serializer):
    """Bells are JSON, never pickled objects."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        value = json.loads(data)
        return Message(*value) if isinstance(value, list) and len(value) == len(Message._fields) else value


def init_app(app: Flask, jobs: list[Job]) -> None:
    app.extensions["consul_jobs"] = {job.name: job for job in jobs}


def ring(name: str) -> None:
    """Wake the worker for a job once the current transaction is committed. Never fails the act."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    after_commit(lambda: _wake(app, name))


def _wake(app: Flask, name: str) -> None:
    url = app.config["QUEUE_URL"]
    if url == "none:":
        return
    try:
        if "consul_huey" not in app.extensions:
            app.extensions["consul_huey"] = make_huey(url, app)
        app.extensions["consul_huey"].consul_wake(name)
    except Exception:  # the bell may be lost: the sweep comes within a minute
        log.warning("bell %s could not be rung", name, exc_info=True)


def make_huey(url: str, app: Flask) -> Huey:
    """The queue behind a URL (`sqlite:///file` or `redis://…`) with its two tasks."""
    huey: Huey
    if url.startswith("redis"):
        huey = RedisHuey("consul", url=url, serializer=JsonSerializer(), results=False)
    else:
        path = url.removeprefix("sqlite:///")
        huey = SqliteHuey("consul", filename=path, serializer=JsonSerializer(), results=False)

    def wake(name: str) -> None:
        run(app, name)

    def minute() -> None:
        run_all(app)

    huey.consul_wake = huey.task(name="wake")(wake)
    huey.periodic_task(crontab(minute="*"), name="minute")(minute)
    return huey


def run(app: Flask, name: str) -> None:
    """Run one job in a context of its own; an error is logged and leaves the others alone."""
    job: Job | None = app.extensions["consul_jobs"].get(name)
    if job is None:
        return
    with app.app_context():
        try:
            job.run()
        except Exception:
            log.exception("job %s failed", name)


def run_all(app: Flask) -> None:
    """The minute's sweep: every job once."""
    for job in app.extensions["consul_jobs"].values():
        if job.every_minute:
            run(app, job.name)
