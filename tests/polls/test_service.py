"""Preparing polls and casting votes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused
from consul_py.polls import queries, service
from consul_py.polls.models import BallotMark, Poll, PollRegister
from tests.cast import People
from tests.polls.make import make_poll


def _who(people: People) -> Person:
    return Person(id=people.resident.id, display_name="Waldrand", is_authenticated=True)


def _first(poll: Poll) -> dict[int, int | None]:
    return {question.id: question.options[0].id for question in poll.questions}


def test_a_vote_takes_the_place_in_the_register_and_lies_in_the_urn(app: Flask, people: People) -> None:
    poll = make_poll(questions=2)
    with clock.fixed(clock.in_days(2)):
        service.cast(poll, _who(people), _first(poll))
    assert queries.turnout(poll.id) == 1
    assert [tally.valid for tally in queries.tallies(poll).values()] == [1, 1]


def test_a_second_vote_is_refused_and_counts_nothing(app: Flask, people: People) -> None:
    poll = make_poll()
    with clock.fixed(clock.in_days(2)):
        service.cast(poll, _who(people), _first(poll))
        with pytest.raises(Refused) as caught:
            service.cast(poll, _who(people), _first(poll))
    assert caught.value.refusal.status == 409
    assert len(db.session.scalars(select(BallotMark)).all()) == 1


@pytest.mark.parametrize(("seconds", "open_"), [(-1, False), (0, True)])
def test_voting_begins_exactly_at_the_opening(app: Flask, people: People, seconds: int, open_: bool) -> None:
    poll = make_poll()
    assert poll.consultation and poll.consultation.opens_at
    with clock.fixed(poll.consultation.opens_at + timedelta(seconds=seconds)):
        if open_:
            service.cast(poll, _who(people), _first(poll))
        else:
            with pytest.raises(Refused):
                service.cast(poll, _who(people), _first(poll))


@pytest.mark.parametrize(("seconds", "open_"), [(-1, True), (0, False)])
def test_the_closing_moment_is_too_late(app: Flask, people: People, seconds: int, open_: bool) -> None:
    poll = make_poll()
    assert poll.consultation and poll.consultation.closes_at
    with clock.fixed(poll.consultation.closes_at + timedelta(seconds=seconds)):
        if open_:
            service.cast(poll, _who(people), _first(poll))
        else:
            with pytest.raises(Refused):
                service.cast(poll, _who(people), _first(poll))


def test_register_and_urn_share_no_key_no_time_and_no_order(app: Flask) -> None:
    tables = inspect(db.session.connection())
    register = {column["name"] for column in tables.get_columns("poll_register")}
    urn = {column["name"] for column in tables.get_columns("ballot_mark")}
    assert register == {"poll_id", "person_key", "used"}
    assert urn == {"id", "question_id", "option_id"}
    assert {key["referred_table"] for key in tables.get_foreign_keys("ballot_mark")} == {"poll_question", "poll_option"}


def test_the_register_does_not_name_the_person(app: Flask, people: People) -> None:
    poll, other = make_poll(), make_poll()
    with clock.fixed(clock.in_days(2)):
        for each in (poll, other):
            service.cast(each, _who(people), _first(each))
    keys = db.session.scalars(select(PollRegister.person_key)).all()
    assert len(set(keys)) == 2 and all(len(key) == 64 for key in keys)


def test_a_begun_poll_cannot_be_changed(app: Flask) -> None:
    poll = make_poll()
    before = poll.definition_hash
    with clock.fixed(clock.in_days(2)), pytest.raises(Refused):
        service.save_question(poll, poll.questions[0], "Andere Frage", "", "Ja\nNein")
    assert poll.definition_hash == before


def test_the_hash_changes_with_every_change_before(app: Flask) -> None:
    poll = make_poll()
    before = poll.definition_hash
    service.save_question(poll, poll.questions[0], "Andere Frage", "", "Ja\nNein")
    assert poll.definition_hash != before and len(poll.definition_hash) == 64


def test_an_incomplete_poll_cannot_be_published(app: Flask) -> None:
    poll = make_poll(questions=0, public=False)
    with pytest.raises(Refused):
        service.publish(poll)
    assert not poll.is_public
