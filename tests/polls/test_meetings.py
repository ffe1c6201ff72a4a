"""What a poll signs is what its rows say, also when two people work on it at the same moment."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select

from consul_py.ballots import queries as urns
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.polls import code_letters, definition, finality, rules, service
from consul_py.polls.models import Poll
from consul_py.polls.part_models import PollWorker
from consul_py.processes import consultation_service
from consul_py.processes.date_rules import Dates
from consul_py.processes.queries import get_consultation
from tests.cast import People, make_user
from tests.meeting import meet, only_where_acts_meet
from tests.polls.make import asked, make_poll, option, review, slip_in, texts
from tests.polls.test_desk import TEXTS, question
from tests.realdb import real_app, storm
from tests.watch import Client

TIMES, ROUNDS = 8, 6


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One database for all: each test has a poll of its own."""
    with real_app(tmp_path_factory.mktemp("meetings")) as app:
        yield app


def made(app: Flask, **how: Any) -> int:
    with app.app_context():
        number = make_poll(**how).id
        db.session.remove()
        return number


def poll_of(number: int) -> Poll:
    """With all that belongs to it, as it is before anybody is waited for."""
    poll = db.session.get_one(Poll, number)
    assert poll.consultation and all(one.options for one in poll.questions)
    return poll


def other_texts(number: int) -> None:
    service.change(poll_of(number), title="Anders", **texts(quorum=9, who="residence", minimum_age=16))


def other_answers(number: int) -> None:
    poll = poll_of(number)
    first, last = poll.questions[0].options[0], poll.questions[0].options[-1]
    kept = [service.Answer(last.title, id=last.id), service.Answer("Ganz anders"), service.Answer("Neu", id=first.id)]
    service.save_question(poll, poll.questions[0], service.Question("Anders", answers=kept))


def another_question(number: int) -> None:
    service.save_question(poll_of(number), None, asked("yesno"))


def a_question_less(number: int) -> None:
    poll = poll_of(number)
    service.delete_question(poll, poll.questions[0])


def publish(number: int) -> None:
    with transaction():
        service.publish(poll_of(number))


def take_back(number: int) -> None:
    with transaction():
        service.take_back(poll_of(number))


def later(number: int) -> None:
    """The consultation ends three days later."""
    consultation = get_consultation(poll_of(number).consultation_id or 0, lock=True)
    before = Dates.of(consultation)
    assert before.closes_at
    wished = Dates(before.opens_at, before.closes_at + timedelta(days=3), before.evaluation_due)
    consultation_service.change_dates(consultation, wished, "Wegen der Ferien")


def no_voting(number: int) -> None:
    consultation = get_consultation(poll_of(number).consultation_id or 0, lock=True)
    consultation_service.edit(consultation, may_vote=False, may_comment=True)


def print_codes(number: int, letters: int) -> None:
    with transaction():
        made = [f"{letters:04}{n:08}" for n in range(letters)]
        code_letters.enter(poll_of(number), code_letters.Letters("", made))


def faithful(app: Flask, number: int) -> dict[str, Any]:
    """The definition, which says what rows and consultation say."""
    with app.app_context():
        poll, urn, stated = poll_of(number), urns.find_urn(number), urns.definition(number)
        assert urn and poll.consultation
        assert stated == definition.of(poll, urn.opens_at, urn.closes_at) | {"keys": stated["keys"]}
        assert urn.closes_at == poll.consultation.closes_at
        db.session.remove()
    return stated


CHANGES = (other_texts, other_answers, another_question, a_question_less, later)


@only_where_acts_meet
@pytest.mark.parametrize("change", CHANGES)
def test_publishing_waits_for_whoever_changes_something_and_freezes_what_they_wrote(
    real: Flask, change: Callable[[int], None]
) -> None:
    number = made(real, public=False, questions=2)
    before = made(real, questions=2)
    assert meet(real, lambda: change(number), lambda: publish(number)) == (None, None)
    old, new = faithful(real, before), faithful(real, number)
    assert any(old[name] != new[name] for name in ("title", "closes", "questions"))


@only_where_acts_meet
@pytest.mark.parametrize("change", CHANGES)
def test_whoever_changes_something_while_it_is_published_waits_and_is_refused(
    real: Flask, change: Callable[[int], None]
) -> None:
    number = made(real, public=False, questions=2)

    def changed() -> None:
        with transaction():
            change(number)

    refusal = rules.DATES_FROZEN if change is later else rules.FROZEN
    assert meet(real, lambda: publish(number), changed) == (None, refusal.code)
    assert len(faithful(real, number)["questions"]) == 2


@only_where_acts_meet
def test_nothing_is_published_in_a_consultation_that_offers_no_voting_any_more(real: Flask) -> None:
    number = made(real, public=False, opens=1)
    assert meet(real, lambda: no_voting(number), lambda: publish(number)) == (None, rules.INCOMPLETE.code)


@only_where_acts_meet
def test_a_draft_that_is_taken_back_meanwhile_can_be_changed(real: Flask) -> None:
    number = made(real, opens=1)

    def changed() -> None:
        with transaction():
            other_answers(number)

    assert meet(real, lambda: take_back(number), changed) == (None, None)
    assert meet(real, lambda: publish(number), lambda: take_back(number)) == (None, None)
    with real.app_context():
        assert (poll_of(number).visibility, urns.find_urn(number)) == ("draft", None)


