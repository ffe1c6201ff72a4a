"""Rows are the truth, the queue is a bell: jobs find due rows by themselves, every minute and when rung for.

A lost, doubled or late bell changes nothing, because the next sweep finds what is due. Each lane is a thread of its
own, so that a confirmation never waits behind a newsletter.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from consul_py.kernel.application import application
from consul_py.kernel.db import after_commit, db

log = logging.getLogger("consul.jobs")
MINUTE = 60.0


@dataclass(frozen=True)
class Job:
    """Something the worker does: `run` claims due rows and works on them, in transactions of its own.

    Jobs of one `lane` run one after the other; lanes run side by side. Long work stops early when `stopping()`.
    """

    name: str
    run: Callable[[], object]
    every_minute: bool = True
    lane: str = "work"


def init_app(app: Flask, jobs: list[Job]) -> None:
    app.extensions["consul_jobs"] = {job.name: job for job in jobs}
    app.extensions["consul_stopping"] = threading.Event()


def stopping() -> bool:
    """Whether this worker was asked to stop: leave what is not begun to the next one."""
    return bool(current_app.extensions["consul_stopping"].is_set())


def wait(seconds: float) -> bool:
    """Do nothing for a while; True, at once, when this worker is asked to stop."""
    return bool(current_app.extensions["consul_stopping"].wait(seconds))


def ring(name: str) -> None:
    """Wake the worker for a job once the current transaction is committed. Never fails the act."""
    app = application()
    after_commit(lambda: _wake(app, name))


def _wake(app: Flask, name: str) -> None:
    url = app.config["QUEUE_URL"]
    if url == "none:":
        return
    try:
        if "consul_huey" not in app.extensions:
            from consul_py.kernel.bell import make_huey  # huey and redis take a moment to load

            app.extensions["consul_huey"] = make_huey(url, lambda _name: None)
        app.extensions["consul_huey"].consul_wake(name)
    except Exception:  # the bell may be lost: the sweep comes within a minute
        log.warning("bell %s could not be rung", name, exc_info=True)


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
            db.session.rollback()


class Lane:
    """A thread that runs the jobs of one lane. A bell that rings while its job runs lets it run once more."""

    def __init__(self, app: Flask, name: str) -> None:
        self._app = app
        self._rung: list[str] = []
        self._change = threading.Condition()
        self._over = False
        self.thread = threading.Thread(target=self._work, name=f"lane-{name}", daemon=True)
        self.thread.start()

    def ring(self, name: str) -> None:
        with self._change:
            if name not in self._rung:
                self._rung.append(name)
            self._change.notify()

    def stop(self) -> None:
        with self._change:
            self._over = True
            self._change.notify()

    def _work(self) -> None:
        while True:
            with self._change:
                while not self._rung and not self._over:
                    self._change.wait()
                if self._over:
                    return
                name = self._rung.pop(0)
            run(self._app, name)


class Worker:
    """All lanes, the bell and the minute. `run` returns after `stop`, once what was begun is finished."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._jobs: dict[str, Job] = app.extensions["consul_jobs"]
        self._stop: threading.Event = app.extensions["consul_stopping"]
        self._lanes = {lane: Lane(app, lane) for lane in sorted({job.lane for job in self._jobs.values()})}

    def wake(self, name: str) -> None:
        """A bell: run this job soon, in its lane."""
        if name in self._jobs:
            self._lanes[self._jobs[name].lane].ring(name)

    def sweep(self) -> None:
        for job in self._jobs.values():
            if job.every_minute:
                self.wake(job.name)

    def stop(self) -> None:
        self._stop.set()

    def run(self, patience: float = 30.0) -> None:
        """Listen to the bell and sweep every minute until `stop`; then give running jobs some seconds to end."""
        bell = threading.Thread(target=self._listen, name="bell", daemon=True)
        bell.start()
        while not self._stop.is_set():
            self.sweep()
            self._stop.wait(MINUTE)
        for lane in self._lanes.values():
            lane.stop()
        until = time.monotonic() + patience
        for thread in [*(lane.thread for lane in self._lanes.values()), bell]:
            thread.join(max(0.1, until - time.monotonic()))

    def _listen(self) -> None:
        """Take bells from the queue; a queue that cannot be reached only costs promptness."""
        from consul_py.kernel.bell import make_huey

        huey = make_huey(self._app.config["QUEUE_URL"], self.wake)
        while not self._stop.is_set():
            try:
                task = huey.dequeue()
                if task is not None:
                    huey.execute(task)
                else:
                    self._stop.wait(0.2)
            except Exception:  # the sweep goes on without bells
                log.warning("the queue cannot be read", exc_info=True)
                self._stop.wait(5.0)
