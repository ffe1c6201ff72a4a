"""From the delivery row to the relay and back: what the relay answers is what the row says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import claims, delivery, issues, service
from consul_py.newsletter.ledger import GO, Ledger
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from tests.newsletter.make import make_issue, make_subscription, states
from tests.realdb import real_app
from tests.smtp_sink import SmtpSink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as relay:
        yield relay


@pytest.fixture
def sending(tmp_path: Path, sink: SmtpSink) -> Iterator[Flask]:
    """An application on a real database that sends to the sink; its context is pushed."""
    with real_app(tmp_path, MAIL_URL=sink.url, MAIL_REPLY_TO="antwort@example.org") as app, app.app_context():
        yield app


def later(minutes: float) -> int:
    with clock.fixed(clock.now() + timedelta(minutes=minutes)):
        return delivery.send_due()


def row(email: str) -> Delivery:
    db.session.rollback()
    found = db.session.query(Delivery).join(Subscription).filter(Subscription.email == email).one()
    db.session.refresh(found)
    return found


def state_of(mailing: Mailing) -> str:
    db.session.rollback()
    db.session.refresh(mailing)
    return mailing.state


def test_everybody_gets_one_message_and_then_the_issue_is_sent(sending, sink):
    for n in range(120):
        make_subscription(f"leser{n}@example.org")
    issue = make_issue()
    assert delivery.send_due() == 120
    assert sorted(m.recipient for m in sink.messages) == sorted(f"leser{n}@example.org" for n in range(120))
    assert set(states(issue).values()) == {"accepted"}
    assert state_of(issue) == "sent"
    assert row("leser7@example.org").answer == "250 2.0.0 taken"
    assert delivery.send_due() == 0


def test_the_received_bytes_have_every_header_on_its_place(sending, sink):
    subscription = make_subscription("eva@example.org")
    make_issue("Grüße & mehr aus dem Kreis: was im nächsten Jahr alles kommt und warum das wichtig ist")
    delivery.send_due()
    received = sink.messages[0]
    message = received.message
    leave = f"http://localhost/newsletter/unsubscribe/{subscription.leave_token}"
    by_mail = f"mailto:antwort@example.org?subject=unsubscribe%20{subscription.mark}"
    assert received.raw_header("List-Unsubscribe") == [f"List-Unsubscribe: <{leave}>, <{by_mail}>"]
    assert received.raw_header("List-Unsubscribe-Post") == ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    assert received.raw_header("List-ID") == ["List-ID: <newsletter.example.org>"]
    assert message["Precedence"] == "bulk"
    assert message["Reply-To"] == "antwort@example.org"
    assert message["From"].addresses[0].addr_spec == "beteiligung@example.org"
    assert message["Subject"].startswith("Grüße & mehr")
    assert message["Message-ID"] == row("eva@example.org").message_id
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        content = body.get_content()
        assert leave in content
        assert "/newsletter/manage/" in content
        assert "[[" not in content
    assert max(len(line) for line in received.octets.split(b"\r\n")) <= 998
    assert b"http://localhost" in received.octets
    assert b"<img" not in received.octets


def test_a_reader_gets_the_issue_in_their_language(sending, sink):
    make_subscription("eve@example.org", language="en")
    make_issue()
    delivery.send_due()
    assert "You receive this mail" in sink.messages[0].message.get_body(("plain",)).get_content()
    assert sink.messages[0].message["Content-Language"] == "en"


def test_temporary_answers_are_tried_again_on_schedule_and_given_up_after_a_day(sending, sink):
    for name in ("gleich", "nie"):
        make_subscription(f"{name}@example.org")
    sink.script["gleich@example.org"] = ["451 4.3.0 later", "421 4.7.0 busy"]
    sink.script["nie@example.org"] = ["451 4.2.1 asleep"] * 40
    issue = make_issue()
    start = clock.now()
    delivery.send_due()
    assert row("gleich@example.org").state == "deferred"
    assert row("gleich@example.org").answer == "451 4.3.0 later"
    assert later(0.5) == 0
    later(1.5)
    assert row("gleich@example.org").attempts == 2
    assert later(8) == 1
    for hours in range(1, 31):
        later(60 * hours)
    failed = row("nie@example.org")
    assert failed.state == "failed"
    assert failed.done_at - start >= timedelta(hours=24)
    assert failed.attempts < 14
    assert state_of(issue) == "sent"


def test_a_hard_refusal_ends_one_row_and_staff_can_try_it_again(sending, sink):
    for name in ("gibtsnicht", "eva"):
        make_subscription(f"{name}@example.org")
    sink.script["gibtsnicht@example.org"] = ["550 5.1.1 no such user"]
    issue = make_issue()
    assert delivery.send_due() == 1
    assert row("gibtsnicht@example.org").answer == "550 5.1.1 no such user"
    assert state_of(issue) == "sent"
    with transaction():
        assert issues.retry_failed(db.session.get_one(Mailing, issue.id)) == 1
    assert delivery.send_due() == 1
    assert set(states(issue).values()) == {"accepted"}


def test_a_policy_refusal_pauses_the_issue_and_spares_the_address(sending, sink):
    for n in range(10):
        make_subscription(f"leser{n}@example.org")
    sink.default = "550 5.7.1 our policy"
    issue = make_issue()
    delivery.send_due()
    assert state_of(issue) == "paused"
    assert issue.note == "550 5.7.1 our policy"
    assert set(states(issue).values()) == {"queued"}
    sink.default = "250 ok"
    with transaction():
        issues.resume(db.session.get_one(Mailing, issue.id))
    assert delivery.send_due() == 10


def test_an_answer_lost_after_data_is_sent_once_more_with_the_same_id(sending, sink):
    make_subscription("eva@example.org")
    sink.script["eva@example.org"] = ["drop"]
    make_issue()
    delivery.send_due()
    assert row("eva@example.org").state == "uncertain"
    assert later(2) == 1
    twice = sink.to("eva@example.org")
    assert len(twice) == 2
    assert twice[0].message_id == twice[1].message_id
    assert row("eva@example.org").state == "accepted"


def test_a_relay_that_is_away_opens_the_circuit_and_uses_up_no_attempts(sending, sink):
    for n in range(30):
        make_subscription(f"leser{n}@example.org")
    issue = make_issue()
    sink.stop()
    delivery.send_due()
    assert state_of(issue) == "sending"
    assert issue.hold_until is not None
    assert "no connection" in issue.note
    assert {r.attempts for r in db.session.query(Delivery)} == {0}
    sink.start()
    assert later(1) == 0, "the circuit is open"
    assert later(6) == 30
    assert state_of(issue) == "sent"


def test_who_leaves_after_the_start_receives_nothing(sending, sink):
    people = [make_subscription(f"leser{n}@example.org") for n in range(6)]
    make_issue()
    with transaction():
        service.leave(db.session.get_one(Subscription, people[0].id))
    batch = claims.claim()
    assert batch is not None
    with transaction():  # in the middle: the rows are taken already
        service.leave(db.session.get_one(Subscription, people[1].id))
        db.session.get_one(Subscription, people[2].id).suppressed_at = clock.now()
    with delivery.open_transport(sink.url) as transport:
        delivery.Sender(delivery.Breaker()).send(batch, transport)
    assert sorted(m.recipient for m in sink.messages) == [f"leser{n}@example.org" for n in (3, 4, 5)]
    assert row("leser1@example.org").state == "suppressed"
    assert row("leser2@example.org").state == "suppressed"


def test_a_pause_in_the_middle_keeps_the_rest_for_later(sending, sink):
    for n in range(5):
        make_subscription(f"leser{n}@example.org")
    issue = make_issue()
    batch = claims.claim()
    with transaction():
        issues.pause(db.session.get_one(Mailing, issue.id))
    with delivery.open_transport(sink.url) as transport:
        delivery.Sender(delivery.Breaker()).send(batch, transport)
    assert not sink.messages
    assert set(states(issue).values()) == {"queued"}


def test_a_dead_workers_first_open_row_is_uncertain_and_the_others_just_wait(sending, sink):
    for n in range(4):
        make_subscription(f"leser{n}@example.org")
    issue = make_issue()
    assert claims.claim() is not None
    assert delivery.send_due() == 0, "the lease holds"
    with clock.fixed(clock.now() + timedelta(minutes=6)):
        assert claims.recover() == 4
        assert sorted(states(issue).values()) == ["queued", "queued", "queued", "uncertain"]
        assert delivery.send_due() == 4
    assert state_of(issue) == "sent"


def test_a_slow_relay_does_not_lose_the_lease(sending, sink, monkeypatch):
    monkeypatch.setattr(claims, "LEASE", timedelta(seconds=1))
    for n in range(4):
        make_subscription(f"leser{n}@example.org")
    sending.config["MAIL_CONNECTIONS"] = 1
    sink.delay = 0.4
    make_issue()
    assert delivery.send_due() == 4
    assert claims.recover() == 0
    assert len(sink.messages) == 4


def test_a_lease_whose_renewal_was_not_committed_is_renewed_once_more(sending):
    """Otherwise the sender would believe in it for minutes in which others take its batch over."""
    make_subscription("eva@example.org")
    make_issue()
    batch = claims.claim()
    away = [OperationalError("COMMIT", {}, sqlite3.OperationalError("database is locked"))]

    def goes_away(_connection):
        if away:
            raise away.pop()

    event.listen(db.engine, "commit", goes_away)
    try:
        with clock.fixed(clock.now() + timedelta(minutes=3)), Ledger() as ledger:
            assert ledger.step(batch, None, batch.items[0]) == GO
    finally:
        event.remove(db.engine, "commit", goes_away)
    assert not away
    assert row("eva@example.org").lease_until == batch.until


def test_an_address_that_cannot_be_written_fails_alone(sending, sink):
    make_subscription("eva@example.org")
    make_subscription("kaputt\r\nBcc: x@example.org")
    issue = make_issue()
    delivery.send_due()
    assert [m.recipient for m in sink.messages][:1] == ["eva@example.org"] or len(sink.messages) <= 2
    assert state_of(issue) == "sent"
    assert all(m.message["Bcc"] is None for m in sink.messages)
