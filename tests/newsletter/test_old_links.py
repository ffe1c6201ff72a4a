"""Links of a time that is over: sent to another address, or before somebody left. They open and confirm nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.newsletter import addresses, content, mailbox, queries, service, verp
from consul_py.newsletter.models import Delivery, Subscription, SubscriptionConsent
from tests.newsletter.make import make_issue, make_subscription
from tests.newsletter.test_bounces import BOX, COMPLAINT, report
from tests.newsletter.test_subscribing import link, mails, row
from tests.realdb import real_app, storm
from tests.watch import Client

DESK = "/desk/newsletter/subscribers"
TOKEN, LEAVE = "the-one-link-of-this-test", "L" * 22


@pytest.fixture
def desk(app, people):
    return Client(app).sign_in(people.staff)


@pytest.fixture
def box(app, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_BOUNCES", BOX)


def ordered(client, email: str, **choices) -> str:
    """The path of the link in the mail that asks; the mail has gone out."""
    client.submit("/newsletter/subscribe", email=email, **choices)
    sent = mails()[-1]
    sent.state = "sent"
    db.session.commit()
    return link(sent)


def is_dead(client, path: str) -> bool:
    return [client.get(path).status_code, client.submit(path).status_code] == [404, 404]


def test_a_link_sent_to_a_wrong_address_does_not_confirm_the_right_one(app, client, desk):
    wrong = ordered(client, "wrong-stranger@example.org", interests=["results"], rhythm="weekly")
    number = row("wrong-stranger@example.org").id
    desk.submit(f"{DESK}/{number}/correct", email="right-owner@example.org", reason="Tippfehler")
    assert is_dead(client, wrong)
    assert row("right-owner@example.org").confirmed_at is None
    asked = mails()[-1]
    assert (asked.template, asked.recipient) == ("newsletter/confirm", "right-owner@example.org")
    assert client.submit(link(asked)).status_code == 303
    owner = row("right-owner@example.org")
    assert owner.receives
    assert (owner.kinds, owner.weekly) == (["results"], True), "what was asked for stays, confirmed or not"


def test_a_mail_that_asks_and_has_not_gone_out_does_not_go_to_the_wrong_address_any_more(app, client, desk):
    client.submit("/newsletter/subscribe", email="wrong-stranger@example.org")
    number = row("wrong-stranger@example.org").id
    desk.submit(f"{DESK}/{number}/correct", email="right-owner@example.org", reason="Tippfehler")
    assert [mail.recipient for mail in mails()] == ["right-owner@example.org"]


def test_corrected_twice_only_the_last_address_can_confirm(app, client, desk):
    first = ordered(client, "a@example.org")
    number = row("a@example.org").id
    desk.submit(f"{DESK}/{number}/correct", email="b@example.org", reason="Tippfehler")
    second = link(mails()[-1])
    desk.submit(f"{DESK}/{number}/correct", email="c@example.org", reason="noch einer")
    assert is_dead(client, first)
    assert is_dead(client, second)
    assert client.submit(link(mails()[-1])).status_code == 303
    assert row("c@example.org").receives


def test_links_of_issues_that_went_to_the_old_address_open_nothing_of_the_new_one(app, client, desk):
    old = make_subscription("wrong-stranger@example.org")
    leave, manage = old.leave_token, content.manage_token(old)
    desk.submit(f"{DESK}/{old.id}/correct", email="right-owner@example.org", reason="Tippfehler")
    for _ in range(2):
        for path in (f"/newsletter/unsubscribe/{leave}", f"/newsletter/manage/{manage}"):
            assert is_dead(client, path)
        client.submit(link(mails()[-1]))  # nor once the new one is confirmed
    assert row("right-owner@example.org").receives


def test_what_the_old_address_says_by_mail_about_its_mails_is_not_held_against_the_new_one(app, client, desk, box):
    old = make_subscription("wrong-stranger@example.org")
    make_issue()
    before, now = db.session.query(Delivery).one(), clock.now()
    before.state, before.first_try_at, before.done_at = "accepted", now, now
    db.session.commit()
    with clock.fixed(now + timedelta(minutes=1)):
        desk.submit(f"{DESK}/{old.id}/correct", email="right-owner@example.org", reason="Tippfehler")
        client.submit(link(mails()[-1]))
    address = verp.return_path(before.id)
    with clock.fixed(now + timedelta(days=1)):
        complaint = COMPLAINT.format(kind="abuse", to=address, message_id=before.message_id)
        assert mailbox.take_one(complaint.encode()) == "complaint"
        mailbox.take_one(f"From: x@example.net\nTo: {address}\nSubject: unsubscribe\n\n".encode())
        for number, days in ((1, 0), (2, 2)):
            with clock.fixed(now + timedelta(days=1 + days)):
                mailbox.take_one(report(before, name=f"r{number}"))
    assert row("right-owner@example.org").receives


def test_who_leaves_by_mail_after_the_correction_has_left(app, client, desk, box):
    old = make_subscription("tippfehler@example.org")
    now = clock.now()
    desk.submit(f"{DESK}/{old.id}/correct", email="right-owner@example.org", reason="Tippfehler")
    client.submit(link(mails()[-1]))
    make_issue()
    after = db.session.query(Delivery).one()
    after.state, after.first_try_at = "accepted", now + timedelta(minutes=5)
    db.session.commit()
    mailbox.take_one(f"From: x@example.net\nTo: {verp.return_path(after.id)}\nSubject: unsubscribe\n\n".encode())
    assert row("right-owner@example.org").left_at is not None


def test_a_second_link_does_not_bring_back_who_left(app, client):
    first, second = ordered(client, "eva@example.org"), ordered(client, "eva@example.org")
    client.submit(first)
    client.post(f"/newsletter/unsubscribe/{row('eva@example.org').leave_token}")
    assert is_dead(client, second)
    assert row("eva@example.org").left_at is not None


def test_leaving_again_ends_what_was_ordered_since(app, client):
    old = make_subscription("eva@example.org")
    token = old.leave_token
    client.post(f"/newsletter/unsubscribe/{token}")
    again = ordered(client, "eva@example.org")
    client.post(f"/newsletter/unsubscribe/{token}")
    assert is_dead(client, again)
    assert not row("eva@example.org").receives


@pytest.mark.parametrize("act", ["suppress", "remove"])
def test_staff_end_orders_too(app, client, desk, act):
    path = ordered(client, "eva@example.org")
    desk.submit(f"{DESK}/{row('eva@example.org').id}", reason="Auf Wunsch", **{act: "1"})
    assert is_dead(client, path)
    assert db.session.query(Subscription).one().confirmed_at is None


def test_an_address_that_is_blocked_for_what_came_back_cannot_be_confirmed_by_an_old_link(app, client, box):
    first, second = ordered(client, "eva@example.org"), ordered(client, "eva@example.org")
    client.submit(first)
    make_issue()
    sent = db.session.query(Delivery).one()
    complaint = COMPLAINT.format(kind="abuse", to=verp.return_path(sent.id), message_id=sent.message_id)
    assert mailbox.take_one(complaint.encode()) == "complaint"
    assert is_dead(client, second)


def test_an_order_in_other_letters_is_the_same_address_and_its_links_are_too(app, client):
    first, second = ordered(client, "Eva@Example.org"), ordered(client, "eVA@example.ORG")
    client.submit(first)
    assert db.session.query(Subscription).count() == 1
    client.post(f"/newsletter/unsubscribe/{row('eva@example.org').leave_token}")
    assert is_dead(client, second)


def in_and_out(app: Flask, number: int) -> str:
    """Half press the link, half leave."""
    with app.test_request_context():
        try:
            with transaction():
                if number % 2:
                    service.confirm(TOKEN)
                    return "confirmed"
                found = queries.by_leave_token(LEAVE, lock=True)
                assert found is not None
                service.leave(found)
            return "left"
        except Refused as refused:
            return refused.refusal.code


def removed_or_ordered(app: Flask, number: int) -> str:
    """Staff remove an address while it is ordered again and again."""
    with app.test_request_context(), transaction():
        if number:
            service.ask("eva@example.org", {}, language="de", source="test")
        elif (found := queries.by_key("eva@example.org", lock=True)) is not None:
            addresses.remove(found, "Auf Wunsch")
    return "done"


def one_order() -> None:
    """Somebody in the list, and an order of theirs that is not confirmed."""
    now = clock.now()
    who = make_subscription("eva@example.org", leave_token=LEAVE)
    db.session.add(
        SubscriptionConsent(
            subscription_id=who.id, wording="x", wording_sha256="x" * 64, language="de", source="test", asked_at=now,
            token_sha256=queries.token_hash(TOKEN), expires_at=now + timedelta(hours=1),
        )
    )  # fmt: skip
    db.session.commit()


def test_who_leaves_while_links_are_pressed_has_left(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            one_order()
        answers = storm(app, in_and_out, 16)
        assert set(answers) <= {"confirmed", "token", "left"}, answers
        with app.app_context():
            assert row("eva@example.org").left_at is not None
            declared = db.session.query(SubscriptionConsent).one()
            assert declared.token_sha256 is None or declared.withdrawn_at is not None


def test_who_is_removed_while_ordered_stays_removed(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            make_subscription("eva@example.org")
        assert storm(app, removed_or_ordered, 16) == ["done"] * 16
        with app.app_context():
            assert [one.email for one in db.session.query(Subscription)] == [""]
