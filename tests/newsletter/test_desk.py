"""The newsletter at the desk: writing, sending, pausing, and what is known about an address."""

from __future__ import annotations

from datetime import timedelta

from consul_py.accounts.models import RoleGrant
from consul_py.kernel import clock
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db, transaction
from consul_py.kernel.mail import MailOut
from consul_py.newsletter import jobs
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from tests.cast import make_user
from tests.newsletter.make import make_issue, make_subscription, seen
from tests.processes.make import make_consultation, make_process

ISSUE = {"title": "Der Kreis lädt ein", "source": "Guten Tag.\n\n## Läden\n\n[Mehr](/workshops)", "process_id": ""}


def only_issue() -> Mailing:
    return db.session.query(Mailing).one()


def test_an_issue_is_written_looked_at_tested_and_sent_once(app, client, people):
    for _ in range(3):
        make_subscription()
    client.sign_in(people.staff)
    assert client.get("/desk/newsletter/new").status_code == 200
    shown = client.submit("/desk/newsletter/new", follow=True, **ISSUE)
    assert "3 Adressen" in shown.text
    path = f"/desk/newsletter/{only_issue().id}"
    client.submit(f"{path}/test")
    test = db.session.query(MailOut).one()
    assert test.recipient == "staff@example.org"
    assert "http://localhost/workshops" in test.body_html
    assert client.submit(f"{path}/send", seen=seen(only_issue())).status_code == 303
    client.submit(f"{path}/send", seen=seen(only_issue()))
    assert db.session.query(Delivery).count() == 3
    assert client.submit(f"{path}/edit", **ISSUE, seen=seen(only_issue())).status_code == 303
    assert client.get(path).status_code == 200
    assert client.get("/newsletter").status_code == 200
    actions = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions == ["newsletter.write", "newsletter.send"]


def test_an_empty_issue_and_one_for_nobody_are_refused(app, client, people):
    client.sign_in(people.staff)
    assert client.submit("/desk/newsletter/new", title="", source="").status_code == 422
    client.submit("/desk/newsletter/new", **ISSUE)
    client.submit(f"/desk/newsletter/{only_issue().id}/send", seen=seen(only_issue()))
    assert only_issue().state == "prepared"
    client.submit(f"/desk/newsletter/{only_issue().id}/discard")
    assert not db.session.query(Mailing).count()


def test_headers_cannot_be_injected_by_a_subject(app, client, people):
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **(ISSUE | {"title": "Neu\r\nBcc: x@example.org"}))
    assert "\n" not in only_issue().title


def test_staff_of_one_process_write_for_their_process_only_and_see_no_addresses(app, client):
    mine, other = make_process(), make_process()
    staff = make_user("nur-hier@example.org", "Nur hier", role="staff", scope="process", scope_id=mine.id)
    assert db.session.query(RoleGrant).count() == 1
    subscription = make_subscription()
    client.sign_in(staff)
    assert client.submit("/desk/newsletter/new", **ISSUE).status_code == 422
    assert client.submit("/desk/newsletter/new", **(ISSUE | {"process_id": str(other.id)})).status_code == 422
    assert client.submit("/desk/newsletter/new", **(ISSUE | {"process_id": str(mine.id)})).status_code == 303
    assert client.get("/desk/newsletter/subscribers").status_code == 403
    assert client.get(f"/desk/newsletter/subscribers/{subscription.id}").status_code == 403


def test_issues_stand_in_the_order_of_their_time_whenever_they_were_entered(app, client, people):
    client.sign_in(people.staff)
    make_subscription()
    make_issue("Heute")
    early, nobody = make_issue("Früher"), make_issue("An niemanden")
    with transaction():
        early.released_at = clock.now() - timedelta(days=2)
        nobody.released_at = clock.now() - timedelta(days=9)
        db.session.query(Delivery).filter(Delivery.mailing_id == nobody.id).delete()
    page = client.get("/desk/newsletter").text
    assert page.index("Heute<") < page.index("Früher<") < page.index("An niemanden<")
    assert "0 von 1" in page
    assert "0 von 0" not in page


def test_pausing_and_resuming_leave_a_trace(app, client, people):
    make_subscription()
    issue = make_issue()
    client.sign_in(people.staff)
    client.submit(f"/desk/newsletter/{issue.id}/pause")
    assert only_issue().state == "paused"
    assert "Newsletter" in client.get("/desk/").text
    client.submit(f"/desk/newsletter/{issue.id}/resume")
    assert only_issue().state == "sending"


def test_an_address_shows_its_proof_and_can_be_blocked_allowed_and_removed(app, client, people):
    client.submit("/newsletter/subscribe", email="eva@example.org")
    row = db.session.query(Subscription).one()
    client.sign_in(people.staff)
    assert client.get("/desk/newsletter/subscribers?q=EVA").text.count("eva@example.org") >= 1
    path = f"/desk/newsletter/subscribers/{row.id}"
    assert "web: /newsletter/subscribe" in client.get(path).text
    assert client.submit(path, suppress="1", reason="").status_code == 422
    client.submit(path, suppress="1", reason="Beschwerde")
    assert db.session.query(Subscription).one().suppressed_reason == "Beschwerde"
    client.submit(path, allow="1")
    client.submit(path, remove="1", reason="Auf Wunsch")
    gone = db.session.query(Subscription).one()
    assert gone.email == ""
    assert "eva" not in gone.email_key
    before = db.session.query(MailOut).count()
    client.submit("/newsletter/subscribe", email="eva@example.org")
    assert db.session.query(MailOut).count() == before, "a removed address is not written to again"
    assert all("eva@" not in entry.object_name for entry in db.session.query(AuditEntry))


def test_the_archive_shows_what_was_sent_and_nothing_that_was_not(app, client):
    make_subscription()
    make_consultation(title="Wege zum Arzt")
    jobs.announce()
    issue = only_issue()
    assert "Wege zum Arzt" in client.get("/newsletter").text
    page = client.get(f"/newsletter/{issue.id}-{issue.slug}")
    assert page.status_code == 200
    assert "/unsubscribe/" not in page.text
    assert client.get(f"/newsletter/{issue.id}-falsch").status_code == 301
    db.session.query(Mailing).update({"released_at": None, "state": "prepared"})
    db.session.commit()
    assert client.get(f"/newsletter/{issue.id}-{issue.slug}").status_code == 404


def test_numbers_and_lists_need_few_statements(app, client, people, count_statements):
    for _ in range(5):
        make_subscription()
    issue = make_issue()
    db.session.query(Delivery).filter_by(mailing_id=issue.id).update(
        {"state": "failed", "answer": "550 5.1.1 no", "done_at": clock.now()}
    )
    client.sign_in(people.staff)
    for path in ("/desk/newsletter", f"/desk/newsletter/{issue.id}?state=failed", "/desk/newsletter/subscribers"):
        with count_statements() as found:
            assert client.get(path).status_code == 200
        assert len(found) <= 12, (path, found)
    client.submit(f"/desk/newsletter/{issue.id}/retry")
    assert {row.state for row in db.session.query(Delivery)} == {"queued"}
