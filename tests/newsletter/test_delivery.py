"""What a message is on the wire, how fast it goes, and that nothing else waits behind it."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text as sql

from consul_py.config import ConfigError
from consul_py.kernel import clock, mail, settings
from consul_py.kernel.db import db, transaction
from consul_py.kernel.transport import as_bytes
from consul_py.newsletter import claims, delivery, pace, signing, verp
from consul_py.newsletter.claims import Item
from consul_py.newsletter.desk_models import Bounce
from consul_py.newsletter.ledger import Ledger
from consul_py.newsletter.message import Frame, message_for
from consul_py.newsletter.models import Delivery, MailingText, Subscription
from tests.newsletter.make import make_issue, make_subscription, states
from tests.newsletter.test_killed import finish, start_sender
from tests.realdb import real_app
from tests.smtp_sink import Received, SmtpSink

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as relay:
        yield relay


@pytest.fixture
def sending(tmp_path: Path, sink: SmtpSink) -> Iterator[Flask]:
    with real_app(tmp_path, MAIL_URL=sink.url, MAIL_BOUNCES="bounces@example.org") as app, app.app_context():
        yield app


def people(number: int, domain: str = "example.org") -> None:
    for n in range(number):
        make_subscription(f"leserin{n}@{domain}", domain=domain)


def bound(**values: str) -> None:
    with transaction():
        settings.save({f"newsletter_{name}": value for name, value in values.items()})


def text(body: str, html: str) -> MailingText:
    return MailingText(language="de", subject="Grüße aus dem Kreis", body_text=body, body_html=html)


def item(email: str = "eva@example.org") -> Item:
    return Item(3, 1, "opened", 4, email, "de", "t" * 22, "ab" * 8, "<issue-1.abab@example.org>", 0, 0, None)


@pytest.mark.parametrize(
    "body",
    [
        "Guten Tag.\n\n[[leave-url]]\n[[manage-url]]\n",
        "[[leave-url]]",
        "Ändern Sie es hier: [[manage-url]], oder gehen Sie: [[leave-url]] – schade!\n\n.Punkt am Anfang\n..\n",
        "x" * 2000 + " [[leave-url]] " + "ü" * 300 + "\n",
        "Ende mit Leerzeichen [[manage-url]] \n = 3 \t\n\nFrom hier\n",
    ],
)
def test_the_bytes_written_for_all_say_what_the_mail_library_would_have_written_for_one(app, body):
    frozen = text(body, f"<p title='a=b'>{body}</p>")
    octets = Frame(frozen, "opened").octets(item())
    ours = Received("", "", octets).message
    theirs = Received("", "", as_bytes(message_for(item(), frozen))).message
    for kind in ("plain", "html"):
        written, expected = ours.get_body((kind,)), theirs.get_body((kind,))
        assert written is not None
        assert expected is not None
        assert written.get_content().rstrip("\r\n") == expected.get_content().rstrip("\r\n")
        assert written.get_content_type() == expected.get_content_type()
    skipped = {"content-type", "date"}
    assert {k.lower(): str(v).strip() for k, v in ours.items() if k.lower() not in skipped} == {
        k.lower(): str(v).strip() for k, v in theirs.items() if k.lower() not in skipped
    }
    assert not ours.defects
    assert max(len(line) for line in octets.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert octets.replace(b"\r\n", b"").count(b"\n") == 0


def test_an_address_with_riddles_is_written_by_the_mail_library(app):
    octets = Frame(text("x", "x"), "opened").octets(item('"a b"@example.org'))
    assert Received("", "", octets).message["To"] == '"a b"@example.org'
    octets = Frame(text("x", "x"), "opened").octets(item("a@example.org\r\nBcc: x@example.org"))
    assert Received("", "", octets).message["Bcc"] is None


def test_each_message_has_a_return_path_of_its_own_and_a_way_to_leave_by_mail(sending, sink):
    people(3)
    make_issue()
    assert delivery.send_due() == 3
    numbers = {verp.delivery_of(m.sender) for m in sink.messages}
    assert numbers == {row.id for row in db.session.query(Delivery)}
    for received in sink.messages:
        (line,) = received.raw_header("List-Unsubscribe")
        assert f"<mailto:{received.sender}?subject=unsubscribe>" in line


def test_a_refusal_at_the_door_counts_like_a_mail_that_came_back(sending, sink):
    person = make_subscription("weg@example.org")
    sink.script["weg@example.org"] = ["550 5.1.1 no such user"] * 2
    for days in (0, 2):
        with clock.fixed(clock.now() + timedelta(days=days)):
            make_issue(f"Nummer {days}")
            delivery.send_due()
    assert [b.status for b in db.session.query(Bounce)] == ["5.1.1", "5.1.1"]
    assert db.session.get_one(Subscription, person.id, populate_existing=True).suppressed_at is not None


# Pace


def test_a_bucket_gives_so_many_a_second_and_not_more_after_a_rest():
    allowance = pace.Allowance({"": 10.0, "slow.example": 0.5}, {}, NOW)
    assert allowance.overall == 10
    assert allowance.domains == {"slow.example": 1}
    taken = allowance.take({"": 10, "slow.example": 1})
    after = pace.Allowance(allowance.rates, taken, NOW)
    assert (after.overall, after.domains) == (0, {"slow.example": 0})
    assert after.wait == pytest.approx(0.1)
    later = pace.Allowance(allowance.rates, taken, NOW + timedelta(seconds=0.55))
    assert (later.overall, later.domains) == (5, {"slow.example": 0})
    much_later = pace.Allowance(allowance.rates, taken, NOW + timedelta(hours=1))
    assert (much_later.overall, much_later.domains) == (10, {"slow.example": 1})


def test_two_workers_keep_one_pace_together(sending, sink):
    bound(pace="40", domain_pace="")
    people(100)
    issue = make_issue()
    started = [start_sender(sending, 2) for _ in range(2)]
    sink.wait_for(1)
    start = time.monotonic()
    for sender in started:
        finish(sender)
    took = time.monotonic() - start
    assert set(states(issue).values()) == {"accepted"}
    assert len(sink.messages) == 100
    assert took >= (100 - 40) / 40 - 0.3, "no more than a second's worth at once, then the pace"


def test_a_slow_domain_holds_up_nobody_else(sending, sink):
    bound(pace="0", domain_pace="langsam.example 2")
    people(6, "langsam.example")
    people(60, "schnell.example")
    issue = make_issue()
    now = clock.now()
    with clock.fixed(now):
        batches = [claims.claim() for _ in range(3)]
    with clock.fixed(now + timedelta(seconds=1)):
        batches.append(claims.claim())
    taken = [Counter(item.email.partition("@")[2] for item in batch.items) for batch in batches]
    assert taken[0] + taken[1] == {"langsam.example": 2, "schnell.example": 60}
    assert (taken[2], batches[2].wait) == ({}, pytest.approx(0.5)), "who waits is told how long"
    assert taken[3] == {"langsam.example": 2}
    for batch in batches:
        claims.give_back(batch)
    start = time.monotonic()
    assert delivery.send_due() == 66
    assert time.monotonic() - start >= (6 - 4) / 2 - 0.3
    assert set(states(issue).values()) == {"accepted"}


# Lanes, circuit, signature


def test_a_reset_does_not_wait_behind_notices(sending, sink):
    with transaction():
        for n in range(30):
            mail.post_ready("notifications/news", f"n{n}@example.org", subject="x", text="x", html="x")
    with transaction():
        mail.post_ready("accounts/reset", "eva@example.org", subject="x", text="x", html="x")
    assert mail.send_due() == 31
    assert sink.messages[0].recipient == "eva@example.org"


def test_the_last_word_is_not_said_to_somebody_who_left_while_the_relay_was_reading(sending, sink):
    people(2)
    make_issue()
    batch = claims.claim()
    assert batch is not None
    first, second = batch.items
    sender = delivery.Sender(delivery.Breaker())
    with delivery.open_transport(sink.url) as transport:
        assert sender._begin(first, transport) is None
        with transaction():
            db.session.get_one(Subscription, first.subscription_id).left_at = clock.now()
        assert sender._ledger.step(batch, None, first) == "gone"
        transport.withdraw()
        assert sender._begin(second, transport) is None
        assert transport.finish().startswith("250")
    sender._ledger.close()
    assert [m.recipient for m in sink.messages] == [second.email]


def test_the_connection_of_the_ledger_is_as_careful_as_the_others_once_it_is_given_back(sending, sink):
    people(2)
    make_issue()
    assert delivery.send_due() == 2
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as one, db.engine.connect() as other:
            levels = {c.exec_driver_sql("PRAGMA synchronous").scalar() for c in (one, other)}
        assert levels == {2}


def test_a_step_of_the_ledger_that_breaks_off_has_written_nothing(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        book = Ledger()
        with pytest.raises(ZeroDivisionError):
            _half(book)
        book.close()
        assert db.session.execute(sql("SELECT count(*) FROM site_setting")).scalar() == 0


def _half(book: Ledger) -> None:
    with book._transaction() as connection:
        connection.execute(sql("INSERT INTO site_setting (name, value) VALUES ('claim', 'half')"))
        raise ZeroDivisionError


@pytest.fixture
def key(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    path = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", path, "1024"], check=True, capture_output=True)
    return path


def test_the_signature_holds_for_the_bytes_that_arrive_and_covers_the_headers_for_leaving(sending, sink, key):
    dkim = pytest.importorskip("dkim")
    public = subprocess.run(
        ["openssl", "rsa", "-in", key, "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    sending.config.update(MAIL_DKIM_KEY=str(key), MAIL_DKIM_SELECTOR="s1")
    people(2)
    make_issue("Grüße mit Unterschrift")
    assert delivery.send_due() == 2
    asked: list[bytes] = []
    for received in sink.messages:
        assert dkim.verify(received.octets, dnsfunc=lambda name, **_: asked.append(name) or record)
        covered = " ".join(received.raw_header("DKIM-Signature")).lower()
        assert "list-unsubscribe:" in covered.replace(" ", "")
        assert "list-unsubscribe-post" in covered
        changed = received.octets.replace(b"List-Unsubscribe: <http", b"List-Unsubscribe: <https")
        assert not dkim.verify(changed, dnsfunc=lambda *_a, **_k: record)
    assert asked[0].startswith(b"s1._domainkey.example.org")


def test_a_key_that_is_not_there_is_said_in_one_sentence(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_DKIM_KEY", "/nowhere/key.pem")
    with pytest.raises(ConfigError, match="cannot be read"):
        signing.signer()
