"""Polls on their pages: seeing, voting once, no result before its time, and the desk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.kernel import clock
from consul_py.kernel.db import Base, db
from consul_py.kernel.parking import ParkedAct
from consul_py.polls.models import BallotMark, Poll, PollQuestion, PollRegister
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject
from tests.cast import People, make_user
from tests.polls.make import make_poll
from tests.processes.make import make_consultation
from tests.realdb import real_app, storm
from tests.watch import Client


def first(poll: Poll) -> dict[str, str]:
    """The first answer to every question."""
    return {f"q{question.id}": str(question.options[0].id) for question in poll.questions}


def path_of(app: Flask, poll: Poll) -> str:
    with app.test_request_context():
        return subject_path(poll)


def rows(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_visitor_sees_the_questions_and_two_ways_to_take_part(app: Flask, client: Client) -> None:
    poll = make_poll(opens=-1)
    page = client.get(path_of(app, poll)).text
    assert "Hainfeld" in page and "sechs Plätze" in page
    assert "/account/login?next=/polls/" in page and "/account/register?next=/polls/" in page
    assert "Meine Stimme abgeben" not in page and "Stimme abgeben</button>" not in page


def test_what_a_visitor_chose_is_stored_nowhere(app: Flask, client: Client) -> None:
    poll = make_poll(opens=-1)
    chosen = first(poll)
    path = path_of(app, poll)
    answer = client.post(
        f"/polls/{poll.id}/ballot",
        data={"csrf_token": client.token()} | chosen,
        headers={"Referer": f"http://localhost{path}"},
    )
    assert answer.status_code == 303 and answer.location.startswith("/account/login?next=/polls/")
    assert next(iter(chosen)) not in answer.location
    assert "Set-Cookie" not in answer.headers
    assert (rows(ParkedAct), rows(PollRegister), rows(BallotMark)) == (0, 0, 0)


def test_a_vote_is_cast_and_the_page_says_so(app: Flask, client: Client, people: People) -> None:
    poll = make_poll(questions=2, opens=-1)
    client.sign_in(people.resident)
    assert f'action="/polls/{poll.id}/ballot"' in client.get(path_of(app, poll)).text
    answer = client.submit(f"/polls/{poll.id}/ballot", follow=True, **first(poll))
    assert answer.status_code == 200 and answer.request.path == path_of(app, poll)
    assert f'action="/polls/{poll.id}/ballot"' not in answer.text
    assert (rows(PollRegister), rows(BallotMark)) == (1, 2)


def test_a_second_vote_is_refused_with_409(client: Client, people: People) -> None:
    poll = make_poll(opens=-1)
    client.sign_in(people.resident)
    assert client.submit(f"/polls/{poll.id}/ballot", **first(poll)).status_code == 303
    assert client.submit(f"/polls/{poll.id}/ballot", **first(poll)).status_code == 409
    assert (rows(PollRegister), rows(BallotMark)) == (1, 1)


@pytest.mark.parametrize("given", [None, "", "0", "abc", "2147483648", "-1"])
def test_a_missing_or_wrong_answer_keeps_the_others(client: Client, people: People, given: str | None) -> None:
    poll = make_poll(questions=2, opens=-1)
    one, two = poll.questions
    right = str(one.options[1].id)
    fields = {f"q{one.id}": right} | ({} if given is None else {f"q{two.id}": given})
    answer = client.sign_in(people.resident).submit(f"/polls/{poll.id}/ballot", **fields)
    assert answer.status_code == 422
    kept = answer.text.partition(f'value="{right}"')[2].partition(">")[0]
    assert "checked" in kept
    assert f'href="#q{two.id}' in answer.text, "the summary leads to the question"
    assert (rows(PollRegister), rows(BallotMark)) == (0, 0)


def test_an_answer_to_another_question_does_not_count(client: Client, people: People) -> None:
    poll = make_poll(questions=2, opens=-1)
    one, two = poll.questions
    crossed = {f"q{one.id}": str(two.options[0].id), f"q{two.id}": str(one.options[0].id)}
    assert client.sign_in(people.resident).submit(f"/polls/{poll.id}/ballot", **crossed).status_code == 422
    assert rows(BallotMark) == 0


def test_abstaining_is_a_vote(client: Client, people: People) -> None:
    poll = make_poll(opens=-1)
    chosen = dict.fromkeys(first(poll), "abstain")
    assert client.sign_in(people.resident).submit(f"/polls/{poll.id}/ballot", **chosen).status_code == 303
    assert db.session.scalars(select(BallotMark.option_id)).all() == [None]


def test_nobody_votes_in_a_draft_even_where_the_consultation_is_open(client: Client, people: People) -> None:
    poll = make_poll(opens=-1, public=False)
    answer = client.sign_in(people.staff).submit(f"/polls/{poll.id}/ballot", **first(poll))
    assert answer.status_code in (303, 403, 404, 409)
    assert (rows(PollRegister), rows(BallotMark)) == (0, 0)


@pytest.mark.parametrize("role", ["resident", "staff", "administrator"])
def test_there_is_no_result_before_the_close_for_anybody(client: Client, people: People, role: str) -> None:
    poll = make_poll(opens=-1)
    client.sign_in(people.resident)
    client.submit(f"/polls/{poll.id}/ballot", **first(poll))
    client.sign_in(getattr(people, role))
    answer = client.get(f"/polls/{poll.id}/results")
    assert answer.status_code == 403
    assert "bar__fill" not in answer.text and "Hainfeld" not in answer.text


def test_after_the_close_everybody_sees_bars_and_a_table(client: Client, people: People) -> None:
    poll = make_poll(opens=-1)
    client.sign_in(people.resident)
    client.submit(f"/polls/{poll.id}/ballot", **first(poll))
    with clock.fixed(clock.in_days(8)):
        page = Client(client.application).get(f"/polls/{poll.id}/results").text
    assert "bar__fill" in page and "<table" in page and "<caption" in page
    assert "Hainfeld" in page and "100" in page


def test_the_pages_cost_few_statements(app: Flask, client: Client, people: People, count_statements: Any) -> None:
    poll = make_poll(questions=3, opens=-1)
    path = path_of(app, poll)
    client.sign_in(people.resident)
    with count_statements() as open_page:
        client.get(path)
    assert len(open_page) <= 12, open_page
    client.submit(f"/polls/{poll.id}/ballot", **first(poll))
    with clock.fixed(clock.in_days(8)), count_statements() as result:
        assert Client(app).get(f"/polls/{poll.id}/results").status_code == 200
    assert len(result) <= 12, result


def test_staff_prepare_publish_and_then_it_is_frozen(client: Client, people: People) -> None:
    consultation = make_consultation(verbs=("vote",), opens=1)
    client.sign_in(people.staff)
    texts = {
        "title": "Welches Dorfbüro zuerst?",
        "summary": "Vier.",
        "decision_rule": "Mehrheit",
        "municipality_id": "0",
    }
    made = client.submit(f"/desk/polls/new/{consultation.id}", **texts)
    desk = made.location
    assert made.status_code == 303
    assert client.submit(f"{desk}/publish").status_code == 303, "refused with a message: a question is missing"
    assert db.session.scalars(select(Subject.visibility)).all() == ["draft"]
    question = {"title": "Wo?", "options": "Hainfeld | sechs Plätze\nRodenau"}
    assert client.submit(f"{desk}/questions/0", **question).status_code == 303
    assert client.submit(f"{desk}/questions/0", title="Wo?", options="Nur eine").status_code == 422
    assert client.submit(f"{desk}/publish").status_code == 303
    assert db.session.scalars(select(Subject.visibility)).all() == ["public"]
    number = db.session.scalars(select(PollQuestion.id)).one()
    with clock.fixed(clock.in_days(2)):
        client.sign_in(people.staff)
        client.submit(f"{desk}/questions/{number}", title="Anders?", options="A\nB")
        client.submit(f"{desk}/questions/{number}/delete")
        client.submit(f"{desk}/edit", **(texts | {"title": "Anders"}))
        assert f"{desk}/edit" not in client.get(desk).text
    assert db.session.scalars(select(PollQuestion.title)).all() == ["Wo?"]
    assert db.session.scalars(select(Poll.title)).all() == [texts["title"]]


def test_staff_of_another_process_see_no_draft_and_make_no_poll(client: Client) -> None:
    poll = make_poll(public=False)
    other = make_consultation()
    client.sign_in(make_user("b@example.org", "Nachbarteam", role="staff", scope="process", scope_id=other.process_id))
    for path in (f"/polls/{poll.id}", f"/desk/polls/{poll.id}", f"/desk/polls/new?consultation={poll.consultation_id}"):
        assert client.get(path).status_code == 404, path
    assert client.submit(f"/desk/polls/new/{poll.consultation_id}", title="x").status_code == 404
    assert client.submit(f"/desk/polls/{poll.id}/publish").status_code == 404


def same_voter(app: Flask, _number: int) -> int:
    number, session, chosen = (Path(app.config["INSTANCE"]) / "storm.txt").read_text().split()
    with app.app_context():
        client = Client(app)
        client.set_cookie("sid", session)
        name, _, value = chosen.partition("=")
        return client.submit(f"/polls/{number}/ballot", **{name: value}).status_code


def test_sixty_four_ballots_of_one_voter_count_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            with app.test_request_context():
                poll = make_poll(opens=-1)
            client = Client(app)
            client.sign_in(make_user("w@example.org", "Waldrand"))
            cookie = client.get_cookie("sid")
            assert cookie is not None
            chosen = "=".join(*first(poll).items())
            (tmp_path / "storm.txt").write_text(f"{poll.id} {cookie.value} {chosen}")
        assert Counter(storm(app, same_voter, 64)) == {303: 1, 409: 63}
        with app.app_context():
            assert db.session.scalars(select(PollRegister.used)).all() == [1]
            assert rows(BallotMark) == 1
