"""Once means a constraint: many requests at the same moment, in several processes, on a real database."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from consul_py.ballots import queries
from consul_py.ballots.models import RegisterPlace, WaitingBallot
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused
from tests.ballots.make import make_urn, vote
from tests.realdb import real_app, storm

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


def test_64_votes_of_one_person_at_once_are_one_ballot(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            poll = make_urn().id
            (tmp_path / "storm.txt").write_text(str(poll))
        answers = storm(app, cast_as_one, 64)
        assert sorted(answers) == ["already_voted"] * 63 + ["cast"]
        with app.app_context():
            assert (number(RegisterPlace), number(WaitingBallot), queries.used(poll)) == (1, 1, 1)


def test_everybody_at_once_in_four_processes_is_everybody_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            poll = make_urn().id
            (tmp_path / "storm.txt").write_text(str(poll))
        answers = [answer for answers in storm(app, cast_as_everybody, 8, processes=4) for answer in answers]
        assert (answers.count("cast"), answers.count("already_voted")) == (VOTERS, 7 * VOTERS)
        with app.app_context():
            assert (number(RegisterPlace), number(WaitingBallot), queries.used(poll)) == (VOTERS, VOTERS, VOTERS)
