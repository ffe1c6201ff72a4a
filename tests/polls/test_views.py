"""The way of a vote on its pages: seen, reviewed, cast once, receipt, no result before its time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.ballots.models import RegisterPlace, SealedBallot, WaitingBallot
from consul_py.kernel import clock
from consul_py.kernel.db import Base, db
from consul_py.kernel.parking import ParkedAct
from consul_py.polls.models import Poll
from consul_py.subjects.links import subject_path
from tests.cast import People, make_user
from tests.polls.make import first, make_poll, review, seal, slip_in, vote
from tests.realdb import real_app, storm
from tests.watch import Client


def path_of(app: Flask, poll: Poll) -> str:
    with app.test_request_context():
        return subject_path(poll)


def rows(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def used() -> int:
    return db.session.scalar(select(func.count()).select_from(RegisterPlace).where(RegisterPlace.used == 1)) or 0


def test_a_visitor_sees_the_questions_and_two_ways_to_take_part(app: Flask, client: Client) -> None:
    poll = make_poll()
    page = client.get(path_of(app, poll)).text
    assert "Hainfeld" in page and "Über Hainfeld" in page
    assert "/account/login?next=/polls/" in page and "/account/register?next=/polls/" in page
    assert f'action="/polls/{poll.id}/review"' not in page


def test_what_a_visitor_sends_is_stored_nowhere(app: Flask, client: Client) -> None:
    poll = make_poll()
    answer = client.post(
        f"/polls/{poll.id}/review",
        data={"csrf_token": client.token()} | first(poll),
        headers={"Referer": f"http://localhost{path_of(app, poll)}"},
    )
    assert answer.status_code == 303 and answer.location.startswith("/account/login?next=/polls/")
    assert next(iter(first(poll))) not in answer.location and "Set-Cookie" not in answer.headers
    assert (rows(ParkedAct), rows(RegisterPlace), rows(WaitingBallot)) == (0, 0, 0)


def test_a_vote_is_reviewed_cast_sealed_and_counted(app: Flask, client: Client, people: People) -> None:
    poll = make_poll(questions=2)
    client.sign_in(people.resident)
    assert f'action="/polls/{poll.id}/review"' in client.get(path_of(app, poll)).text
    page = review(client, poll)
    assert page.status_code == 200 and "Hainfeld" in page.text and rows(WaitingBallot) == used() == 0
    cast = client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page.text), own_number="4711")
    assert cast.status_code == 303 and cast.location == f"/polls/{poll.id}/receipt"
    assert (used(), rows(WaitingBallot)) == (1, 1)
    tracker = db.session.scalars(select(WaitingBallot.tracker)).one()
    receipt = client.get(cast.location).text
    assert tracker[:4] in receipt and "4711" in receipt
    assert f'action="/polls/{poll.id}/review"' not in client.get(path_of(app, poll)).text
    with clock.fixed(clock.in_days(8)):
        seal(poll)
        result = Client(app).get(f"/polls/{poll.id}/results")
        assert result.status_code == 200 and "bar__fill" in result.text
        found = Client(app).submit(f"/polls/{poll.id}/check", number=tracker)
        assert "Hainfeld" in found.text and "4711" in found.text
    assert rows(SealedBallot) == 1


def test_a_second_vote_is_refused_with_409_and_says_so(client: Client, people: People) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    page = review(client, poll)
    assert vote(client, poll).status_code == 303
    again = client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page.text))
    assert again.status_code == 409 and "code--box" in again.text
    assert review(client, poll).status_code == 409
    assert (used(), rows(WaitingBallot)) == (1, 1)


@pytest.mark.parametrize("role", ["resident", "staff", "administrator"])
def test_there_is_no_result_before_the_seal_for_anybody(client: Client, people: People, role: str) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    vote(client, poll)
    for days, status in ((0, 403), (8, 200)):
        with clock.fixed(clock.in_days(days)):
            client.sign_in(getattr(people, role))
            answer = client.get(f"/polls/{poll.id}/results")
            assert answer.status_code == status, "after the close the ballots are being counted"
            assert "bar__fill" not in answer.text and "Hainfeld" not in answer.text


def test_the_pages_cost_few_statements(app: Flask, client: Client, people: People, count_statements: Any) -> None:
    poll = make_poll(questions=3)
    client.sign_in(people.resident)
    paths = [path_of(app, poll)]
    with count_statements() as reviewed:
        page = review(client, poll)
    assert len(reviewed) <= 14, reviewed
    with count_statements() as cast:
        assert client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page.text)).status_code == 303
    assert len(cast) <= 8, cast
    last = [f"/polls/{poll.id}/{name}" for name in ("receipt", "audit", "checkpoints", "how", "check")]
    with clock.fixed(clock.in_days(8)):
        seal(poll)
        client.sign_in(people.resident)
        for path in [*paths, *last, f"/polls/{poll.id}/results", "/polls"]:
            with count_statements() as seen:
                assert client.get(path).status_code == 200, path
            assert len(seen) <= 12, (path, seen)


def same_voter(app: Flask, _number: int) -> int:
    number, session, slip = (Path(app.config["INSTANCE"]) / "storm.txt").read_text().split()
    with app.app_context():
        client = Client(app)
        client.set_cookie("sid", session)
        return client.submit(f"/polls/{number}/ballot", slip=slip).status_code


def test_sixty_four_ballots_of_one_voter_count_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            with app.test_request_context():
                poll = make_poll()
            client = Client(app)
            client.sign_in(make_user("w@example.org", "Waldrand"))
            cookie = client.get_cookie("sid")
            assert cookie is not None
            slip = slip_in(review(client, poll).text)
            (tmp_path / "storm.txt").write_text(f"{poll.id} {cookie.value} {slip}")
        assert Counter(storm(app, same_voter, 64)) == {303: 1, 409: 63}
        with app.app_context():
            assert used() == rows(WaitingBallot) == 1
