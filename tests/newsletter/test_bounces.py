"""What comes back: which address, for good or not, and when it is written to no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import bounces, mailbox, reports, verp
from consul_py.newsletter.desk_models import Bounce
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from tests.newsletter.make import make_issue, make_subscription

BOX = "Bounces@rueck.example.org"
REPORT = """\
From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <{name}@relay.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; eva@example.net
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Neues
--b--
"""
COMPLAINT = """\
From: feedback@provider.example
To: abuse@example.org
Subject: complaint
MIME-Version: 1.0
Message-ID: <arf-1@provider.example>
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

An abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: x/1
Version: 1

--b
Content-Type: message/rfc822

From: beteiligung@example.org
Return-Path: <{to}>
Message-ID: {message_id}
Subject: Neues

Text
--b--
"""


@pytest.fixture(autouse=True)
def box(app, monkeypatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "MAIL_BOUNCES", BOX)
    return None


def sent(email: str = "eva@example.net", **fields) -> Delivery:
    """A delivery that the relay took."""
    person = make_subscription(email, **fields)
    issue = make_issue()
    row = db.session.query(Delivery).filter_by(mailing_id=issue.id, subscription_id=person.id).one()
    row.state, row.answer = "accepted", "250 ok"
    db.session.commit()
    return row


def report(
    row: Delivery, status: str = "5.1.1", words: str = "550 5.1.1 no such user", name: str = "r1", **more
) -> bytes:
    values = {"to": verp.return_path(row.id), "action": "failed", "message_id": row.message_id} | more
    return REPORT.format(status=status, words=words, name=name, **values).encode()


def person(row: Delivery) -> Subscription:
    return db.session.get_one(Subscription, row.subscription_id, populate_existing=True)


def again(row: Delivery, number: int, status: str = "5.1.1", *, days: float = 0.0, words: str = "no") -> str:
    with clock.fixed(clock.now() + timedelta(days=days)):
        return mailbox.take_one(report(row, status, words, name=f"r{number}"))


def test_the_return_path_names_its_delivery_and_nobody_can_make_one_up(app):
    address = verp.return_path(7)
    assert address.startswith("Bounces+7-")
    assert address.endswith("@rueck.example.org")
    assert verp.delivery_of(address) == 7
    assert verp.delivery_of(address.upper()) == 7, "servers fold the case"
    assert verp.delivery_of(address.replace("+7-", "+8-")) is None
    assert verp.delivery_of(address.replace("rueck.", "")) is None
    assert verp.delivery_of("bounces@rueck.example.org") is None


def test_a_report_marks_the_delivery_and_reading_it_twice_changes_nothing(app):
    row = sent()
    assert mailbox.take_one(report(row)) == "hard"
    assert mailbox.take_one(report(row)) == "known"
    db.session.refresh(row)
    assert (row.state, row.answer) == ("bounced", "550 5.1.1 no such user")
    noted = db.session.query(Bounce).one()
    assert (noted.kind, noted.status, noted.words) == ("hard", "5.1.1", "550 5.1.1 no such user")
    assert person(row).suppressed_at is None, "once is not enough"


def test_twice_for_good_a_day_apart_ends_it_twice_in_an_hour_does_not(app):
    row = sent()
    again(row, 1)
    again(row, 2, days=0.05)
    assert person(row).suppressed_at is None
    again(row, 3, days=1.01)
    assert person(row).suppressed_at is not None
    assert person(row).suppressed_reason


def test_five_times_softly_within_thirty_days_ends_it_spread_over_months_does_not(app):
    slow, fast = sent("slow@example.net"), sent("fast@example.net")
    for number in range(5):
        assert again(slow, number, "4.4.1", days=number * 10) == "soft"
        again(fast, 10 + number, "5.2.2", days=number * 5)
    assert person(slow).suppressed_at is None
    assert person(fast).suppressed_at is not None


def test_a_refusal_that_speaks_about_us_is_noted_and_never_held_against_the_address(app):
    row = sent()
    for number in range(6):
        again(row, number, "5.7.26", days=number * 2, words="550 5.7.26 unauthenticated")
    assert person(row).suppressed_at is None
    assert db.session.query(Bounce).count() == 6
    for number in range(6, 12):
        again(row, number, "5.7.1", words="550 5.7.1 policy")
    assert db.session.get_one(Mailing, row.mailing_id, populate_existing=True).state == "paused"


def test_a_complaint_ends_it_at_once_and_the_mail_counts_as_arrived(app):
    row = sent()
    waiting = make_issue("Noch eins")
    mail = COMPLAINT.format(kind="abuse", to=verp.return_path(row.id), message_id=row.message_id)
    assert mailbox.take_one(mail.encode()) == "complaint"
    assert person(row).suppressed_at is not None
    db.session.refresh(row)
    assert row.state == "accepted"
    later = db.session.query(Delivery).filter_by(mailing_id=waiting.id).one()
    assert later.state == "suppressed"
    other = sent("zwei@example.net")
    kind = COMPLAINT.format(kind="not-spam", to=verp.return_path(other.id), message_id=other.message_id)
    assert mailbox.take_one(kind.encode()) == "other"


def test_a_report_without_the_return_path_is_found_by_the_message_id(app):
    row = sent(mark="0123456789abcdef")
    assert mailbox.take_one(report(row, to="beteiligung@example.org")) == "hard"
    made_up = row.message_id.replace(person(row).mark, "ab" * 8)
    assert mailbox.take_one(report(row, name="r2", to="x@example.org", message_id=made_up)) == "other"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_news_from_the_way_is_no_bounce(app, action):
    row = sent()
    assert mailbox.take_one(report(row, "4.4.1", action=action)) == "other"
    assert db.session.query(Bounce).count() == 0


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("<eva@example.net>: 550 5.1.1 unknown", "hard"),
        ("Sorry, no such mailbox here. (#5.1.1)", "hard"),
        ("550-Requested action not taken", "hard"),
        ("Die Adresse existiert nicht.", "hard"),
        ("552 mailbox is full, try again later", "soft"),
        ("Das Postfach voll, quota exceeded", "soft"),
        ("I am away until Monday.", "other"),
    ],
)
def test_the_plain_words_of_old_servers_are_understood(app, words, kind):
    row = sent()
    head = f"From: MAILER-DAEMON@old.example\nTo: {verp.return_path(row.id)}\nSubject: failure notice\n\nHi.\n"
    assert mailbox.take_one((head + words + "\n").encode()) == kind


def test_somebody_who_is_away_has_not_bounced(app):
    row = sent()
    mail = (
        f"From: Eva <eva@example.net>\nTo: {verp.return_path(row.id)}\nSubject: Undeliverable until Monday\n"
        "Auto-Submitted: auto-replied (vacation)\n\n550 people work here, I am not one of them today.\n"
    )
    assert mailbox.take_one(mail.encode()) == "other"


def test_a_mail_program_that_leaves_by_mail_has_left(app):
    row = sent()
    mail = f"From: Eva <eva@example.net>\nTo: {verp.return_path(row.id)}\nSubject: Unsubscribe\n\n"
    assert mailbox.take_one(mail.encode()) == "leave"
    assert person(row).left_at is not None
    assert mailbox.take_one(mail.encode()) == "known"
    forged = mail.replace(f"+{row.id}-", f"+{row.id + 1}-")
    assert mailbox.take_one(forged.encode()) == "other"


@pytest.mark.parametrize(
    "octets",
    [b"", b"\x00" * 100, b"\xff\xfe garbage", b"Content-Type: multipart/report; boundary=b\n\n--b\n", b"a: b\n" * 9000,
     b"Content-Type: multipart/report\n\nno parts", b"Content-Type: message/delivery-status\n\nAction: failed\n"],
)  # fmt: skip
def test_whatever_lies_in_the_mailbox_is_read_without_complaint(app, octets):
    assert mailbox.take_one(octets) == "other"


def test_a_maildir_is_read_once_and_its_mails_are_put_among_the_seen(app, tmp_path: Path):
    row = sent()
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(report(row))
    (tmp_path / "new" / "2").write_bytes(b"Subject: Hallo\n\nEin Brief")
    assert mailbox.take_maildir(tmp_path) == {"hard": 1, "other": 1}
    assert mailbox.take_maildir(tmp_path) == {}
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1:2,S", "2:2,S"]
    with pytest.raises(mailbox.NotAMaildir):
        mailbox.take_maildir(tmp_path / "new")


def test_an_address_that_was_corrected_begins_anew(app):
    row = sent()
    again(row, 1)
    with transaction():
        person(row).confirmed_at = clock.now() + timedelta(days=1)
    again(row, 2, days=3)
    assert person(row).suppressed_at is None


def test_the_kind_of_leaving_is_not_the_name_of_a_bounce():
    assert reports.LEAVE not in (bounces.HARD, bounces.SOFT, bounces.COMPLAINT)
