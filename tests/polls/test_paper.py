"""Ballots on paper: handed out at the desk, entered by two people, counted in the same urn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from consul_py.ballots import queries, recount
from consul_py.ballots.models import WaitingBallot
from consul_py.kernel import audit, clock, letters
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.polls import paper_queries, paper_service
from consul_py.polls.part_models import PaperCounted, PaperEntry, PaperFinish
from tests.cast import People
from tests.polls import parts
from tests.polls.parts import END, LATER, NOON, enter, issue, make, question, second_staff, ticket_in, urn_of
from tests.residence.make import make_proof
from tests.watch import Client

KINDS = (
    question(1), question(2, "yesno", 2), question(3, "multiple", maximum=2), question(4, "approval"),
    question(5, "ranking", method="borda", maximum=3), question(6, "score"), question(7, "points", points=5),
)  # fmt: skip


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with parts.standing(NOON):
        yield


def number(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def code(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusal.code


def test_a_paper_takes_the_place_and_the_log_names_nobody(client: Client, people: People) -> None:
    poll = make()
    client.sign_in(people.staff)
    ticket = ticket_in(client, poll, way="account", account=people.resident.email)
    answer = client.submit(f"/desk/polls/{poll.id}/paper/issue", ticket=ticket, follow=True)
    assert "Bitte geben Sie jetzt einen Stimmzettel aus" in answer.text
    assert (urn_of(poll).paper_issued, queries.used(poll.id)) == (1, 1)
    entry = audit.latest("poll", poll.id)[0]
    told = json.dumps([entry.object_name, entry.reason, entry.details])
    assert entry.action == "polls.paper_issue" and people.resident.display_name not in told
    assert people.resident.email not in told and "key" not in told


def test_whoever_has_a_paper_cannot_have_another_nor_vote_online(client: Client, people: People) -> None:
    poll = make()
    client.sign_in(people.staff)
    ticket = ticket_in(client, poll, way="account", account=people.resident.email)
    path = f"/desk/polls/{poll.id}/paper"
    assert client.submit(f"{path}/issue", ticket=ticket).status_code == 303
    assert client.submit(f"{path}/issue", ticket=ticket).status_code == 409
    again = client.submit(f"{path}/find", way="account", account=people.resident.email)
    assert again.status_code == 409 and "niemand stimmt zweimal ab" in again.text.lower()
    assert urn_of(poll).paper_issued == 1


def test_nobody_hands_a_paper_to_themselves(client: Client, people: People) -> None:
    poll = make()
    client.sign_in(people.staff)
    answer = client.submit(f"/desk/polls/{poll.id}/paper/find", way="account", account=people.staff.email)
    assert answer.status_code == 409 and urn_of(poll).paper_issued == 0


def test_a_proven_person_without_an_account_is_found_by_name_and_date_of_birth(client: Client, people: People) -> None:
    poll = make("residence")
    make_proof(people.resident, "Eva Müller", by=people.staff)
    client.sign_in(people.staff)
    fields = {"way": "person", "name": "MUELLER, Eva", "born_on": "4.3.1965"}
    ticket = ticket_in(client, poll, **fields)
    assert client.submit(f"/desk/polls/{poll.id}/paper/issue", ticket=ticket).status_code == 303
    by_account = client.submit(f"/desk/polls/{poll.id}/paper/find", way="account", account=people.resident.email)
    assert by_account.status_code == 409
    unknown = client.submit(f"/desk/polls/{poll.id}/paper/find", way="person", name="Otto Kranz", born_on="4.3.1965")
    assert unknown.status_code == 422 and urn_of(poll).paper_issued == 1


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"way": "account", "account": ""}, {"way": "account", "account": "niemand@example.org"},
        {"way": "account", "account": "x" * 300}, {"way": "person", "name": "Eva Müller", "born_on": "31.2.2000"},
        {"way": "code", "code": "AAAA"}, {"way": "\x00", "account": "\x00"}, {"way": "account", "account": "123456"},
    ],
    ids=str,
)  # fmt: skip
def test_odd_searches_find_nobody(client: Client, people: People, fields: dict[str, Any]) -> None:
    poll = make()
    client.sign_in(people.staff)
    answer = client.submit(f"/desk/polls/{poll.id}/paper/find", **fields)
    assert answer.status_code == 422 and urn_of(poll).paper_issued == 0


@pytest.mark.parametrize("ticket", ["", "x", "ä" * 90, "gAAAAABn"])
def test_a_changed_ticket_hands_out_nothing(client: Client, people: People, ticket: str) -> None:
    poll = make()
    client.sign_in(people.staff)
    assert client.submit(f"/desk/polls/{poll.id}/paper/issue", ticket=ticket).status_code == 410
    assert urn_of(poll).paper_issued == 0


def test_a_ticket_of_another_poll_or_colleague_hands_out_nothing(app: Flask, client: Client, people: People) -> None:
    poll, other = make(), make()
    client.sign_in(people.staff)
    ticket = ticket_in(client, poll, way="account", account=people.resident.email)
    assert client.submit(f"/desk/polls/{other.id}/paper/issue", ticket=ticket).status_code == 410
    colleague = Client(app).sign_in(second_staff())
    assert colleague.submit(f"/desk/polls/{poll.id}/paper/issue", ticket=ticket).status_code == 410
    assert urn_of(poll).paper_issued == urn_of(other).paper_issued == 0


def test_two_people_who_read_alike_put_a_paper_into_the_urn_and_both_entries_go(people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna", "berta")
    with clock.fixed(LATER):
        assert not enter(poll, 1, people.staff, {"1": [12]})
        assert (number(PaperEntry), number(WaitingBallot)) == (1, 0)
        assert enter(poll, 1, second, {"1": [12]})
    assert (number(PaperEntry), number(WaitingBallot), number(PaperCounted)) == (0, 1, 1)
    assert urn_of(poll).paper_counted == 1


def test_the_same_person_is_not_the_second_pair_of_eyes(people: People) -> None:
    poll = make()
    issue(poll, "anna")
    with clock.fixed(LATER):
        enter(poll, 1, people.staff, {"1": [12]})
        with pytest.raises(Refused) as error:
            enter(poll, 1, people.staff, {"1": [12]})
        assert code(error) == "entered"
        assert not enter(poll, 1, people.staff, {"1": [12]}, again=True)
    assert number(WaitingBallot) == 0
    values = {"poll_id": poll.id, "number": 1, "by_id": people.staff.id, "choice": "{}"}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(PaperEntry), values | {"slot": 2})


def test_a_difference_waits_until_one_of_the_two_looks_again(people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna")
    with clock.fixed(LATER):
        enter(poll, 1, people.staff, {"1": [12]})
        assert not enter(poll, 1, second, {"1": [13]})
        (paper,) = paper_queries.open_papers(poll.id)
        assert paper.differs and number(WaitingBallot) == 0
        with pytest.raises(Refused) as error:
            enter(poll, 1, people.administrator, {"1": [13]})
        assert code(error) == "two_entered"
        assert enter(poll, 1, people.staff, {"1": [13]})
    assert (number(PaperEntry), number(WaitingBallot)) == (0, 1)


def test_discarded_entries_are_entered_anew(client: Client, people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna")
    with clock.fixed(LATER):
        enter(poll, 1, people.staff, {"1": [12]})
        enter(poll, 1, second, {"1": [13]})
        client.sign_in(people.staff).submit(f"/desk/polls/{poll.id}/paper/discard", number="1")
        assert number(PaperEntry) == 0
        enter(poll, 1, people.administrator, {"1": [13]})
        assert enter(poll, 1, second, {"1": [13]})


def test_nothing_is_entered_before_the_box_is_opened_nor_with_a_number_that_cannot_be(people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna")
    with pytest.raises(Refused) as error:
        enter(poll, 1, people.staff, {"1": [12]})
    assert code(error) == "box_closed"
    with clock.fixed(LATER):
        for wrong in (0, 2, -1, 999_999_999):
            with pytest.raises(Refused) as error:
                enter(poll, wrong, people.staff, {"1": [12]})
            assert code(error) == "no_such_paper"
        enter(poll, 1, people.staff, {})
        enter(poll, 1, second, {})
        with pytest.raises(Refused) as error:
            enter(poll, 1, people.administrator, {})
        assert code(error) == "counted" and urn_of(poll).paper_counted == 1


def test_the_seal_waits_for_two_people_who_say_that_all_papers_are_in(client: Client, people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna", "berta", "carl")
    path = f"/desk/polls/{poll.id}/paper"
    with clock.fixed(LATER):
        assert not parts.sealed(poll)
        enter(poll, 1, people.staff, {"1": [12]})
        client.sign_in(people.staff)
        assert client.submit(f"{path}/all-entered", said="1").status_code == 422
        enter(poll, 1, second, {"1": [12]})
        assert client.submit(f"{path}/all-entered", said="2").status_code == 422
        assert client.submit(f"{path}/all-entered", said="1").status_code == 303
        assert client.submit(f"{path}/confirm").status_code == 409
        assert urn_of(poll).paper_open and not parts.sealed(poll)
        client.sign_in(second)
        assert client.submit(f"{path}/confirm").status_code == 303
        assert not urn_of(poll).paper_open and parts.sealed(poll)
        finish = paper_queries.find_finish(poll.id)
        assert finish and (finish.issued, finish.counted) == (3, 1)
        with pytest.raises(Refused) as error:
            enter(poll, 2, people.staff, {})
        assert code(error) == "paper_over"
    result = queries.result(poll.id)
    assert result and result["questions"][0]["counts"] == {"11": 0, "12": 1, "13": 0}


def test_a_confirmation_counts_only_for_the_numbers_that_were_said(people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna", "berta")
    desk = paper_queries.desk_poll
    with clock.fixed(LATER):
        enter(poll, 1, people.staff, {})
        enter(poll, 1, second, {})
        with transaction():
            paper_service.say_all_entered(desk(poll.id), people.staff.id, 1)
        enter(poll, 2, people.staff, {})
        enter(poll, 2, second, {})
        with pytest.raises(Refused) as error, transaction():
            paper_service.confirm_all_entered(desk(poll.id), second.id)
        assert code(error) == "nothing_said"
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(PaperFinish).values(confirmed_by_id=people.staff.id, confirmed_at=LATER))


TYPED: dict[str, Any] = {"q1": "2", "q2": "1", "q3": "3 1", "q4": "e", "q5": "2 1 -", "q6": "5 - 3", "q7": "- 4 1"}
READ = {
    "1": [12], "2": [21], "3": [31, 33], "4": "abstain", "5": [52, 51], "6": {"61": 5, "62": 0, "63": 3},
    "7": {"72": 4, "73": 1},
}  # fmt: skip


def test_every_kind_is_typed_as_it_stands_on_the_paper(client: Client, people: People) -> None:
    poll = make("account", *KINDS)
    issue(poll, "anna")
    with clock.fixed(LATER):
        client.sign_in(people.staff)
        page = client.get(f"/desk/polls/{poll.id}/paper/entry")
        assert page.status_code == 200 and 'value="1"' in page.text
        assert client.submit(f"/desk/polls/{poll.id}/paper/entry", number="1", **TYPED).status_code == 303
        (entry,) = paper_queries.entries(poll.id, 1)
        assert json.loads(entry.choice) == READ
        assert recount.valid_choice(recount.questions_of(queries.definition(poll.id)), READ)


def test_the_second_person_sees_nothing_of_the_first_entry(client: Client, people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, "anna")
    with clock.fixed(LATER):
        enter(poll, 1, people.staff, {"1": [12]})
        page = client.sign_in(second).get(f"/desk/polls/{poll.id}/paper/entry?number=1")
        field = page.text.split('name="q1"')[1].split(">")[0]
        assert page.status_code == 200 and 'value=""' in field
        overview = client.get(f"/desk/polls/{poll.id}/paper")
        assert "Antwort 2" not in overview.text


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"number": "1"}, {"number": "x", "q1": "1"}, {"number": "1", "q1": "4"}, {"number": "1", "q1": "1 2"},
        {"number": "1", "q1": "0"}, {"number": "1", "q1": "-1"}, {"number": "1", "q1": "١"}, {"number": "9" * 40, "q1": "1"},
        {"number": "1", "q1": "9" * 300}, {"number": "1", "q1": "1", "blank": "y"}, {"number": "2", "q1": "1"},
        {"number": "0", "q1": "1"}, {"number": "1", "q1": "\x00"}, {"number": "-1", "q1": "1"}, {"number": "1", "q1": "e e"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_stand_on_a_paper_comes_back_with_an_error(
    client: Client, people: People, fields: dict[str, Any]
) -> None:
    poll = make()
    issue(poll, "anna")
    with clock.fixed(LATER):
        answer = client.sign_in(people.staff).submit(f"/desk/polls/{poll.id}/paper/entry", **fields)
    assert answer.status_code == 422 and number(PaperEntry) == 0


@pytest.mark.parametrize("large", ["", "?large=1"])
def test_the_blank_ballot_is_a_tagged_file_with_every_kind_of_question(
    client: Client, people: People, large: str
) -> None:
    poll = make("account", *KINDS)
    answer = client.sign_in(people.staff).get(f"/desk/polls/{poll.id}/paper/blank{large}")
    assert answer.status_code == 200
    if letters.available():
        assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    page = client.get(f"/desk/polls/{poll.id}/paper/blank?page=1").text
    assert all(f"Frage {n}" in page for n in range(1, 8)) and urn_of(poll).definition_hash[:32] in page


def test_the_desk_pages_ask_little_and_others_are_kept_out(
    app: Flask, client: Client, people: People, count_statements: Any
) -> None:
    poll, second = make(), second_staff()
    issue(poll, *(f"p{n}" for n in range(12)))
    with clock.fixed(LATER):
        for n in range(1, 9):
            enter(poll, n, people.staff, {"1": [11]})
            enter(poll, n, second, {"1": [11 + n % 2]})
        client.sign_in(people.staff)
        for page in ("paper", "paper/entry", "urn", "observers", "objections"):
            client.get("/theme.css")
            with count_statements() as asked:
                assert client.get(f"/desk/polls/{poll.id}/{page}").status_code == 200
            assert len(asked) <= 12, asked
            for stranger in (people.resident, people.moderator):
                assert Client(app).sign_in(stranger).get(f"/desk/polls/{poll.id}/{page}").status_code == 403
            assert Client(app).get(f"/desk/polls/{poll.id}/{page}").status_code == 303
    assert END < LATER