@only_where_acts_meet
def test_a_question_that_is_deleted_meanwhile_is_not_found(real: Flask) -> None:
    number = made(real, public=False, questions=2)
    with real.app_context():
        client = Client(real).sign_in(make_user("eva@example.org", "Eva", role="staff"))
        path = f"/desk/polls/{number}/questions/{poll_of(number).questions[0].id}"
        db.session.remove()
    statuses = meet(real, lambda: a_question_less(number), lambda: client.submit(path, **question()).status_code)
    assert statuses == (None, 404)


@only_where_acts_meet
def test_two_print_runs_at_once_are_both_counted_as_eligible(real: Flask) -> None:
    number = made(real, settings={"who": rules.CODES})
    assert meet(real, lambda: print_codes(number, 5), lambda: print_codes(number, 3)) == (None, None)
    with real.app_context():
        assert (urns.listed(number), urns.channels(number)["eligible"]) == (8, {"code": 8})


@only_where_acts_meet
@pytest.mark.parametrize("printed_first", [True, False])
def test_codes_that_are_printed_while_a_poll_is_taken_back_are_void(real: Flask, printed_first: bool) -> None:
    number = made(real, opens=1, settings={"who": rules.CODES})
    acts = [lambda: print_codes(number, 5), lambda: take_back(number)]
    answers = meet(real, *(acts if printed_first else acts[::-1]))
    assert answers == ((None, None) if printed_first else (None, code_letters.NO_CODES.code))
    with real.app_context():
        assert (urns.listed(number), urns.find_urn(number)) == (0, None)


@only_where_acts_meet
@pytest.mark.parametrize("known", [True, False])
def test_two_workers_at_once_look_after_polls(real: Flask, known: bool) -> None:
    made(real)
    with real.app_context():
        db.session.execute(delete(PollWorker))
        if known:
            db.session.execute(insert(PollWorker), {"id": 1, "seen_at": clock.in_days(-1)})
        db.session.commit()
        db.session.remove()
    assert meet(real, finality._be_seen, finality.look_after) == (None, 0)
    with real.app_context():
        (seen,) = db.session.scalars(select(PollWorker.seen_at))
        assert clock.now() - seen < timedelta(minutes=1)


def test_a_choice_that_the_definition_does_not_know_is_no_ballot(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should rows and definition ever differ, the recount decides: what it would not count gets no control number."""
    whole = definition.of

    def shortened(*given: Any) -> dict[str, Any]:
        stated = whole(*given)
        stated["questions"][0]["options"].pop()
        return stated

    monkeypatch.setattr(definition, "of", shortened)
    poll = make_poll()
    only_in_rows = {f"q{poll.questions[0].id}": option(poll.questions[0], 2)}
    client.sign_in(people.resident)
    page = review(client, poll, **only_in_rows)
    assert page.status_code == 422 and not slip_in(page.text) and "hat sich geändert" in page.text
    assert review(client, poll).status_code == 200


def work_at_the_desk(app: Flask, number: int) -> list[int]:
    """One round after the other of whatever can be done with a poll and its consultation, in an order of one's own."""
    noted = json.loads((Path(app.config["INSTANCE"]) / "storm.txt").read_text())
    desk, window = f"/desk/polls/{noted['poll']}", f"/desk/consultations/{noted['consultation']}"
    chance = random.Random(number)
    acts: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        (f"{desk}/edit", lambda: TEXTS | {"title": f"Titel {chance.random()}"}),
        (f"{desk}/questions/{noted['question']}", lambda: question(title=f"Frage {chance.random()}")),
        (f"{desk}/questions/0", question),
        (f"{desk}/publish", dict),
        (f"{desk}/take-back", dict),
        (f"{window}/dates", lambda: noted["dates"] | {"closes_at": f"{clock.in_days(chance.randint(10, 60)).date()}T12:00"}),
    ]  # fmt: skip
    with app.app_context():
        client = Client(app)
        client.set_cookie("sid", noted["session"])
        order = [act for _n in range(ROUNDS) for act in chance.sample(acts, len(acts))]
        return [client.submit(path, **fields()).status_code for path, fields in order]


def test_many_who_prepare_publish_and_take_back_at_once_leave_a_definition_that_is_true(real: Flask) -> None:
    """Nobody waits for somebody who waits for them, and every answer is one that a single person can get."""
    with real.app_context():
        client = Client(real).sign_in(make_user("otto@example.org", "Otto", role="staff"))
        cookie, poll = client.get_cookie("sid"), make_poll(public=False, opens=5)
        assert cookie and poll.consultation and poll.consultation.opens_at
        dates = {
            "opens_at": clock.to_berlin(poll.consultation.opens_at).strftime("%Y-%m-%dT%H:%M"),
            "evaluation_due": f"{clock.in_days(90).date()}", "reason": "Wegen der Ferien",
        }  # fmt: skip
        number = poll.id
        noted = {
            "poll": poll.id, "consultation": poll.consultation_id, "question": poll.questions[0].id,
            "dates": dates, "session": cookie.value,
        }  # fmt: skip
        (Path(real.config["INSTANCE"]) / "storm.txt").write_text(json.dumps(noted))
        db.session.remove()
    answers = storm(real, work_at_the_desk, TIMES)
    assert all(isinstance(one, list) for one in answers), answers
    assert {status for one in answers for status in one} <= {303, 409, 422}, answers
    with real.test_request_context():
        if not urns.is_frozen(number):
            publish(number)
        db.session.remove()
    faithful(real, number)
