"""Trying a single delivery again: only one that failed, only once, and never one of an issue that was stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.newsletter import addresses, issue_queries
from consul_py.newsletter.models import DELIVERY_STATES, FAILED, Delivery, Mailing
from tests.cast import make_user
from tests.newsletter.make import make_issue, make_subscription
from tests.newsletter.test_progress import stand
from tests.processes.make import make_process
from tests.realdb import real_app, storm


@pytest.fixture
def desk(client, people):
    return client.sign_in(people.staff)


def ended(*states: str) -> tuple[Mailing, list[int]]:
    """An issue that is sent, with deliveries in these states; it and their ids."""
    for _ in states:
        make_subscription()
    issue = make_issue()
    stand(issue, *((state, "550 no") for state in states))
    issue.state = "sent"
    db.session.commit()
    rows = db.session.query(Delivery).order_by(Delivery.subscription_id)
    return issue, [row.id for row in rows]


def again(client, number: int):
    return client.submit(f"/desk/newsletter/deliveries/{number}/retry")


def stored() -> list[str]:
    db.session.expire_all()
    return [row.state for row in db.session.query(Delivery).order_by(Delivery.subscription_id)]


def test_a_failed_delivery_is_tried_again_once_however_often_the_button_is_pressed(app, desk):
    issue, (number,) = ended("failed")
    assert [again(desk, number).status_code for _ in range(2)] == [303, 409]
    assert stored() == ["queued"]
    assert db.session.get_one(Mailing, issue.id).state == "sending"
    assert db.session.query(AuditEntry).filter_by(action="newsletter.retry").count() == 1


@pytest.mark.parametrize("state", [state for state in DELIVERY_STATES if state != FAILED])
def test_what_did_not_fail_is_not_sent_again(app, desk, state):
    issue, (number,) = ended(state)
    refused = again(desk, number)
    assert refused.status_code == 409
    assert "fehlgeschlagen" in refused.text
    assert stored() == [state]
    assert db.session.get_one(Mailing, issue.id).state == "sent"


def test_what_was_stopped_for_good_is_never_tried_again(app, desk):
    issue, (failed, waiting) = ended("failed", "queued")
    issue.state = "sending"
    db.session.commit()
    path = f"/desk/newsletter/{issue.id}"
    assert f"/deliveries/{failed}/retry" in desk.get(path).text
    desk.submit(f"{path}/stop")
    assert [again(desk, number).status_code for number in (failed, waiting)] == [409, 409]
    assert desk.submit(f"{path}/retry").status_code == 409
    assert stored() == ["failed", "suppressed"]
    assert db.session.get_one(Mailing, issue.id).state == "sent"
    page = desk.get(path).text
    assert f"{path}/retry" not in page
    assert f"/deliveries/{failed}/retry" not in page, "no button for what is refused"


def test_staff_of_another_process_and_a_made_up_number_are_refused(app, client):
    _issue, (number,) = ended("failed")
    client.sign_in(make_user("hier@example.org", "Hier", role="staff", scope="process", scope_id=make_process().id))
    assert again(client, number).status_code == 403
    assert again(client, 999_999).status_code == 404
    assert stored() == ["failed"]


def clicked(app: Flask, _number: int) -> str:
    with app.test_request_context():
        try:
            with transaction():
                addresses.retry(issue_queries.get_delivery(db.session.query(Delivery.id).scalar()))
            return "again"
        except Refused as refused:
            return refused.refusal.code


def test_of_many_clicks_on_try_again_one_tries(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            ended("failed")
        answers = storm(app, clicked, 16)
        assert sorted(answers) == ["again", *["not_failed"] * 15], answers
