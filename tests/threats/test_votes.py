"""Threats 3, 4 and 6: who looks for what somebody voted, and who comes back to vote again."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.ballots.models import RegisterPlace, WaitingBallot
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.polls.models import Poll
from tests.cast import PASSWORD, People
from tests.house.forms import Walk
from tests.polls.make import make_poll, vote
from tests.watch import Client


def voted(people: People, app: Flask) -> Poll:
    """An open poll in which the resident has voted."""
    poll = make_poll()
    question = poll.questions[0]
    client = Client(app).sign_in(people.resident)
    assert vote(client, poll, **{f"q{question.id}": str(question.options[2].id)}).status_code == 303
    return poll


def test_no_page_of_any_role_reads_the_urn_before_the_close(app: Flask, people: People, count_statements: Any) -> None:
    poll = voted(people, app)
    with count_statements() as statements:
        for who in ("resident", "staff", "facilitator", "moderator", "administrator"):
            client = Client(app).sign_in(getattr(people, who))
            walk = Walk(app)
            walk.through(client, who, [f"/polls/{poll.id}/results", f"/desk/polls/{poll.id}", "/account/data"])
    assert len(statements) > 500, "the walk went through"
    assert not [statement for statement in statements if "ballot_waiting" in statement]


def test_nothing_that_is_kept_or_logged_tells_the_choice(
    app: Flask, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        poll = voted(people, app)
    chosen = poll.questions[0].options[2]
    assert chosen.title not in caplog.text
    assert f"q{poll.questions[0].id}" not in caplog.text
    assert not db.session.scalars(select(MailOut)).all()


def test_a_deleted_account_leaves_its_vote_counted_and_its_place_used(app: Flask, people: People) -> None:
    poll = voted(people, app)
    answer = Client(app).sign_in(people.resident).submit("/account/delete", password=PASSWORD)
    assert answer.status_code == 303
    assert db.session.scalars(select(RegisterPlace.used).where(RegisterPlace.poll_id == poll.id)).all() == [1]
    assert len(db.session.scalars(select(WaitingBallot)).all()) == 1
