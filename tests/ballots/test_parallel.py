"""Once means a constraint: many requests at the same moment, in several processes, on a real database."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from consul_py.ballots import queries, sealing
from consul_py.ballots.models import RegisterPlace, SealedBallot, Urn, WaitingBallot
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.polls.models import Poll
from tests.ballots.make import make_urn, vote
from tests.cast import make_user
from tests.polls.make import make_poll, review, slip_in
from tests.realdb import real_app, storm
from tests.watch import Client

VOTERS = 60


def number(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def try_to_vote(poll_id: int, name: str) -> str:
    try:
        vote(poll_id, name, random.choice([11, 12, 13]))
    except Refused as refused:
        return refused.refusal.code
    finally:
        db.session.remove()
    return "cast"


def cast_as_one(app: Flask, _number: int) -> str:
    poll = int((Path(app.config["INSTANCE"]) / "storm.txt").read_text())
    with app.app_context():
        return try_to_vote(poll, "anna")


def cast_as_everybody(app: Flask, number: int) -> Any:
    """All voters, in an order of one's own: how many places were taken, and what the others were told."""
    poll = int((Path(app.config["INSTANCE"]) / "storm.txt").read_text())
    names = [f"voter {n}" for n in range(VOTERS)]
    random.Random(number).shuffle(names)
    with app.app_context():
        return [try_to_vote(poll, name) for name in names]


def seal_or_vote(app: Flask, number: int) -> Any:
    """The first seals whatever waits, again and again; everybody else votes for people of their own."""
    polls = [int(text) for text in (Path(app.config["INSTANCE"]) / "storm.txt").read_text().split()]
    with app.app_context():
        if number:
            return [try_to_vote(polls[n % 2], f"voter {number} {n}") for n in range(VOTERS)]
        sealed = 0
        for n in range(VOTERS):
            with transaction():
                urn = db.session.get_one(Urn, polls[n % 2])
                urn.batch_at = None
            sealed += _sealed(polls[n % 2])
            db.session.remove()
        return sealed


def _sealed(poll_id: int) -> int:
    try:
        with transaction():
            return sealing.seal(poll_id)
    except OperationalError as error:
        if "lock timeout" not in str(error):  # on a busy machine the next one tries again
            raise
        return 0


def send_one_slip(app: Flask, _number: int) -> tuple[int, str]:
    """One review, sent from many windows: the status, and the control number of the receipt that came with it."""
    poll, session, slip = (Path(app.config["INSTANCE"]) / "storm.txt").read_text().split()
    return _post(app, poll, session, slip)


def send_slips_of_one(app: Flask, number: int) -> tuple[int, str]:
    """Many reviews of one person, each with its own control number."""
    poll, session, *slips = (Path(app.config["INSTANCE"]) / "storm.txt").read_text().split()
    return _post(app, poll, session, slips[number])


def _post(app: Flask, poll: str, session: str, slip: str) -> tuple[int, str]:
    with app.app_context():
        client = Client(app)
        client.set_cookie("sid", session)
        status = client.submit(f"/polls/{poll}/ballot", slip=slip).status_code
        held = client.get(f"/polls/{poll}/receipt.json")
        return status, json.loads(held.text)["leaf"] if held.status_code == 200 else ""


def reviewed(app: Flask, times: int) -> tuple[Poll, str, list[str]]:
    """An open poll, somebody's session, and their reviewed slips."""
    client = Client(app)
    client.sign_in(make_user("one@example.org", "Eine"))
    poll = make_poll()
    slips = [slip_in(review(client, poll).text) for _ in range(times)]
    cookie = client.get_cookie("sid")
    assert cookie is not None
    return poll, cookie.value, slips


def test_64_posts_of_one_voter_at_once_are_one_303_and_63_409(tmp_path: Path) -> None:
    for act, slips in ((send_one_slip, 1), (send_slips_of_one, 64)):
        folder = tmp_path / act.__name__
        folder.mkdir()
        with real_app(folder) as app:
            with app.app_context():
                poll, session, found = reviewed(app, slips)
                number_of_poll = poll.id
                (folder / "storm.txt").write_text(" ".join([str(poll.id), session, *found]))
            answers = storm(app, act, 64)
            assert sorted(status for status, _ in answers) == [303] + [409] * 63
            receipts = [leaf for status, leaf in answers if leaf]
            assert [bool(leaf) for status, leaf in answers] == [status == 303 for status, _ in answers]
            with app.app_context():
                assert (number(WaitingBallot), queries.used(number_of_poll)) == (1, 1)
                assert len(receipts) == 1


def test_64_votes_of_one_person_at_once_are_one_ballot(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            poll = make_urn().id
            (tmp_path / "storm.txt").write_text(str(poll))
        answers = storm(app, cast_as_one, 64)
        assert sorted(answers) == ["already_voted"] * 63 + ["cast"]
        with app.app_context():
            assert (number(RegisterPlace), number(WaitingBallot), queries.used(poll)) == (1, 1, 1)


def test_whoever_votes_while_the_sealer_works_waits_for_it_and_loses_nothing(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            polls = [make_urn(seal_from=1).id for _ in range(2)]
            (tmp_path / "storm.txt").write_text(" ".join(map(str, polls)))
        sealed, *answers = storm(app, seal_or_vote, 7)
        assert answers == [["cast"] * VOTERS] * 6
        assert isinstance(sealed, int), sealed
        assert sealed >= 2
        with app.app_context():
            assert number(WaitingBallot) + number(SealedBallot) == 6 * VOTERS
            assert sum(queries.used(poll) for poll in polls) == 6 * VOTERS


def test_everybody_at_once_in_four_processes_is_everybody_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            poll = make_urn().id
            (tmp_path / "storm.txt").write_text(str(poll))
        answers = [answer for answers in storm(app, cast_as_everybody, 8, processes=4) for answer in answers]
        assert (answers.count("cast"), answers.count("already_voted")) == (VOTERS, 7 * VOTERS)
        with app.app_context():
            assert (number(RegisterPlace), number(WaitingBallot), queries.used(poll)) == (VOTERS, VOTERS, VOTERS)
