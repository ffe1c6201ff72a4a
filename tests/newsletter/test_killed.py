"""Workers that are killed in the middle, and two at once: everybody receives, doubles at most one a kill, same id."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import service
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from tests.newsletter.make import make_issue, make_subscription, states
from tests.realdb import real_app
from tests.smtp_sink import SmtpSink

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PEOPLE = 250


def start_sender(app: Flask, connections: int = 1) -> subprocess.Popen[bytes]:
    """A sender in a process of its own."""
    settings = app.extensions["test_settings"]
    names = ("INSTANCE", "DATABASE_URL", "MAIL_URL", "QUEUE_URL", "SECRET_KEY", "BASE_URL")
    environment = {f"CONSUL_{name}": str(settings[name]) for name in names}
    environment["CONSUL_MAIL_CONNECTIONS"] = str(connections)
    return subprocess.Popen(
        [sys.executable, "-m", "consul_py", "newsletter", "send"], env={**os.environ, **environment},
        stdout=subprocess.PIPE,
    )  # fmt: skip


def age_leases() -> None:
    """As if the time of a lease had passed."""
    with transaction():
        db.session.execute(
            update(Delivery).where(Delivery.state == "sending").values(lease_until=clock.now() - timedelta(seconds=1))
        )


def finish(sender: subprocess.Popen[bytes]) -> None:
    sender.communicate(timeout=60)
    assert sender.returncode == 0


def test_kill_9_loses_nobody_and_doubles_at_most_one_message_a_kill(tmp_path: Path):
    kills = 4
    with SmtpSink() as sink, real_app(tmp_path, MAIL_URL=sink.url) as app, app.app_context():
        people = [make_subscription(f"leser{n}@example.org") for n in range(PEOPLE)]
        issue = make_issue()
        sink.delay = 0.004
        gone = set()
        for _ in range(kills):
            sender = start_sender(app)
            sink.wait_for(len(sink.messages) + 35)
            sender.kill()
            sender.communicate()
            age_leases()
            with transaction():  # somebody leaves between two workers
                last = select(Delivery.subscription_id).where(Delivery.state == "queued").order_by(Delivery.id.desc())
                leaving = db.session.get_one(Subscription, db.session.scalars(last.limit(1)).one())
                service.leave(leaving)
                gone.add(leaving.email)
        finish(start_sender(app))
        counts = Counter(m.recipient for m in sink.messages)
        assert set(counts) == {p.email for p in people} - gone
        assert sum(counts.values()) - len(counts) <= kills
        ids = {address: {m.message_id for m in sink.to(address)} for address, n in counts.items() if n > 1}
        assert all(len(found) == 1 for found in ids.values())
        assert Counter(states(issue).values()) == {"accepted": PEOPLE - kills, "suppressed": kills}
        db.session.rollback()
        assert db.session.get_one(Mailing, issue.id, populate_existing=True).state == "sent"


def test_two_workers_at_once_send_each_message_once(tmp_path: Path):
    with SmtpSink() as sink, real_app(tmp_path, MAIL_URL=sink.url) as app, app.app_context():
        for n in range(PEOPLE):
            make_subscription(f"leser{n}@example.org")
        issue = make_issue()
        sink.delay = 0.01
        senders = [start_sender(app, 2) for _ in range(2)]
        for sender in senders:
            finish(sender)
        assert len(sink.messages) == PEOPLE
        assert len({m.recipient for m in sink.messages}) == PEOPLE
        assert set(states(issue).values()) == {"accepted"}
