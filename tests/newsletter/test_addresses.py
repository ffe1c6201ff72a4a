"""One address at the desk: everything sent and why, what came back, a correction, and the answer to a data request."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from consul_py.kernel import clock
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.newsletter import jobs
from consul_py.newsletter.desk_models import Bounce
from consul_py.newsletter.models import Delivery, Mailing, Subscription, SubscriptionInterest
from tests.cast import make_user
from tests.newsletter.make import make_issue, make_subscription
from tests.processes.make import make_consultation, make_process, make_topic

PATH = "/desk/newsletter/subscribers"


@pytest.fixture
def desk(client, people):
    return client.sign_in(people.staff)


def only() -> Subscription:
    return db.session.query(Subscription).one()


def bounce(row: Subscription, words: str = "550 5.1.1 unbekannt") -> None:
    delivery = db.session.query(Delivery).filter_by(subscription_id=row.id).first()
    db.session.add(
        Bounce(report_key="k" * 64, delivery_id=delivery.id, subscription_id=row.id, at=clock.now(), kind="hard",
               status="5.1.1", words=words)
    )  # fmt: skip
    db.session.commit()


def test_the_page_says_what_was_sent_why_and_what_came_back(app, desk):
    topic = make_topic(make_process(), "Nahversorgung")
    consultation = make_consultation(process=topic_process(topic), topic_id=topic.id, title="Läden im Dorf")
    row = make_subscription("eva@example.org", everything=False)
    db.session.add(SubscriptionInterest(subscription_id=row.id, topic_id=topic.id))
    db.session.commit()
    jobs.announce()
    make_issue("Für alle")
    bounce(row)
    page = desk.get(f"{PATH}/{row.id}").text
    assert consultation.title in page
    assert "hat das Themenfeld „Nahversorgung“ gewählt" in page
    assert "diese Ausgabe betraf alle" in page
    assert "550 5.1.1 unbekannt" in page
    assert "Adresse gibt es nicht" in page


def topic_process(topic):
    from consul_py.processes.models import Process

    return db.session.get_one(Process, topic.process_id)


def test_a_choice_that_changed_since_is_said_so(app, desk):
    process = make_process()
    row = make_subscription(everything=False)
    db.session.add(SubscriptionInterest(subscription_id=row.id, process_id=process.id))
    db.session.commit()
    make_consultation(process=process)
    jobs.announce()
    assert "hat diesen Prozess gewählt" in desk.get(f"{PATH}/{row.id}").text
    db.session.query(SubscriptionInterest).delete()
    db.session.commit()
    assert "die Auswahl seither geändert" in desk.get(f"{PATH}/{row.id}").text


def test_the_page_needs_few_statements(app, desk, count_statements):
    row = make_subscription()
    for _ in range(6):
        make_issue()
    with count_statements() as found:
        assert desk.get(f"{PATH}/{row.id}").status_code == 200
    assert len(found) <= 12, found


def test_a_corrected_address_gets_only_the_question_until_it_confirms(app, desk):
    row = make_subscription("eva@exmaple.org", everything=True, weekly=True, wants_closing=False)
    make_issue()
    link, mark = row.leave_token, row.mark
    answer = desk.submit(f"{PATH}/{row.id}/correct", email="Eva@example.org", reason="Tippfehler", follow=True)
    assert "Berichtigt" in answer.text
    row = only()
    assert (row.email, row.domain, row.confirmed_at, row.mark) == ("Eva@example.org", "example.org", None, mark)
    assert row.leave_token != link, "links in the mails of somebody else stop working"
    assert db.session.query(Delivery).one().state == "suppressed"
    mail = db.session.query(MailOut).one()
    assert (mail.template, mail.recipient) == ("newsletter/confirm", "Eva@example.org")
    token = mail.body_text.split("/newsletter/confirm/")[1].split()[0]
    desk.submit(f"/newsletter/confirm/{token}")
    row = only()
    assert row.receives
    assert (row.weekly, row.wants_closing, row.wants_openings) == (True, False, True), "what was chosen stays"
    entry = db.session.query(AuditEntry).filter_by(action="newsletter.correct").one()
    assert "eva" not in (entry.object_name + str(entry.details)).lower().replace("ev…", "")


def test_a_correction_lifts_a_block_that_spoke_of_the_old_address(app, desk):
    row = make_subscription("eva@exmaple.org", suppressed_at=clock.now(), suppressed_reason="hard bounces")
    desk.submit(f"{PATH}/{row.id}/correct", email="eva@example.org", reason="Tippfehler")
    assert only().suppressed_at is None


@pytest.mark.parametrize("email", ["", "kein", "a@b", "eva@example.org", "other@example.org", "removed@example.org",
                                   "x\r\nBcc: y@example.org", "ä" * 300 + "@example.org"])  # fmt: skip
def test_a_correction_that_cannot_be_is_refused_and_changes_nothing(app, desk, email):
    row = make_subscription("eva@example.org")
    make_subscription("other@example.org")
    gone = make_subscription("removed@example.org")
    desk.submit(f"{PATH}/{gone.id}", remove="1", reason="Auf Wunsch")
    refused = desk.submit(f"{PATH}/{row.id}/correct", email=email, reason="Tippfehler")
    assert refused.status_code == 422
    assert 'id="email-error"' in refused.text
    assert db.session.get_one(Subscription, row.id).email == "eva@example.org"
    assert not db.session.query(MailOut).count()


def test_a_correction_needs_a_reason_and_somebody_who_has_not_left(app, desk):
    row = make_subscription("eva@exmaple.org", left_at=clock.now() - timedelta(days=1))
    assert desk.submit(f"{PATH}/{row.id}/correct", email="eva@example.org", reason="x").status_code == 422
    assert desk.submit(f"{PATH}/{row.id}/correct", email="eva@example.org", reason="").status_code == 422
    assert only().email == "eva@exmaple.org"


def test_the_answer_to_a_data_request_is_complete_in_every_form_and_logged(app, client, people):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    row = only()
    row.confirmed_at = clock.now()
    db.session.commit()
    make_issue("Erste Ausgabe")
    bounce(row, "550 5.1.1 =HYPERLINK")
    client.sign_in(people.staff)
    data = json.loads(client.submit(f"{PATH}/{row.id}/record.json").text)
    assert data["address"] == "eva@example.org"
    assert data["consents"][0]["source"] == "web: /newsletter/subscribe"
    assert [sent["issue"] for sent in data["issues"]] == ["Erste Ausgabe"]
    assert data["issues"][0]["why"]
    assert data["returned"][0]["words"].startswith("550")
    assert len(data["single_mails"]) == 1
    table = list(csv.reader(io.StringIO(client.submit(f"{PATH}/{row.id}/record.csv").text), delimiter=";"))
    assert len(table) == 3, "a head, the confirmation, the issue"
    printed = client.get(f"{PATH}/{row.id}/record").text
    for words in ("Erste Ausgabe", "web: /newsletter/subscribe", "eva@example.org", "550 5.1.1"):
        assert words in printed
    shown = db.session.query(AuditEntry).filter_by(action="newsletter.disclose").order_by(AuditEntry.id)
    assert [entry.details["form"] for entry in shown] == ["json", "csv"]


def test_a_removed_address_can_still_be_looked_up_but_is_nowhere(app, desk):
    row = make_subscription("eva@example.org")
    make_issue("Erste Ausgabe")
    desk.submit(f"{PATH}/{row.id}", remove="1", reason="Auf Wunsch")
    for path in (
        f"{PATH}/{row.id}",
        f"{PATH}/{row.id}/record",
        f"/desk/newsletter/{db.session.query(Mailing).one().id}",
    ):
        assert "eva@example.org" not in desk.get(path).text


def test_addresses_are_not_for_staff_of_one_process(app, client):
    row = make_subscription()
    process = make_process()
    client.sign_in(make_user("hier@example.org", "Hier", role="staff", scope="process", scope_id=process.id))
    for page in ("", "/correct", "/record"):
        assert client.get(f"{PATH}/{row.id}{page}").status_code == 403
    for act in ("", "/correct", "/record.json", "/record.csv"):
        assert client.submit(f"{PATH}/{row.id}{act}", email="x@example.org", reason="x").status_code == 403


@pytest.mark.parametrize("act", ["allow", "suppress", "remove"])
def test_a_removed_address_stays_as_it_is_whatever_an_old_page_sends(app, client, people, act):
    row = make_subscription("eva@example.org")
    desk = client.sign_in(people.staff)
    desk.submit(f"{PATH}/{row.id}", remove="1", reason="Auf Wunsch")
    before = (only().email_key, only().suppressed_at, only().suppressed_reason)
    answer = desk.submit(f"{PATH}/{row.id}", follow=True, reason="noch einmal", **{act: "1"})
    assert "nicht wieder angeschrieben" in answer.text
    assert (only().email_key, only().suppressed_at, only().suppressed_reason) == before
    client.submit("/newsletter/subscribe", email="eva@example.org")
    assert not db.session.query(MailOut).count(), "no mail, and none to nobody"
