"""Everybody votes for an answer of their own; then everything that was written down anywhere is searched for who it was."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from consul_py.accounts.models import User, UserSession
from consul_py.ballots import queries, sealing
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.polls.models import Poll
from tests.cast import make_user
from tests.polls.make import asked, make_poll, option, slip_in, vote
from tests.realdb import real_app
from tests.watch import Client

VOTERS = 14
URN = {"ballot_waiting", "ballot_log"}
# What was asked and the published result: they name answers, and nobody.
ANSWERS = {"poll_option", "urn"}


class Canary:
    """A voter with an answer that nobody else chooses."""

    def __init__(self, app: Flask, poll: Poll, number: int) -> None:
        question = poll.questions[0]
        self.label, self.option = question.options[number].title, option(question, number)
        self.user = make_user(f"canary{number}@example.org", f"Kanarienmensch {number:02}")
        self.client = Client(app)
        self.client.sign_in(self.user)
        fields = {f"q{question.id}": self.option}
        self.visitor = Client(app).submit(f"/polls/{poll.id}/review", **fields)
        answer = vote(self.client, poll, own_number=f"{700000 + number}", **fields)
        assert answer.status_code == 303
        held = self.client.get(f"/polls/{poll.id}/receipt.json")
        self.receipt: dict[str, str] = json.loads(held.text)
        self.again = self.client.submit(f"/polls/{poll.id}/review", **fields)

    def person(self, poll: int) -> set[str]:
        """Whatever names this person."""
        user = db.session.get_one(User, self.user.id)
        session = db.session.query(UserSession).filter_by(user_id=user.id).first()
        assert session is not None
        key = queries.person_key(poll, f"account:{user.voter}")
        return {user.email, user.display_name, user.voter, session.token_hash} | ({key} if key else set())

    def ballot(self) -> set[str]:
        """Whatever tells what they chose, or leads there."""
        return {self.label, self.receipt["tracker"], self.receipt["leaf"], self.receipt["signature"]}


def everything() -> list[tuple[str, str]]:
    """Every row of every table, as table and text."""
    found = [
        (table, " ".join(str(value) for value in row))
        for table in inspect(db.engine).get_table_names()
        for row in db.session.execute(text(f'SELECT * FROM "{table}"'))
    ]
    db.session.rollback()
    return found


def in_one_record(records: list[tuple[str, str]], canaries: list[Canary], poll: int) -> list[str]:
    wrong = []
    for canary in canaries:
        person, ballot = canary.person(poll), canary.ballot()
        for where, record in records:
            if any(one in record for one in person) and any(one in record for one in ballot):
                wrong.append(f"{where}: {record[:200]}")
            secret = ballot - {canary.label} if where in ANSWERS else ballot
            if where not in URN and any(one in record for one in secret) and "receipt" not in where:
                wrong.append(f"{where} knows a ballot: {record[:200]}")
    return wrong


def files_of(folder: Path) -> list[tuple[str, str]]:
    """Logs, caches, queues: every line of every file but the database."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("real.sqlite"):
            found += [(path.name, line.decode("latin-1")) for line in path.read_bytes().split(b"\n")]
    return found


@pytest.fixture
def voted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.DEBUG)
    with real_app(tmp_path) as app, app.app_context():
        labels = [f"Kanarienvogel-{number:02}" for number in range(VOTERS)]
        poll = make_poll(questions=[asked(answers=labels)])
        yield poll, [Canary(app, poll, number) for number in range(VOTERS)], tmp_path, caplog


def test_no_record_anywhere_tells_who_chose_what(voted: Any) -> None:
    poll, canaries, folder, caplog = voted
    number = poll.id
    records = everything()
    in_urn = [record for table, record in records if table == "ballot_waiting"]
    assert len(in_urn) == VOTERS, "the search must see the ballots"
    assert in_one_record(records, canaries, number) == []
    with clock.fixed(clock.now() + timedelta(days=400)), transaction():
        assert sealing.seal(number)
    logs = [("log", record.getMessage()) for record in caplog.records]
    assert in_one_record(everything(), canaries, number) == []
    assert in_one_record(logs + files_of(folder), canaries, number) == []
    result = queries.result(number)
    assert result is not None
    assert set(result["questions"][0]["counts"].values()) == {1}


def test_what_a_visitor_chose_before_signing_in_is_kept_nowhere(voted: Any) -> None:
    _poll, canaries, _folder, _caplog = voted
    assert all(canary.visitor.status_code == 303 for canary in canaries)
    parked = [record for table, record in everything() if "park" in table]
    assert not any(canary.option in record or canary.label in record for canary in canaries for record in parked)


def test_a_page_after_voting_does_not_show_the_choice_again(voted: Any) -> None:
    poll, canaries, _folder, _caplog = voted
    for canary in canaries:
        assert canary.again.status_code == 409
        assert not slip_in(canary.again.text)
        page = canary.client.get(f"/polls/{poll.id}/receipt").text
        assert canary.label not in page
