"""Ordering, confirming, choosing, leaving: without an account, and the same for known and unknown addresses."""

from __future__ import annotations

import re
from datetime import timedelta

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.mail import MailOut
from consul_py.newsletter import service
from consul_py.newsletter.models import Subscription, SubscriptionConsent
from tests.newsletter.make import make_subscription
from tests.processes.make import make_process, make_topic


def mails() -> list[MailOut]:
    return db.session.query(MailOut).order_by(MailOut.id).all()


def link(mail: MailOut) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://localhost(/newsletter/\S+)", mail.body_text)
    assert found
    return found[1]


def row(email: str) -> Subscription:
    return db.session.query(Subscription).filter_by(email_key=email).one()


def test_an_order_is_complete_only_after_the_button(app, client):
    answer = client.submit("/newsletter/subscribe", follow=True, email="Eva@Example.org", interests=["results"])
    assert "Postfach" in answer.text or "mailbox" in answer.text
    assert row("eva@example.org").confirmed_at is None
    path = link(mails()[0])
    page = client.get(path)
    assert page.status_code == 200
    assert row("eva@example.org").confirmed_at is None, "a link scanner must not confirm"
    answer = client.submit(path)
    assert answer.status_code == 303
    subscription = row("eva@example.org")
    assert subscription.confirmed_at is not None
    assert subscription.kinds == ["results"]
    assert client.get(answer.location).status_code == 200


def test_the_proof_of_consent_names_wording_source_times_and_the_relays_answer(app, client):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    sent = mails()[0]
    path = link(sent)
    sent.answer = "250 2.0.0 queued as 17"
    db.session.commit()
    client.submit(path)
    proof = db.session.query(SubscriptionConsent).one()
    assert proof.message_id == sent.message_id
    assert proof.smtp_answer == "250 2.0.0 queued as 17"
    assert proof.source == "web: /newsletter/subscribe"
    assert len(proof.wording_sha256) == 64
    assert proof.asked_at <= proof.confirmed_at


def test_a_link_works_once_and_for_48_hours(app, client):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    path = link(mails()[0])
    with clock.fixed(clock.now() + timedelta(hours=49)):
        assert client.get(path).status_code == 404
        assert client.submit(path).status_code == 404
    assert client.submit(path).status_code == 303
    assert client.submit(path).status_code == 404
    assert client.get("/newsletter/confirm/forged").status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer(app, client):
    make_subscription("known@example.org")
    first = client.submit("/newsletter/subscribe", follow=True, email="known@example.org")
    second = client.submit("/newsletter/subscribe", follow=True, email="unknown@example.org")
    assert first.text == second.text
    assert [mail.template for mail in mails()] == ["newsletter/known", "newsletter/confirm"]
    assert client.get(link(mails()[0])).status_code == 200


def test_a_stranger_can_cause_three_mails_an_hour_at_most(app, client):
    for _ in range(5):
        assert client.submit("/newsletter/subscribe", email="opfer@example.org").status_code == 303
    assert len(mails()) == 3
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        client.submit("/newsletter/subscribe", email="opfer@example.org")
    assert len(mails()) == 4


def test_a_bad_address_gets_the_form_back_with_everything_typed(app, client):
    for bad in ("", "nix", "a@b\r\nBcc: c@d.de", "x" * 300 + "@example.org", "ä@example.org", "\x00@example.org"):
        answer = client.submit("/newsletter/subscribe", email=bad, interests=["results"], rhythm="weekly")
        assert answer.status_code == 422, bad
        ticked = re.findall(r"<input[^>]* checked[^>]*>", answer.text)
        assert len(ticked) == 2
        assert 'value="results"' in ticked[0]
        assert 'value="weekly"' in ticked[1]
    assert not mails()


def test_unknown_and_huge_interests_are_left_out(app, client):
    client.submit(
        "/newsletter/subscribe", email="eva@example.org",
        interests=["x" * 10_000, "openings"], scopes=["topic:99999999999", "bogus", "process:-1"],
    )  # fmt: skip
    client.submit(link(mails()[0]))
    assert row("eva@example.org").kinds == ["openings"]
    assert row("eva@example.org").everything


def test_interests_can_be_changed_by_the_signed_link_only(app, client):
    topic = make_topic(make_process(), "Mobilität")
    make_subscription("eva@example.org")
    client.submit("/newsletter/subscribe", email="eva@example.org")
    path = link(mails()[0])
    answer = client.submit(path, scopes=[f"topic:{topic.id}"], interests=["openings"], language="en")
    assert answer.status_code == 303
    subscription = row("eva@example.org")
    assert (subscription.scopes, subscription.everything, subscription.language) == ([f"topic:{topic.id}"], False, "en")
    assert client.get(path[:-2] + "xx").status_code == 404


def test_leaving_is_one_post_without_cookie_token_or_redirect_and_twice_is_fine(app, client):
    token = make_subscription("eva@example.org").leave_token
    assert client.get(f"/newsletter/unsubscribe/{token}").status_code == 200
    assert row("eva@example.org").left_at is None
    for _ in range(2):
        answer = client.post(
            f"/newsletter/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "null"}
        )
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert row("eva@example.org").left_at is not None
    assert client.post("/newsletter/unsubscribe/" + "A" * 22).status_code == 404


def test_who_left_can_order_again_and_old_links_are_dead(app, client):
    old = make_subscription("eva@example.org")
    token = old.leave_token
    client.post(f"/newsletter/unsubscribe/{token}")
    client.submit("/newsletter/subscribe", email="eva@example.org")
    client.submit(link(mails()[0]))
    assert row("eva@example.org").receives
    assert client.post(f"/newsletter/unsubscribe/{token}").status_code == 404


def test_unconfirmed_addresses_vanish_after_seven_days(app, client):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    make_subscription("stays@example.org")
    with clock.fixed(clock.now() + timedelta(days=8)), transaction():
        assert service.sweep_unconfirmed() == 1
    assert [s.email for s in db.session.query(Subscription)] == ["stays@example.org"]
    assert not db.session.query(SubscriptionConsent).count()


def test_a_signed_in_person_subscribes_with_the_confirmed_address(app, client, people):
    client.sign_in(people.resident)
    assert "/newsletter/join" in client.get("/account/me").text
    assert client.submit("/newsletter/join").status_code == 303
    assert row("resident@example.org").receives
    assert "/newsletter/manage/" in client.get("/account/me").text


def test_every_public_page_opens_also_with_processes_and_places_to_choose(app, client):
    make_topic(make_process(), "Mobilität")
    for path in ("/newsletter", "/newsletter/subscribe", "/newsletter/subscribe/sent"):
        assert client.get(path).status_code == 200
    assert "Mobilität" in client.get("/newsletter/subscribe").text


def test_no_odd_token_breaks_anything(app, client):
    for token in ("a%00b", "%F0%9F%98%80", "x" * 5_000, "..", "' OR 1=1 --", "%ff"):
        for page in ("confirm", "manage", "unsubscribe"):
            assert client.get(f"/newsletter/{page}/{token}").status_code in (404, 308), (page, token)
            assert client.submit(f"/newsletter/{page}/{token}").status_code in (404, 308, 405), (page, token)
