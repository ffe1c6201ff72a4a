"""Objections to a result, their answers, and when the result becomes final."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.ballots import queries
from consul_py.ballots.models import RegisterPlace
from consul_py.follows import service as follows
from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, transaction
from consul_py.notifications.models import Notification
from consul_py.polls import finality, objection_queries, objection_rules
from consul_py.polls.models import Poll
from consul_py.polls.part_models import Objection, PollWorker
from consul_py.subjects.models import Subject
from tests.ballots.make import vote
from tests.cast import People
from tests.polls import parts
from tests.polls.parts import FINAL, LATER, NOON, make, standing, urn_of
from tests.watch import Client

TEXT = "Meine Kontrollnummer fehlt in der Liste."


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with standing(NOON):
        yield


@pytest.fixture
def poll(app: Flask) -> Poll:
    """A poll that is counted since LATER."""
    made = make()
    vote(made.id, "anna")
    with clock.fixed(LATER):
        assert parts.sealed(made)
    return made


def object_to(client: Client, poll: Poll, **fields: Any) -> int:
    given: dict[str, Any] = {"text": TEXT} | fields
    return client.submit(f"/polls/{poll.id}/objections", **given).status_code


def answer(client: Client, poll: Poll, outcome: str = "rejected", **fields: Any) -> int:
    number = db.session.scalars(select(Objection.id).order_by(Objection.id.desc()).limit(1)).one()
    given: dict[str, Any] = {"outcome": outcome, "reason": "Sie steht auf Seite 3."} | fields
    return client.submit(f"/desk/polls/{poll.id}/objections/{number}", **given).status_code


def notices(kind: str) -> list[Notification]:
    return list(db.session.scalars(select(Notification).where(Notification.kind == kind)))


def objections(poll: Poll) -> int:
    return db.session.execute(select(func.count()).select_from(Objection)).scalar_one()


def test_an_objection_is_counted_in_public_and_its_text_is_not_shown(
    app: Flask, client: Client, people: People, poll: Poll
) -> None:
    with clock.fixed(LATER):
        client.sign_in(people.resident)
        assert object_to(client, poll) == 303
        page = Client(app).get(f"/polls/{poll.id}/objections")
        assert page.status_code == 200 and TEXT not in page.text
        assert TEXT in client.get(f"/polls/{poll.id}/objections").text
        other = Client(app).sign_in(people.other).get(f"/polls/{poll.id}/objections")
        assert TEXT not in other.text
    assert objection_queries.numbers(poll.id) == (1, 1, 0, 0)


def test_the_same_text_sent_twice_is_one_objection(client: Client, people: People, poll: Poll) -> None:
    with clock.fixed(LATER):
        client.sign_in(people.resident)
        assert [object_to(client, poll), object_to(client, poll, text=f"  {TEXT}\n")] == [303, 303]
        assert objections(poll) == 1
        object_to(client, poll, text="Etwas anderes.")
    assert objections(poll) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_outside_the_period_nobody_objects(client: Client, people: People, poll: Poll, when: str) -> None:
    shown = poll if when == "after" else make()
    with clock.fixed(FINAL if when == "after" else LATER):
        client.sign_in(people.resident)
        assert object_to(client, shown) == 409
        assert 'name="text"' not in client.get(f"/polls/{shown.id}/objections").text
    assert objections(shown) == 0


def test_the_last_second_counts_and_the_end_does_not(client: Client, people: People, poll: Poll) -> None:
    until = urn_of(poll).objections_until
    assert until
    with clock.fixed(until.replace(microsecond=0)):
        client.sign_in(people.resident)
        assert object_to(client, poll) == 409
    assert objection_rules.can_object(urn_of(poll), LATER) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""}, {"text": " \n"}, {"text": "x" * 3001}, {"receipt": "abc"}, {"receipt": "{"}, {"receipt": "{}"},
        {"receipt": '{"leaf":' * 200}, {"receipt": "[" * 900}, {"receipt": '{"leaf":["a"]}'}, {"text": "\x00"},
    ],
    ids=lambda fields: str(fields)[:40],
)  # fmt: skip
def test_odd_objections_come_back_with_an_error(
    client: Client, people: People, poll: Poll, fields: dict[str, Any]
) -> None:
    with clock.fixed(LATER):
        client.sign_in(people.resident)
        assert object_to(client, poll, **fields) == 422
    assert objections(poll) == 0


def test_a_receipt_shows_the_desk_whether_its_leaf_is_in_the_log(client: Client, people: People, poll: Poll) -> None:
    leaf = queries.leaves(poll.id)[0]
    with clock.fixed(LATER):
        client.sign_in(people.resident)
        assert object_to(client, poll, receipt=f'{{"leaf": "{leaf.upper()}"}}') == 303
    found = db.session.scalars(select(Objection)).one()
    assert found.leaf == leaf and objection_queries.one(poll.id, found.id).position == 0


def test_an_answer_is_given_once_and_its_author_is_told_without_the_text(
    client: Client, people: People, poll: Poll
) -> None:
    with clock.fixed(LATER):
        object_to(client.sign_in(people.resident), poll)
        client.sign_in(people.staff)
        assert answer(client, poll, outcome="") == 422
        assert answer(client, poll, outcome="ja") == 422
        assert answer(client, poll, reason="") == 422
        assert answer(client, poll, summary="Eine Nummer wurde vermisst und gefunden.") == 303
        assert answer(client, poll, "upheld") == 409
        (told,) = notices("objection_answered")
        assert told.user_id == people.resident.id and TEXT not in str(told.words) and told.mail_due
        page = client.get(f"/polls/{poll.id}/objections")
        assert "Eine Nummer wurde vermisst" in page.text and "Seite 3" not in page.text
    assert objection_queries.numbers(poll.id) == (1, 0, 0, 1)


def test_the_result_becomes_final_once_when_the_period_is_over(people: People, poll: Poll) -> None:
    follows.follow(db.session.get_one(Subject, poll.id), people.other.id)
    db.session.commit()
    with clock.fixed(LATER):
        assert finality.look_after() == 0
    result = queries.result(poll.id)
    with clock.fixed(FINAL):
        assert [finality.look_after(), finality.look_after()] == [1, 0]
    assert urn_of(poll).destroyed_at and queries.result(poll.id) == result
    assert not db.session.execute(select(func.count()).select_from(RegisterPlace)).scalar_one()
    assert [entry.action for entry in audit.latest("poll", poll.id)].count("polls.final") == 1
    assert [notice.user_id for notice in notices("poll_final")] == [people.other.id]


def test_an_open_objection_holds_the_result_and_an_upheld_one_asks_for_a_statement(
    client: Client, people: People, poll: Poll
) -> None:
    with clock.fixed(LATER):
        object_to(client.sign_in(people.resident), poll)
    with standing(FINAL):
        assert finality.look_after() == 0
        client.sign_in(people.staff)
        assert client.submit(f"/desk/polls/{poll.id}/statement", body="Zu früh.").status_code == 409
        assert answer(client, poll, "upheld") == 303
        assert finality.look_after() == 0
        assert client.submit(f"/desk/polls/{poll.id}/statement", body="").status_code == 422
        for text in ("Ein Stimmzettel war doppelt.", "**Ein** Stimmzettel wurde vermisst. <script>x</script>"):
            assert client.submit(f"/desk/polls/{poll.id}/statement", body=text).status_code == 303
        page = client.get(f"/polls/{poll.id}/objections")
        assert "<strong>Ein</strong> Stimmzettel wurde vermisst" in page.text and "<script>x" not in page.text
        assert finality.look_after() == 1
        assert client.submit(f"/desk/polls/{poll.id}/statement", body="Zu spät.").status_code == 409


def test_an_objection_of_another_poll_is_not_there(client: Client, people: People, poll: Poll) -> None:
    other = make()
    with clock.fixed(LATER):
        object_to(client.sign_in(people.resident), poll)
        client.sign_in(people.staff)
        assert answer(client, other) == 404
        assert client.get(f"/desk/polls/{poll.id}/objections/999999").status_code == 404
        assert client.get("/desk/polls/999999/objections").status_code == 404


def test_what_one_objected_is_in_the_download_of_ones_data(client: Client, people: People, poll: Poll) -> None:
    with clock.fixed(LATER):
        object_to(client.sign_in(people.resident), poll)
        (part,) = client.get("/account/data").get_json()["objections"]
    assert part["text"] == TEXT and part["poll"] == poll.title


def test_the_worker_is_seen_while_there_is_an_urn(poll: Poll) -> None:
    finality.look_after()
    with transaction():
        (seen,) = db.session.scalars(select(PollWorker.seen_at))
    assert seen == NOON
