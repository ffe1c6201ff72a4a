"""Before an issue goes out: a second person, a time, and what happens when the time comes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from consul_py.kernel import clock, settings
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.clock import BERLIN
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import writing
from consul_py.newsletter.models import Delivery, Mailing
from tests.cast import make_user
from tests.newsletter.make import make_subscription, seen

ISSUE = {"title": "Der Kreis lädt ein", "source": "Guten Tag.", "process_id": ""}


@pytest.fixture
def second(app):
    """Four eyes are asked for; somebody else is there to look."""
    with transaction():
        settings.save({"newsletter_second_person": "1"})
    return make_user("zweite@example.org", "Zweite Person", role="staff")


@pytest.fixture
def path(app, client, people):
    """An issue that the staff wrote."""
    make_subscription()
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **ISSUE)
    return f"/desk/newsletter/{only_issue().id}"


def only_issue() -> Mailing:
    return db.session.query(Mailing).one()


def in_berlin(moment: datetime) -> str:
    return moment.astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M")


def test_without_the_setting_the_writer_sends_alone(client, path):
    client.submit(f"{path}/send", seen=seen(only_issue()))
    assert only_issue().state == "sending"


def test_with_the_setting_nobody_sends_and_nobody_approves_alone(client, second, path):
    assert "Eine zweite Person muss sie freigeben" in client.get(path).text
    client.submit(f"{path}/send", seen=seen(only_issue()))
    client.submit(f"{path}/approve", seen=seen(only_issue()))
    assert (only_issue().state, only_issue().approved_at) == ("prepared", None)


def test_a_second_person_approves_and_then_the_writer_may_send(client, people, second, path):
    client.sign_in(second)
    client.submit(f"{path}/approve", seen=seen(only_issue()))
    assert only_issue().approved_by_id == second.id
    client.sign_in(people.staff)
    assert "Freigegeben von Zweite Person" in client.get(path).text
    client.submit(f"{path}/send", seen=seen(only_issue()))
    assert only_issue().state == "sending"
    actions = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions == ["newsletter.write", "newsletter.approve", "newsletter.send"]


def test_an_approval_of_a_text_that_changed_meanwhile_is_refused(client, people, second, path):
    looked_at = seen(only_issue())
    client.submit(f"{path}/edit", **(ISSUE | {"source": "Anders."}), seen=looked_at)
    client.sign_in(second)
    client.submit(f"{path}/approve", seen=looked_at)
    assert only_issue().approved_at is None
    client.submit(f"{path}/approve")
    assert only_issue().approved_at is None, "without having seen anything"


def test_a_change_takes_the_approval_back_and_makes_its_writer_the_author(client, people, second, path):
    client.sign_in(second)
    client.submit(f"{path}/approve", seen=seen(only_issue()))
    client.submit(f"{path}/edit", **(ISSUE | {"source": "Besser so."}), seen=seen(only_issue()))
    assert only_issue().approved_at is None
    client.submit(f"{path}/approve", seen=seen(only_issue()))
    assert only_issue().approved_at is None, "nobody approves their own change"
    client.sign_in(people.staff)
    client.submit(f"{path}/approve", seen=seen(only_issue()))
    assert only_issue().approved_by_id == people.staff.id


def test_an_issue_with_a_time_goes_out_by_itself_once(client, path):
    at = clock.now() + timedelta(hours=2)
    client.submit(f"{path}/schedule", scheduled_at=in_berlin(at), seen=seen(only_issue()))
    assert only_issue().scheduled_at == at.replace(second=0, microsecond=0)
    assert "Geht am" in client.get(path).text
    assert writing.release_scheduled() == 0, "not before its time"
    with clock.fixed(at):
        assert writing.release_scheduled() == 1
        assert writing.release_scheduled() == 0
    assert only_issue().state == "sending"
    assert db.session.query(Delivery).count() == 1


@pytest.mark.parametrize("given", ["", "gestern", "2020-01-01T10:00", "2099-01-01T10:00", "2027-03-28T02:30",
                                   "2027-10-31T02:30", "99999-99-99T10:00"])  # fmt: skip
def test_a_time_that_cannot_be_meant_is_refused_at_its_field(client, path, given):
    answer = client.submit(f"{path}/schedule", scheduled_at=given, seen=seen(only_issue()))
    assert answer.status_code == 422
    assert 'id="scheduled_at-error"' in answer.text
    assert ("Diese Uhrzeit gibt es" in answer.text) == given.endswith("02:30"), "the hour when the clocks change"
    assert only_issue().scheduled_at is None


def test_a_time_can_be_taken_back(client, path):
    at = clock.now() + timedelta(hours=2)
    client.submit(f"{path}/schedule", scheduled_at=in_berlin(at), seen=seen(only_issue()))
    client.submit(f"{path}/unschedule")
    with clock.fixed(at):
        assert writing.release_scheduled() == 0
    assert only_issue().state == "prepared"


def test_what_may_not_go_at_its_time_says_why_and_waits(client, second, path):
    at = clock.now() + timedelta(hours=2)
    client.submit(f"{path}/schedule", scheduled_at=in_berlin(at), seen=seen(only_issue()))
    with clock.fixed(at):
        assert writing.release_scheduled() == 0
    issue = only_issue()
    assert (issue.state, issue.scheduled_at) == ("prepared", None)
    assert "zweite Person" in issue.note
    assert issue.note in client.get(path).text
    assert not db.session.query(Delivery).count()


def test_an_issue_that_waits_for_a_second_person_is_in_the_work_list_of_others_only(client, people, second, path):
    assert "Der Kreis lädt ein" not in client.get("/desk/").text.split("Wer hat was getan?")[0]
    client.sign_in(second)
    assert "Der Kreis lädt ein" in client.get("/desk/").text.split("Wer hat was getan?")[0]
