"""Merging while people support: every support is carried over or refused, and nobody waits for each other for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.proposals import answering, queries, service
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import Subject
from consul_py.votes.models import Vote
from tests.cast import make_user
from tests.meeting import Pause, meanwhile, only_where_acts_meet
from tests.processes.make import make_consultation
from tests.proposals.make import make_proposal
from tests.realdb import real_app

pytestmark = only_where_acts_meet
MERGED = "not_public"


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Flask]:
    """Three proposals of one consultation (1, 2, 3) and two people (1, 2); two supports are the threshold."""
    with real_app(tmp_path) as app:
        with app.app_context():
            consultation = make_consultation(threshold=2)
            people = [make_user(f"p{n}@example.org", f"Person {n}").id for n in "ab"]
            assert ([make_proposal(consultation).id for _ in range(3)], people) == ([1, 2, 3], [1, 2])
        yield app


def proposal(number: int) -> Proposal:
    return db.session.get_one(Proposal, number)


def support(number: int, user: int) -> bool:
    with transaction():
        return service.support(proposal(number), user, clock.now())


def unsupport(number: int, user: int) -> bool:
    with transaction():
        return service.unsupport(proposal(number), user, clock.now())


def merge(number: int, into: int, pause: Pause = lambda: None) -> int:
    """Merge, and pause before the commit."""
    with transaction():
        carried = answering.merge(proposal(number), proposal(into), "Gleiche Idee", clock.now())
        pause()
    return carried


def supported(app: Flask, number: int, user: int) -> None:
    with app.app_context():
        assert support(number, user)


def votes(app: Flask) -> set[tuple[int, int]]:
    """Who supports what; the counters agree with it."""
    with app.app_context():
        rows = db.session.execute(select(Vote.subject_id, Vote.user_id)).all()
        counted = select(func.count()).where(Vote.subject_id == Subject.id).scalar_subquery()
        assert all(one == other for one, other in db.session.execute(select(Subject.support_count, counted)))
        return {(row[0], row[1]) for row in rows}


def paused(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Callable[[Pause], None]:
    """Let a function pause before it does anything; to be called with the pause."""
    real_one = getattr(module, name)

    def arrange(pause: Pause) -> None:
        def stopped(*args: Any, **named: Any) -> Any:
            pause()
            return real_one(*args, **named)

        monkeypatch.setattr(module, name, stopped)

    return arrange


def test_a_support_during_the_merge_is_refused_and_not_lost(real: Flask) -> None:
    answers = meanwhile(real, lambda pause: merge(1, 2, pause), lambda: support(1, 1))
    assert answers == (0, MERGED)
    assert votes(real) == set()


def test_a_support_taken_back_during_the_merge_is_kept_on_both(real: Flask) -> None:
    supported(real, 1, 1)
    answers = meanwhile(real, lambda pause: merge(1, 2, pause), lambda: unsupport(1, 1))
    assert answers == (1, MERGED)
    assert votes(real) == {(1, 1), (2, 1)}


def test_a_support_just_before_the_merge_is_carried_over(real: Flask) -> None:
    def supporting(pause: Pause) -> bool:
        with transaction():
            done = service.support(proposal(1), 1, clock.now())
            pause()
        return done

    assert meanwhile(real, supporting, lambda: merge(1, 2)) == (True, 1)
    assert votes(real) == {(1, 1), (2, 1)}


def merging(monkeypatch: pytest.MonkeyPatch) -> Callable[[Pause], int]:
    """The first is merged into the second, with a pause when both are held and the supporters are read."""
    arrange = paused(monkeypatch, answering.votes, "voter_ids")

    def one(pause: Pause) -> int:
        arrange(pause)
        return merge(1, 2)

    return one


def test_two_proposals_are_not_merged_into_each_other(real: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    supported(real, 1, 1)
    supported(real, 2, 2)
    assert meanwhile(real, merging(monkeypatch), lambda: merge(2, 1)) == (1, MERGED)
    assert votes(real) == {(1, 1), (2, 1), (2, 2)}


def test_supporters_follow_a_target_that_is_merged_itself(real: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    supported(real, 1, 1)
    supported(real, 2, 2)
    assert meanwhile(real, merging(monkeypatch), lambda: merge(2, 3)) == (1, 2)
    assert {user for subject, user in votes(real) if subject == 3} == {1, 2}


def test_who_supports_both_does_not_stop_the_merge(real: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A support has entered its vote when it comes for the counter; a merge that held it would wait for that vote."""
    supported(real, 1, 1)
    assert meanwhile(real, merging(monkeypatch), lambda: support(2, 1)) == (0, True)
    assert votes(real) == {(1, 1), (2, 1)}


def test_the_support_that_reaches_the_threshold_and_the_author_who_withdraws(
    real: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    supported(real, 1, 1)
    arrange = paused(monkeypatch, service, "mark_threshold")

    def reaching(pause: Pause) -> bool:
        arrange(pause)
        return support(1, 2)

    def withdrawing() -> str:
        with transaction():
            held = queries.locked(1)
            held.author_id = 1
            service.withdraw(held, clock.now())
        return held.visibility

    assert meanwhile(real, reaching, withdrawing) == (True, "withdrawn")
    assert votes(real) == {(1, 1), (1, 2)}
