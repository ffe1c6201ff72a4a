"""Who is who in the register: one person, one vote, whatever accounts and proofs come and go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.ballots import queries as urns
from consul_py.ballots.models import RegisterPlace
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.polls import electorate
from consul_py.polls.models import Poll
from consul_py.residence import service as residence
from tests.cast import PASSWORD, People, make_user
from tests.polls.make import first, make_poll, review, slip_in, vote
from tests.residence.make import make_place, make_proof, proof_of
from tests.watch import Client

RESIDENCE = {"who": "residence"}


def used() -> list[tuple[str, int]]:
    rows = db.session.execute(select(RegisterPlace.channel, RegisterPlace.used).where(RegisterPlace.used == 1))
    return [(row[0], row[1]) for row in rows]


def of(app: Flask, user: User) -> Client:
    return Client(app).sign_in(user)


@pytest.mark.parametrize("settings", [{}, RESIDENCE])
def test_two_accounts_of_one_person_have_one_vote(app: Flask, people: People, settings: dict[str, Any]) -> None:
    poll, twin = make_poll(settings=settings), make_user("zwei@example.org", "Zweites Konto")
    for account in (people.resident, twin):
        make_proof(account, by=people.staff)
    assert vote(of(app, people.resident), poll).status_code == 303
    assert review(of(app, twin), poll).status_code == 409
    assert used() == [("desk", 1)]
    page = of(app, twin).get(f"/polls/{poll.id}", follow_redirects=True).text
    assert f'action="/polls/{poll.id}/review"' not in page, "for this person a vote is recorded"


def test_who_voted_by_account_does_not_vote_again_with_a_proof(app: Flask, people: People) -> None:
    poll = make_poll()
    assert vote(of(app, people.resident), poll).status_code == 303
    make_proof(people.resident, by=people.staff)
    assert review(of(app, people.resident), poll).status_code == 409 and used() == [("account", 1)]


def test_slips_from_before_and_after_a_proof_are_one_vote(app: Flask, people: People) -> None:
    poll, client = make_poll(), of(app, people.resident)
    early = slip_in(review(client, poll).text)
    make_proof(people.resident, by=people.staff)
    late = slip_in(review(client, poll).text)
    said = [client.submit(f"/polls/{poll.id}/ballot", slip=slip).status_code for slip in (late, early)]
    assert said == [303, 409] and len(used()) == 1


def test_who_voted_with_a_proof_does_not_vote_again_without_it(app: Flask, people: People) -> None:
    poll, client = make_poll(), of(app, people.resident)
    make_proof(people.resident, by=people.staff)
    assert vote(client, poll).status_code == 303
    with transaction():
        residence.delete_proof(people.resident.id)
    answer = review(client, poll)
    assert answer.status_code == 403 and "/account/residence" in answer.text and len(used()) == 1


def test_a_deleted_account_that_comes_back_does_not_vote_again(app: Flask, people: People) -> None:
    poll = make_poll()
    client = of(app, people.resident)
    email, voter = people.resident.email, people.resident.voter
    assert vote(client, poll).status_code == 303
    assert client.submit("/account/delete", password=PASSWORD).status_code == 303
    again = make_user(email, "Wieder da")
    again.voter = voter
    db.session.commit()
    assert review(of(app, again), poll).status_code == 409


def test_without_a_proof_one_is_led_to_it(app: Flask, people: People) -> None:
    poll = make_poll(settings=RESIDENCE)
    page = of(app, people.resident).get(f"/polls/{poll.id}", follow_redirects=True).text
    assert "/account/residence" in page and f'action="/polls/{poll.id}/review"' not in page
    answer = review(of(app, people.resident), poll)
    assert answer.status_code == 403 and "/account/residence" in answer.text and not used()


def test_an_expired_proof_counts_no_more(app: Flask, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    proof = proof_of(people.resident)
    assert proof
    proof.expires_at = clock.now()
    db.session.commit()
    assert review(of(app, people.resident), make_poll(settings=RESIDENCE)).status_code == 403


@pytest.mark.parametrize(("born", "status"), [(date(2010, 1, 1), 403), (date(2000, 1, 1), 200)])
def test_a_minimum_age_is_asked_of_the_proof(app: Flask, people: People, born: date, status: int) -> None:
    poll = make_poll(settings=RESIDENCE | {"minimum_age": 18})
    make_proof(people.resident, born_on=born, by=people.staff)
    assert review(of(app, people.resident), poll).status_code == status


def test_the_proven_municipality_counts_and_not_the_stated_one(app: Flask, people: People) -> None:
    here, elsewhere = make_place("Auental", "06000001"), make_place("Bachdorf", "06000002")
    poll = make_poll(settings={"municipality_id": here.id})
    people.resident.municipality_id = here.id
    db.session.commit()
    assert review(of(app, people.resident), poll).status_code == 200
    make_proof(people.resident, place=elsewhere, by=people.staff)
    answer = review(of(app, people.resident), poll)
    assert answer.status_code == 403 and "Auental" in answer.text


def test_who_may_vote_is_counted_by_channel_and_a_person_once(app: Flask, people: People) -> None:
    for number, account in enumerate((people.resident, people.staff, make_user("z@example.org", "Zwei"))):
        make_proof(account, "Eva Müller" if number else "Otto Baum", by=people.administrator)
    poll = make_poll(settings=RESIDENCE)
    assert urns.channels(poll.id)["eligible"] == {"desk": 2}
    accounts = urns.channels(make_poll().id)["eligible"]
    assert accounts["desk"] == 2 and accounts["account"] >= 1
    assert electorate.numbers(_grown_up(poll), date(2026, 11, 22)) == {"desk": 2}
    assert electorate.numbers(_grown_up(poll), date(1980, 1, 1)) == {}


def _grown_up(poll: Poll) -> Any:
    return type("Facts", (), {"who": "residence", "municipality_id": None, "minimum_age": 18})


def test_the_download_of_ones_data_says_in_which_polls_one_voted(app: Flask, people: People) -> None:
    poll, _other = make_poll(), make_poll()
    client = of(app, people.resident)
    make_proof(people.resident, by=people.staff)
    vote(client, poll)
    data = client.get("/account/data").get_json()["polls"]
    assert data == [{"poll": poll.title, "voted": True}]
    assert first(poll)[f"q{poll.questions[0].id}"] not in str(data)
