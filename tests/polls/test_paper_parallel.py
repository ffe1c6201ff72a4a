"""Papers at the same moment, in several processes, on a real database: each place once, each paper once."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from consul_py.ballots import queries
from consul_py.ballots.models import RegisterPlace, WaitingBallot
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.polls import paper_queries, paper_service
from consul_py.polls.models import Poll
from consul_py.polls.part_models import PaperCounted, PaperEntry
from tests.ballots.make import vote
from tests.cast import make_user
from tests.polls.parts import issue, make
from tests.realdb import real_app, storm

PAPERS, TIMES = 10, 16


def number(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def noted(app: Flask) -> list[int]:
    return [int(word) for word in (Path(app.config["INSTANCE"]) / "storm.txt").read_text().split()]


def note(app: Flask, *numbers: int) -> None:
    (Path(app.config["INSTANCE"]) / "storm.txt").write_text(" ".join(map(str, numbers)))


def enter(poll_id: int, paper: int, person_id: int) -> str:
    try:
        with transaction():
            desk = paper_queries.desk_poll(poll_id)
            return str(paper_service.enter(desk, paper, person_id, {"1": [12]}))
    except Refused as refused:
        return refused.refusal.code
    finally:
        db.session.remove()


def enter_paper_one(app: Flask, n: int) -> str:
    poll, *people = noted(app)
    with app.app_context():
        return enter(poll, 1, people[n % 2])


def enter_every_paper(app: Flask, n: int) -> list[str]:
    """All papers, in an order of one's own."""
    poll, *people = noted(app)
    order = random.Random(n).sample(range(1, PAPERS + 1), PAPERS)
    with app.app_context():
        return [enter(poll, paper, people[n % 2]) for paper in order]


def hand_out_or_vote(app: Flask, n: int) -> str:
    """The same person at the desk and on their telephone."""
    (poll_id,) = noted(app)
    with app.app_context():
        poll = db.session.get_one(Poll, poll_id)
        try:
            if n % 2:
                vote(poll_id, "anna", 12)
                return "online"
            issue(poll, "anna")
        except Refused as refused:
            return refused.refusal.code
        finally:
            db.session.remove()
        return "paper"


def closed_poll(app: Flask) -> Poll:
    """A poll that is over, with papers handed out."""
    start = datetime.now(UTC) - timedelta(hours=2)
    with clock.fixed(start):
        poll = make(opens=start, closes=start + timedelta(hours=1))
        issue(poll, *(f"p{n}" for n in range(PAPERS)))
    people = [make_user(f"{name}@example.org", name, role="staff") for name in ("Eva", "Otto")]
    note(app, poll.id, *(user.id for user in people))
    return poll


def test_one_paper_entered_by_two_at_once_is_once_in_the_urn(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            poll_id = closed_poll(app).id
            db.session.remove()
        answers = storm(app, enter_paper_one, TIMES)
        with app.app_context():
            assert answers.count("True") == 1, answers
            assert set(answers) <= {"True", "False", "counted", "entered"}, answers
            urn = queries.find_urn(poll_id)
            assert urn and urn.paper_counted == 1
            assert (number(WaitingBallot), number(PaperCounted), number(PaperEntry)) == (1, 1, 0)
            db.session.remove()


def test_all_papers_entered_by_two_crews_at_once_are_each_once_in_the_urn(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            poll_id = closed_poll(app).id
            db.session.remove()
        answers = [word for words in storm(app, enter_every_paper, 4) for word in words]
        with app.app_context():
            assert answers.count("True") == PAPERS, answers
            urn = queries.find_urn(poll_id)
            assert urn and urn.paper_counted == PAPERS
            assert (number(WaitingBallot), number(PaperEntry)) == (PAPERS, 0)
            db.session.remove()


def test_a_paper_and_a_vote_online_of_one_person_at_once_take_one_place(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            now = datetime.now(UTC)
            poll_id = make(opens=now - timedelta(hours=1), closes=now + timedelta(hours=1)).id
            note(app, poll_id)
            db.session.remove()
        answers = storm(app, hand_out_or_vote, TIMES)
        with app.app_context():
            assert sorted(set(answers)) in (["already_voted", "online"], ["already_voted", "paper"]), answers
            assert answers.count("already_voted") == TIMES - 1
            urn = queries.find_urn(poll_id)
            assert urn and urn.paper_issued + number(WaitingBallot) == 1 == number(RegisterPlace)
            db.session.remove()
