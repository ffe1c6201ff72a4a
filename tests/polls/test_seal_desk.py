"""The desk's page of an urn, what waits for the staff, and observers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from consul_py.ballots import keys, paper, publication, queries
from consul_py.ballots.models import WaitingBallot
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.mail import MailOut
from consul_py.polls import finality, seal_queries, seal_rules
from consul_py.polls.models import Poll
from tests.ballots.make import vote
from tests.cast import People
from tests.polls import parts
from tests.polls.make import make_poll
from tests.polls.parts import END, LATER, NOON, enter, issue, make, second_staff, standing
from tests.watch import Client

OBSERVER: dict[str, Any] = {
    "name": "Eva Kranz",
    "organisation": "Heimatverein",
    "email": "eva@example.org",
    "language": "de",
}


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with standing(NOON):
        yield


def urn_page(client: Client, poll: Poll) -> str:
    answer = client.get(f"/desk/polls/{poll.id}/urn")
    assert answer.status_code == 200
    return answer.text


def mails(template: str) -> list[MailOut]:
    return list(db.session.scalars(select(MailOut).where(MailOut.template == template).order_by(MailOut.id)))


def test_the_page_tells_the_turnout_and_neither_what_waits_nor_what_was_voted(client: Client, people: People) -> None:
    poll = make()
    for n in range(7):
        vote(poll.id, f"p{n}", 12)
    finality.look_after()
    page = urn_page(client.sign_in(people.staff), poll)
    assert ">7<" in page and queries.find_urn(poll.id).definition_hash in page  # type: ignore[union-attr]  # it is frozen
    assert "Antwort 12" not in page
    assert "Nichts wartet" in page


@pytest.mark.parametrize("trouble", ["unequal", "receipt", "worker"])
def test_trouble_is_told_in_plain_words_with_what_to_do_and_stands_on_the_desk(
    client: Client, people: People, trouble: str
) -> None:
    poll = make()
    vote(poll.id, "anna")
    finality.look_after()
    client.sign_in(people.staff)
    moved = keys.folder() / "away"
    if trouble == "unequal":
        db.session.execute(delete(WaitingBallot))
        db.session.commit()
        with clock.fixed(LATER):
            assert not parts.sealed(poll)
    if trouble == "receipt":
        (keys.folder() / keys.RECEIPT).rename(moved)
    try:
        with standing(NOON + timedelta(hours=1) if trouble == "worker" else NOON):
            page = urn_page(client.sign_in(people.staff), poll)
            desk = client.get("/desk/").text
    finally:
        if trouble == "receipt":
            moved.rename(keys.folder() / keys.RECEIPT)
    words = {"unequal": "stimmen nicht überein", "receipt": "Empfangsbescheinigungen", "worker": "seit einer Stunde"}
    assert words[trouble] in page and 'role="alert"' in page
    assert trouble == "receipt" or "Spielplatz im Tälchen" in desk


def test_the_worker_is_missed_after_an_hour_only_while_something_is_to_seal() -> None:
    facts = seal_rules.Facts("", NOON, END, None, True, NOON)
    assert not seal_rules.troubles(facts, NOON + timedelta(minutes=59))
    assert seal_rules.troubles(facts, NOON + timedelta(hours=1)) == [seal_rules.WORKER_STILL]
    assert not seal_rules.troubles(facts._replace(sealed_at=LATER), NOON + timedelta(days=9))
    assert not seal_rules.troubles(facts._replace(worker_seen=None), NOON + timedelta(minutes=59))


def test_papers_and_objections_that_wait_stand_on_the_desk_of_their_staff_only(
    app: Flask, client: Client, people: People
) -> None:
    poll = make()
    issue(poll, "anna")
    with standing(LATER):
        finality.look_after()
        enter(poll, 1, people.staff, {"1": [11]})
        enter(poll, 1, second_staff(), {"1": [12]})
        desk = client.sign_in(people.staff).get("/desk/").text
        assert f"/desk/polls/{poll.id}/paper" in desk and poll.title in desk
        assert f"/desk/polls/{poll.id}/paper" not in Client(app).sign_in(people.moderator).get("/desk/").text
        page = urn_page(client, poll)
        assert "verschieden gelesen" in page


def test_an_observer_of_a_fixed_poll_is_told_at_once_what_to_do(client: Client, people: People) -> None:
    poll = make()
    client.sign_in(people.staff)
    assert client.submit(f"/desk/polls/{poll.id}/observers", **OBSERVER).status_code == 303
    (sent,) = mails("ballots/observer")
    definition = queries.definition(poll.id)
    for said in (parts.urn_of(poll).definition_hash, definition["keys"]["checkpoint"], definition["keys"]["receipt"]):
        assert said in sent.body_text and said in sent.body_html
    again = client.submit(f"/desk/polls/{poll.id}/observers", **OBSERVER | {"name": "Nochmal"})
    assert again.status_code == 422 and len(queries.observers(poll.id)) == 1
    assert queries.observers(poll.id)[0].name == "Eva Kranz (Heimatverein)"


def test_an_observer_of_a_draft_is_told_when_the_poll_is_published(client: Client, people: People) -> None:
    poll = make_poll(opens=1, public=False)
    client.sign_in(people.staff)
    assert client.submit(f"/desk/polls/{poll.id}/observers", **OBSERVER | {"language": "en"}).status_code == 303
    assert not mails("ballots/observer")
    assert client.submit(f"/desk/polls/{poll.id}/publish").status_code == 303
    (sent,) = mails("ballots/observer")
    assert "You observe the poll" in sent.subject


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"email": ""}, {"email": "keine"}, {"email": "a@b@c"}, {"language": "xx"}, {"name": "x" * 200}],
    ids=str,
)
def test_odd_observers_are_refused(client: Client, people: People, fields: dict[str, Any]) -> None:
    poll = make()
    answer = client.sign_in(people.staff).submit(f"/desk/polls/{poll.id}/observers", **OBSERVER | fields)
    assert answer.status_code == 422 and not queries.observers(poll.id)


def test_each_checkpoint_goes_to_the_observers_and_its_mail_is_seen_at_the_desk(client: Client, people: People) -> None:
    poll, other = make(), make()
    client.sign_in(people.staff)
    for one in (poll, other):
        client.submit(f"/desk/polls/{one.id}/observers", **OBSERVER)
    vote(poll.id, "anna")
    with clock.fixed(LATER):
        assert parts.sealed(poll)
    (sent,) = mails("ballots/checkpoint")
    last = queries.last_checkpoint(poll.id)
    assert last is not None
    published = b"".join(publication.content(poll.id, "checkpoints.jsonl")).decode().splitlines()
    assert published[-1] in sent.body_text.splitlines() and last.root in sent.body_html
    assert [one.mail_state for one in seal_queries.watching(poll.id)] == ["queued"]
    db.session.execute(update(MailOut).where(MailOut.id == sent.id).values(state="failed"))
    db.session.commit()
    assert [one.mail_state for one in seal_queries.watching(poll.id)] == ["failed"]


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999999999", "\x00"])
def test_only_an_observer_that_is_there_is_removed(client: Client, people: People, number: str) -> None:
    poll = make()
    client.sign_in(people.staff)
    client.submit(f"/desk/polls/{poll.id}/observers", **OBSERVER)
    assert client.submit(f"/desk/polls/{poll.id}/observers/remove", observer=number).status_code == 303
    (observer,) = queries.observers(poll.id)
    client.submit(f"/desk/polls/{poll.id}/observers/remove", observer=str(observer.id))
    assert not queries.observers(poll.id)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_before_publishing_the_desk_is_reminded_of_observers_while_there_are_too_few(
    client: Client, people: People, number: int
) -> None:
    poll = make_poll(opens=1, public=False)
    client.sign_in(people.staff)
    for n in range(number):
        client.submit(f"/desk/polls/{poll.id}/observers", **OBSERVER | {"email": f"o{n}@example.org"})
    page = client.get(f"/desk/polls/{poll.id}")
    assert page.status_code == 200 and ("Mindestens 2 Stellen" in page.text) == (number < 2)


def test_small_numbers_of_papers_are_not_told_on_the_page_of_the_result(client: Client, people: People) -> None:
    poll, second = make(), second_staff()
    issue(poll, *(f"p{n}" for n in range(7)))
    with standing(LATER):
        for n in range(1, 4):
            enter(poll, n, people.staff, {"1": [11]})
            enter(poll, n, second, {"1": [11]})
        with transaction():
            paper.finish(poll.id)
        assert parts.sealed(poll)
        page = client.get(f"/polls/{poll.id}/results")
    assert page.status_code == 200 and "7 ausgegeben, unter 5 gezählt" in " ".join(page.text.split())
