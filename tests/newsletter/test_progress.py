"""One issue on its way: live numbers, the words of the mail server, stopping, and the table to download."""

from __future__ import annotations

import csv
import io

from consul_py.kernel import clock
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db
from consul_py.newsletter import claims, delivery
from consul_py.newsletter.models import Delivery, Mailing
from tests.cast import make_user
from tests.newsletter.make import make_issue, make_subscription, states
from tests.processes.make import make_process
from tests.realdb import real_app
from tests.smtp_sink import SmtpSink
from tests.watch import Client


def stand(issue: Mailing, *given: tuple[str, str]) -> None:
    """Let the deliveries of an issue stand as given: state and answer, in the order of their subscriptions."""
    rows = db.session.query(Delivery).filter_by(mailing_id=issue.id).order_by(Delivery.subscription_id).all()
    for row, (state, answer) in zip(rows, given, strict=True):
        row.state, row.answer, row.done_at = state, answer, clock.now()
    db.session.commit()


def test_the_live_part_counts_every_state_and_ends_when_the_issue_is_sent(app, client, people):
    for _ in range(4):
        make_subscription()
    issue = make_issue()
    stand(issue, ("accepted", "250 ok"), ("deferred", "451 later"), ("failed", "550 5.1.1 no"), ("bounced", "5.1.1"))
    client.sign_in(people.staff)
    path = f"/desk/newsletter/{issue.id}"
    page = client.get(path).text
    assert f'data-live="{path}/progress"' in page
    part = client.get(f"{path}/progress").text
    assert "1 von 4 zugestellt" in part
    assert "data-live-on" in part
    assert "<!doctype" not in part
    issue.state = "sent"
    db.session.commit()
    assert "data-live-on" not in client.get(f"{path}/progress").text
    assert "data-live=" not in client.get(path).text


def test_what_really_happened_at_a_mail_server_stands_on_the_page_in_its_words(tmp_path):
    with SmtpSink() as sink, real_app(tmp_path, MAIL_URL=sink.url) as app, app.app_context():
        client = Client(app).sign_in(make_user("team@example.org", "Team", role="staff"))
        for name in ("gut", "falsch", "spaeter"):
            make_subscription(f"{name}@example.org")
        sink.script["falsch@example.org"] = ["550 5.1.1 Diese Adresse kennt hier niemand"]
        sink.script["spaeter@example.org"] = ["451 4.3.0 Bitte kommen Sie spaeter"]
        path = f"/desk/newsletter/{make_issue().id}"
        delivery.send_due()
        page = client.get(path).text
        assert "Diese Adresse kennt hier niemand" in page
        assert "Bitte kommen Sie spaeter" in page
        failed = client.get(f"{path}?state=failed").text
        assert "falsch@example.org" in failed
        assert "spaeter@example.org" not in failed
        client.submit(f"{path}/retry")
        delivery.send_due()
        assert "3 von 3 zugestellt" in client.get(path).text, "both answered well the second time"


def test_deliveries_are_found_by_a_part_of_the_address(app, client, people):
    make_subscription("anna@example.org")
    make_subscription("bert@example.org")
    issue = make_issue()
    client.sign_in(people.staff)
    page = client.get(f"/desk/newsletter/{issue.id}?q=ANN").text
    assert "anna@example.org" in page
    assert "bert@example.org" not in page
    assert "Keine Zustellungen" in client.get(f"/desk/newsletter/{issue.id}?q=%25").text, "a sign of the database"


def test_stopping_ends_an_issue_for_everybody_who_has_not_got_it(app, client, people):
    for name in ("anna", "bert", "cora"):
        make_subscription(f"{name}@example.org")
    issue = make_issue()
    stand(issue, ("accepted", "250 ok"), ("queued", ""), ("deferred", "451"))
    client.sign_in(people.staff)
    client.submit(f"/desk/newsletter/{issue.id}/stop")
    stopped = db.session.query(Mailing).one()
    assert (stopped.state, "Beteiligungsteam" in stopped.note) == ("sent", True)
    assert states(stopped) == {
        "anna@example.org": "accepted", "bert@example.org": "suppressed", "cora@example.org": "suppressed",
    }  # fmt: skip
    assert delivery.send_due() == 0
    client.submit(f"/desk/newsletter/{issue.id}/stop")
    client.submit(f"/desk/newsletter/{issue.id}/resume")
    assert db.session.query(Mailing).one().state == "sent", "it does not begin again"
    assert [e.details["deliveries"] for e in db.session.query(AuditEntry).filter_by(action="newsletter.stop")] == [2]


def test_what_comes_back_from_a_worker_after_the_stop_is_not_sent_either(app, client, people):
    for name in ("anna", "bert", "cora"):
        make_subscription(f"{name}@example.org")
    issue = make_issue()
    batch = claims.claim()
    assert batch is not None
    client.sign_in(people.staff).submit(f"/desk/newsletter/{issue.id}/stop")
    claims.give_back(batch)
    assert delivery.send_due() == 0
    stopped = db.session.query(Mailing).one()
    assert set(states(stopped).values()) == {"suppressed"}


def test_the_table_holds_every_delivery_or_those_in_one_state_and_is_written_into_the_log(app, client, people):
    make_subscription("=cmd@example.org")
    make_subscription("bert@example.org")
    issue = make_issue()
    stand(issue, ("failed", "=1+1"), ("accepted", "250 ok"))
    client.sign_in(people.staff)
    path = f"/desk/newsletter/{issue.id}/deliveries.csv"
    answer = client.submit(path, state="")
    assert answer.headers["Cache-Control"] == "no-store"
    lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    cmd, bert = sorted(lines[1:])
    assert (cmd[:2], bert[:2]) == (["'=cmd@example.org", "failed"], ["bert@example.org", "accepted"])
    assert cmd[3] == "'=1+1", "no spreadsheet runs what a server said"
    one = client.submit(path, state="accepted").text
    assert "bert" in one
    assert "cmd" not in one
    assert db.session.query(AuditEntry).filter_by(action="newsletter.export").count() == 2
    assert client.get(path).status_code == 405


def test_staff_of_one_process_follow_their_issue_without_seeing_addresses(app, client):
    process = make_process()
    make_subscription("sehr.geheim@example.org")
    issue = make_issue()
    issue.process_id = process.id
    db.session.commit()
    client.sign_in(make_user("hier@example.org", "Hier", role="staff", scope="process", scope_id=process.id))
    page = client.get(f"/desk/newsletter/{issue.id}?q=geheim").text
    assert "sehr.geheim" not in page
    assert "se…@example.org" in page
    guessed = client.get(f"/desk/newsletter/{issue.id}?q=nirgends").text
    assert "se…@example.org" in guessed, "searching would tell addresses by guessing"
    assert client.submit(f"/desk/newsletter/{issue.id}/deliveries.csv").status_code == 403


def test_following_an_issue_of_many_addresses_needs_few_statements(app, client, people, count_statements):
    for _ in range(5):
        make_subscription()
    issue = make_issue()
    client.sign_in(people.staff)
    with count_statements() as found:
        assert client.get(f"/desk/newsletter/{issue.id}/progress").status_code == 200
    assert len(found) <= 6, found
