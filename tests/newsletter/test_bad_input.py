"""Bad input: a clear page, and nothing changed. Checked on the rows and on the bytes that were received."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consul_py.kernel import clock, settings
from consul_py.kernel.db import db, transaction
from consul_py.kernel.mail import MailOut
from consul_py.newsletter import content, delivery, service
from consul_py.newsletter.models import Subscription, SubscriptionConsent
from tests.newsletter.make import make_issue, make_subscription
from tests.newsletter.test_subscribing import link, mails, row
from tests.realdb import real_app, storm

BAD_ADDRESSES = (
    "", " ", "nix", "@", "a@", "@b.de", "a b@example.org", "a@b@example.org", "a@example..org", "a@-example.org",
    "a@example.org\r\nBcc: opfer@example.org", "a@example.org%0d%0aBcc:x@example.org,b@example.org",
    "eva@example.org, ute@example.org", "<eva@example.org>", "\x00@example.org", "eva@exa mple.org",
    "ä@example.org", "x" * 65 + "@example.org", "a@" + "x" * 300 + ".org", "x" * 10_000,
    "eva@[127.0.0.1]",
)  # fmt: skip


def everything() -> list[object]:
    """All rows of the newsletter that visitors can touch, as values."""
    db.session.rollback()
    found: list[object] = []
    for model in (Subscription, SubscriptionConsent, MailOut):
        table = model.__table__
        found += [tuple(one) for one in db.session.execute(table.select().order_by(table.c.id))]
    db.session.rollback()
    return found


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_a_malformed_address_gets_a_sentence_and_leaves_nothing(app, client, address):
    answer = client.submit("/newsletter/subscribe", email=address)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert not everything()


def test_huge_and_odd_choices_are_left_out(app, client):
    odd = [
        "x" * 10_000,
        "topic:" + "9" * 10_000,
        "topic:١",
        "process:0",
        ":",
        "process:1;drop",
        "\x00",
        "topic:-1",
    ] * 20
    client.submit("/newsletter/subscribe", email="eva@example.org", interests=odd, scopes=odd, rhythm="x" * 10_000)
    client.submit(link(mails()[0]))
    eva = row("eva@example.org")
    assert (len(eva.kinds), eva.everything, eva.weekly, eva.scopes) == (4, True, False, [])
    path = content.manage_url(eva).removeprefix("http://localhost")
    before = everything()
    assert client.submit(path, interests=odd, language="de").status_code == 422
    assert client.submit(path, interests=["results"], language="x" * 10_000).status_code == 422
    assert everything() == before


@pytest.mark.parametrize("page", ["confirm", "manage", "unsubscribe"])
def test_a_tampered_token_gets_a_clear_page_and_changes_nothing(app, client, page):
    client.submit("/newsletter/subscribe", email="neu@example.org")
    eva = make_subscription("eva@example.org")
    right = {
        "confirm": link(mails()[0]).rsplit("/", 1)[1],
        "manage": content.manage_token(eva),
        "unsubscribe": eva.leave_token,
    }[page]
    before = everything()
    swapped = right[:-5] + ("A" if right[-5] != "A" else "B") + right[-4:]
    for token in (swapped, right[1:], right + "x", right.upper(), right[:10], "x" * 5_000):
        for answer in (client.get(f"/newsletter/{page}/{token}"), client.submit(f"/newsletter/{page}/{token}")):
            assert answer.status_code == 404, token
            assert "/newsletter/subscribe" in answer.text, "the page says how to go on"
    assert everything() == before


def test_an_expired_and_a_used_confirmation_change_nothing(app, client):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    path, before = link(mails()[0]), everything()
    with clock.fixed(clock.now() + timedelta(hours=48, seconds=1)):
        assert client.get(path).status_code == 404
        assert client.submit(path).status_code == 404
    assert everything() == before
    assert client.submit(path).status_code == 303
    eva = row("eva@example.org")
    client.post(f"/newsletter/unsubscribe/{eva.leave_token}")
    after = everything()
    assert client.submit(path).status_code == 404, "an old link does not bring back who left"
    assert everything() == after


def test_a_page_left_open_does_not_change_what_was_left_meanwhile(app, client):
    eva = make_subscription("eva@example.org")
    path = content.manage_url(eva).removeprefix("http://localhost")
    client.post(f"/newsletter/unsubscribe/{eva.leave_token}")
    before = everything()
    answer = client.submit(path, interests=["results"], rhythm="weekly", language="de")
    assert answer.status_code == 409
    assert everything() == before


def test_the_button_of_an_account_does_not_overwrite_what_was_chosen(app, client, people):
    client.sign_in(people.resident)
    client.submit("/newsletter/join", rhythm="weekly")
    me = row("resident@example.org")
    assert me.weekly
    with transaction():
        service.apply(me, {"kinds": ["results"], "weekly": True})
    assert client.submit("/newsletter/join").status_code == 303
    me = row("resident@example.org")
    assert (me.kinds, me.weekly) == (["results"], True)
    assert "weekly" not in client.get("/account/me").text


def test_no_kind_at_all_is_asked_about_and_not_taken_for_everything(app, client):
    eva = make_subscription("eva@example.org", wants_results=False)
    path = content.manage_url(eva).removeprefix("http://localhost")
    answer = client.submit(path, language="de")
    assert answer.status_code == 422
    assert 'id="interests-error"' in answer.text
    assert not row("eva@example.org").wants_results


def test_a_header_cannot_be_smuggled_into_subject_or_name(sending, sink, monkeypatch):
    monkeypatch.setitem(settings.DEFAULTS, "name", "Kreis\r\nBcc: opfer@example.org\r\nX-Name: ja")
    sending.extensions.pop("consul_site", None)
    make_subscription("eva@example.org")
    make_issue("Neues\r\nBcc: opfer@example.org\nX-Subject: ja\r\n\r\n<b>Text")
    assert delivery.send_due() == 1
    received = sink.messages[0]
    assert received.recipient == "eva@example.org"
    head = received.octets.split(b"\r\n\r\n", 1)[0]
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"}
    assert not names & {b"bcc", b"cc", b"x-name", b"x-subject"}
    assert "Bcc: opfer@example.org" in received.message["Subject"], "as words, where they do nothing"
    assert len(received.raw_header("Subject")) >= 1
    assert received.message["To"] == "eva@example.org"


def test_the_mail_that_asks_is_forgotten_with_the_address(app, client):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    client.submit("/newsletter/subscribe", email="ute@example.org")
    client.submit(link(mails()[1]))
    with clock.fixed(clock.now() + timedelta(days=6)), transaction():
        assert service.sweep_unconfirmed() == 0
    with clock.fixed(clock.now() + timedelta(days=7, minutes=1)), transaction():
        assert service.sweep_unconfirmed() == 1
    assert not mails()
    assert [one.email for one in db.session.query(Subscription)] == ["ute@example.org"]
    assert db.session.query(SubscriptionConsent).one().message_id, "the proof of who confirmed stays"


def press(app, _number):
    """Somebody presses the button of the confirmation; who was first gets the page, the others the clear one."""
    client = app.test_client()
    path = "/newsletter/confirm/" + "t" * 32
    token = client.get(path)
    found = __import__("re").search(r'name="csrf_token" value="([^"]+)"', token.text)
    return client.post(path, data={"csrf_token": found[1]} if found else {}).status_code


def test_pressing_many_times_at_once_confirms_once(tmp_path, monkeypatch):
    monkeypatch.setattr(service.secrets, "token_urlsafe", lambda size=0: "t" * 32 if size == 24 else "leave" * 4 + "xy")
    with real_app(tmp_path) as app:
        with app.app_context(), transaction():
            service.ask("eva@example.org", {}, language="de", source="test")
        answers = storm(app, press, 16)
        assert answers.count(303) == 1, answers
        with app.app_context():
            assert db.session.query(Subscription).one().receives
