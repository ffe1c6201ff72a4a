"""What voters send that cannot count, every kind of question on its pages, receipts, codes, missing keys."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.ballots import keys, recount
from consul_py.ballots import queries as urns
from consul_py.ballots.models import RegisterPlace, WaitingBallot
from consul_py.kernel import clock, codes
from consul_py.kernel.db import db, transaction
from consul_py.polls import code_letters, kinds
from consul_py.polls.models import Poll
from consul_py.subjects.models import Subject
from tests.cast import People, make_user
from tests.polls.make import asked, first, make_poll, option, review, seal, slip_in, vote
from tests.watch import Client


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(WaitingBallot)) or 0


def choice() -> Any:
    return json.loads(db.session.scalars(select(WaitingBallot.choice)).one())


def every_kind() -> Poll:
    runoff = asked("ranking", "irv", method="irv")
    return make_poll(questions=[*[asked(name, name) for name in kinds.KINDS], runoff])


def fields_for(poll: Poll) -> dict[str, Any]:
    """An answer to every kind of question."""
    found: dict[str, Any] = {}
    for question in poll.questions:
        name, ids = f"q{question.id}", [str(one.id) for one in question.options]
        match question.kind:
            case "single" | "yesno":
                found[name] = ids[0]
            case "multiple" | "approval":
                found[name] = ids[:2]
            case "ranking":
                found |= {f"{name}-{ids[1]}": "1", f"{name}-{ids[0]}": "2"}
            case "score":
                found |= {f"{name}-{one}": str(place) for place, one in enumerate(ids)}
            case "points":
                found |= {f"{name}-{ids[0]}": "4", f"{name}-{ids[2]}": "6"}
    return found


def test_every_kind_of_question_is_answered_reviewed_changed_cast_and_shown(
    app: Flask, client: Client, people: People
) -> None:
    poll = every_kind()
    client.sign_in(people.resident)
    page = review(client, poll, **fields_for(poll))
    assert page.status_code == 200 and "1. Rodenau" in page.text and "Oberlinden: 6" in page.text
    back = client.submit(f"/polls/{poll.id}/change", slip=slip_in(page.text))
    assert back.status_code == 200 and back.text.count('" checked') == 6 and back.text.count(" selected") >= 7
    assert client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page.text)).status_code == 303
    stated = recount.questions_of(urns.definition(poll.id))
    assert recount.valid_choice(stated, choice())
    with clock.fixed(clock.in_days(8)):
        seal(poll)
        for path in ("results", "audit", "checkpoints", "checkpoints.atom", "archive.zip", "check", "how"):
            assert Client(app).get(f"/polls/{poll.id}/{path}").status_code == 200, path


def test_everything_stays_when_something_is_wrong(client: Client, people: People) -> None:
    poll = every_kind()
    sent = fields_for(poll)
    points = next(question for question in poll.questions if question.kind == "points")
    sent[f"q{points.id}-{points.options[0].id}"] = "99"
    answer = review(client.sign_in(people.resident), poll, **sent)
    assert answer.status_code == 422 and answer.text.count('" checked') == 6 and 'value="99"' in answer.text
    assert f'href="#q{points.id}-' in answer.text and waiting() == 0


@pytest.mark.parametrize("given", [None, "", "0", "abc", "2147483648", "-1", "9" * 5000, ["1", "2"]])
def test_a_missing_or_wrong_answer_is_said_at_its_question(client: Client, people: People, given: Any) -> None:
    poll = make_poll(questions=2)
    one, two = poll.questions
    fields = {f"q{one.id}": option(one, 1)} | ({} if given is None else {f"q{two.id}": given})
    answer = review(client.sign_in(people.resident), poll, **fields)
    assert answer.status_code == 422 and f'href="#q{two.id}' in answer.text and " checked" in answer.text


def test_an_answer_to_another_question_or_poll_does_not_count(client: Client, people: People) -> None:
    poll, other = make_poll(questions=2), make_poll()
    one, two = poll.questions
    crossed = {f"q{one.id}": option(two, 0), f"q{two.id}": option(one, 0)}
    client.sign_in(people.resident)
    assert review(client, poll, **crossed).status_code == 422
    assert review(client, poll, **(first(poll) | first(other))).status_code == 422
    assert review(client, poll, **first(other)).status_code == 422


def test_ten_thousand_fields_are_no_trouble(client: Client, people: People) -> None:
    poll = make_poll()
    question = poll.questions[0]
    many = {f"q{question.id}": [str(n) for n in range(9_999)]}
    assert review(client.sign_in(people.resident), poll, **many).status_code in (413, 422)


def test_a_blank_ballot_is_a_vote(client: Client, people: People) -> None:
    poll = make_poll(questions=2)
    client.sign_in(people.resident)
    assert vote(client, poll, blank="1").status_code == 303 and choice() == {}


def test_abstaining_from_every_question_is_a_vote(client: Client, people: People) -> None:
    poll = every_kind()
    client.sign_in(people.resident)
    chosen = {f"q{question.id}": "abstain" for question in poll.questions}
    assert vote(client, poll, **chosen).status_code == 303
    assert set(choice().values()) == {"abstain"}


def test_a_slip_is_good_only_unchanged_in_its_poll_for_its_voter_and_an_hour(
    app: Flask, client: Client, people: People
) -> None:
    poll, other = make_poll(), make_poll()
    slip = slip_in(review(client.sign_in(people.resident), poll).text)
    neighbour = Client(app).sign_in(make_user("n@example.org", "Nachbar"))
    for who, number, sent in (
        (client, other.id, slip), (neighbour, poll.id, slip), (client, poll.id, slip[:-6] + "AAAAA="),
        (client, poll.id, ""), (client, poll.id, "ä\x00" * 99),
    ):  # fmt: skip
        for act in ("ballot", "change"):
            answer = who.submit(f"/polls/{number}/{act}", slip=sent)
            assert answer.status_code == 422, (number, act)
    visitor = Client(app).submit(f"/polls/{poll.id}/ballot", slip=slip)
    assert visitor.status_code == 303 and visitor.location.startswith("/account/login") and waiting() == 0


@pytest.mark.parametrize("own", ["12", "123456789", "12a4", "١٢٣٤"])
def test_an_own_number_that_is_none_is_said_at_its_field(client: Client, people: People, own: str) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    page = review(client, poll).text
    answer = client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page), own_number=own)
    assert answer.status_code == 422 and 'id="own-error"' in answer.text and waiting() == 0
    again = client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(answer.text), own_number="0815")
    assert again.status_code == 303 and waiting() == 1


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409), (1, 409)])
def test_the_last_second_counts_and_the_first_after_it_does_not(
    client: Client, people: People, seconds: int, status: int
) -> None:
    poll = make_poll(closes=1 / 48)
    urn = urns.find_urn(poll.id)
    assert urn
    page = review(client.sign_in(people.resident), poll).text
    with clock.fixed(urn.closes_at + timedelta(seconds=seconds)):
        answer = client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page))
        assert answer.status_code == status and waiting() == (status == 303)
        if seconds >= 0:
            assert review(client, poll).status_code == 409


def test_nobody_votes_in_drafts_or_hidden_or_coming_polls(client: Client, people: People) -> None:
    draft, hidden, coming = make_poll(public=False), make_poll(), make_poll(opens=1)
    db.session.get_one(Subject, hidden.id).visibility = "hidden"
    db.session.commit()
    for poll in (draft, hidden, coming):
        assert review(client.sign_in(people.staff), poll).status_code == 409
    assert waiting() == 0


def test_a_missing_receipt_key_is_said_and_loses_nothing(client: Client, people: People) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    slip = slip_in(review(client, poll).text)
    key = keys.folder() / keys.RECEIPT
    key.rename(keys.folder() / "away")
    try:
        assert client.submit(f"/polls/{poll.id}/ballot", slip=slip).status_code == 503
    finally:
        (keys.folder() / "away").rename(key)
    assert waiting() == 0 and client.submit(f"/polls/{poll.id}/ballot", slip=slip).status_code == 303


def test_the_receipt_verifies_is_only_in_a_cookie_and_can_be_deleted(client: Client, people: People) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    answer = vote(client, poll, "4711")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("receipt="))
    assert f"Path=/polls/{poll.id};" in cookie and "HttpOnly" in cookie and "Max-Age=1800" in cookie
    file = client.get(f"/polls/{poll.id}/receipt.json")
    receipt = file.get_json()
    assert file.headers["Cache-Control"] == "no-store" and receipt["tracker"] not in cookie
    signed = {name: value for name, value in receipt.items() if name != "signature"}
    assert recount.verify_signature(
        urns.definition(poll.id)["keys"]["receipt"], recount.canonical(signed), receipt["signature"]
    )
    assert receipt["leaf"] in client.get(f"/polls/{poll.id}/receipt").text
    client.submit(f"/polls/{poll.id}/receipt/delete")
    assert receipt["leaf"] not in client.get(f"/polls/{poll.id}/receipt").text
    assert client.get(f"/polls/{poll.id}/receipt.json").status_code == 303


def make_codes(poll: Poll, number: int = 2) -> list[str]:
    with transaction():
        made = code_letters.draw(poll, [[] for _n in range(number)])
        code_letters.enter(poll, made)
    return made.codes


def test_with_a_code_one_votes_once_without_an_account(app: Flask, client: Client) -> None:
    poll = make_poll(settings={"who": "codes"})
    one, two = make_codes(poll)
    page = client.get(f"/polls/{poll.id}", follow_redirects=True).text
    assert 'name="code"' in page and f'action="/polls/{poll.id}/review"' in page
    typed = codes.readable(one).lower().replace("0", "o")
    assert vote(client, poll, code=typed).status_code == 303
    assert review(Client(app), poll, code=one, **first(poll)).status_code == 409
    assert vote(Client(app), poll, code=two).status_code == 303 and waiting() == 2
    assert urns.used_by_channel(poll.id) == {"code": 2}


def test_a_code_is_needed_and_a_wrong_or_mistyped_one_stays_in_its_field(client: Client) -> None:
    poll, other = make_poll(settings={"who": "codes"}), make_poll(settings={"who": "codes"})
    (right,), (foreign,) = make_codes(poll, 1), make_codes(other, 1)
    for code in ("", "ABC", foreign, right[:-1] + ("A" if right[-1] != "A" else "B"), "\x00" * 30, "9" * 500):
        answer = review(client, poll, code=code, **first(poll))
        assert answer.status_code == 422 and " checked" in answer.text, code
    slip = slip_in(review(client, poll, code=right, **first(poll)).text)
    assert client.submit(f"/polls/{poll.id}/ballot", slip=slip, code=foreign).status_code == 422
    assert client.submit(f"/polls/{poll.id}/ballot", slip=slip).location.startswith("/account/login")
    assert waiting() == 0


def test_codes_are_guessed_ten_times_a_day(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RATE_LIMITS", "on")
    poll = make_poll(settings={"who": "codes"})
    (right,) = make_codes(poll, 1)
    said = [review(client, poll, code=codes.new_code(), **first(poll)).status_code for _n in range(11)]
    assert said == [422] * 10 + [429]
    assert review(client, poll, code=right, **first(poll)).status_code == 429


def test_the_register_keeps_no_code_and_no_person(client: Client, people: People) -> None:
    poll = make_poll(settings={"who": "codes"})
    (code,) = make_codes(poll, 1)
    kept = db.session.scalars(select(RegisterPlace.person_key)).all()
    assert len(kept) == 1 and code not in kept[0] and len(kept[0]) == 64


def test_the_order_is_shuffled_per_voter_and_stays(app: Flask, client: Client, people: People) -> None:
    names = [f"Antwort {n:02}" for n in range(12)]
    poll = make_poll(questions=[asked(answers=names)], settings={"shuffled": True})

    def order(who: Client) -> list[str]:
        page = who.get(f"/polls/{poll.id}", follow_redirects=True).text
        return sorted(names, key=lambda name: page.index(f">{name}<"))

    client.sign_in(people.resident)
    mine = order(client)
    assert mine == order(client) and mine != names
    assert mine != order(Client(app).sign_in(make_user("n@example.org", "Nachbar")))


def test_who_loads_the_review_anew_or_comes_back_to_it_begins_at_the_poll(client: Client, people: People) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    for path in ("review", "change", "ballot"):
        answer = client.get(f"/polls/{poll.id}/{path}")
        assert answer.status_code == 303 and answer.location.startswith(f"/polls/{poll.id}-")


def test_reviewing_alone_counts_nothing_and_can_be_done_often(client: Client, people: People) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    numbers = {review(client, poll).text.partition("code--box")[2][:40] for _n in range(3)}
    assert len(numbers) == 3, "every review has a control number of its own"
    assert (urns.used(poll.id), urns.listed(poll.id), waiting()) == (0, 1, 0)
