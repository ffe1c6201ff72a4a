"""The worker: bells and sweeps, lanes that do not wait for each other, a calm end; and the audit log's lock."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from consul_py.kernel import audit, jobs
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db, transaction
from consul_py.kernel.jobs import Job, Worker


def small_app(folder: Path, *work: Job) -> Flask:
    app = Flask("worker")
    app.config["QUEUE_URL"] = f"sqlite:///{folder / 'queue.sqlite'}"
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    jobs.init_app(app, list(work))
    return app


def test_a_confirmation_does_not_wait_behind_a_newsletter(tmp_path: Path):
    begun, mailed, goes_on = threading.Event(), threading.Event(), threading.Event()

    def newsletter() -> None:
        begun.set()
        goes_on.wait(20)

    app = small_app(
        tmp_path,
        Job("newsletter", newsletter, lane="newsletter"),
        Job("mail", mailed.set, every_minute=False, lane="mail"),
    )
    worker = Worker(app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert begun.wait(5), "the first sweep comes at once"
    with app.app_context(), transaction():
        jobs.ring("mail")
    assert mailed.wait(5), "the bell is heard while the newsletter runs"
    goes_on.set()
    worker.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_a_bell_in_the_middle_runs_the_job_once_more_and_an_error_stops_nothing(tmp_path: Path):
    runs: list[str] = []

    def fails() -> None:
        runs.append("fails")
        raise RuntimeError

    app = small_app(tmp_path, Job("fails", fails, every_minute=False), Job("works", lambda: runs.append("works")))
    worker = Worker(app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.wake("fails")
    worker.wake("unknown")
    until = time.monotonic() + 5
    while set(runs) != {"fails", "works"} and time.monotonic() < until:
        time.sleep(0.01)
    worker.wake("works")
    while runs.count("works") < 2 and time.monotonic() < until:
        time.sleep(0.01)
    worker.stop()
    thread.join(10)
    assert runs.count("works") == 2


def test_a_job_is_told_that_the_worker_stops(tmp_path: Path):
    seen = threading.Event()

    def patient() -> None:
        while not jobs.stopping():
            time.sleep(0.01)
        seen.set()

    worker = Worker(small_app(tmp_path, Job("patient", patient)))
    thread = threading.Thread(target=worker.run)
    thread.start()
    time.sleep(0.1)
    worker.stop()
    thread.join(10)
    assert seen.is_set()


def test_a_queue_that_is_away_fails_no_act(app, caplog):
    app.config["QUEUE_URL"] = "sqlite:////nonexistent/queue.sqlite"
    try:
        with transaction():
            jobs.ring("mail")
    finally:
        app.config["QUEUE_URL"] = "none:"
    assert "could not be rung" in caplog.text


@pytest.mark.parametrize("change", [update(AuditEntry).values(reason="nie gewesen"), delete(AuditEntry)])
def test_the_database_refuses_to_change_the_audit_log(app, change):
    with app.test_request_context(), transaction():
        audit.record("test.act", "test", 1, "Probe")
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(change)
    assert db.session.query(AuditEntry).count() == 1


def test_health_says_whether_the_database_is_migrated(client):
    assert client.get("/health/live").json == {"state": "ok"}
    assert client.get("/health/ready").json == {"database": "ok"}
