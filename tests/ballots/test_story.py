"""Any story of an urn: people register, vote, vote again, open second accounts, leave; time passes; it ends right."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from consul_py.ballots import casting, freezing, paper, publication, queries, recount, sealing, slips
from consul_py.ballots.models import SealedBallot, WaitingBallot
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from tests.ballots.make import make_urn, slip_for

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPEN_FOR = timedelta(hours=24)
PEOPLE = [f"person {n}" for n in range(12)]


class Story(RuleBasedStateMachine):
    """The model: who has voted, what each control number says, how many papers are out and back."""

    accounts = Bundle("accounts")
    slips = Bundle("slips")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        with clock.fixed(self.now):
            self.poll = make_urn(opens=timedelta(0), closes=OPEN_FOR, seal_from=3).id
        self.voted: set[str] = set()
        self.said: dict[str, dict[str, Any]] = {}
        self.owns: dict[str, str] = {}
        self.papers: list[dict[str, Any]] = []
        self.issued = 0
        self.destroyed = False
        self.finished = True
        self.roots: dict[int, str] = {}
        self.receipts: list[dict[str, str]] = []

    # Time. Also backwards: a clock is set right, and the urn must not be opened again by it.

    @rule(minutes=st.sampled_from([1, 30, 61, 500, -90]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.is_open())
    @rule(late=st.integers(0, 2))
    def the_end_comes(self, late: int) -> None:
        self.now = NOON + OPEN_FOR + timedelta(seconds=late)

    def is_open(self) -> bool:
        return NOON <= self.now < NOON + OPEN_FOR and not self.is_sealed()

    def is_sealed(self) -> bool:
        urn = queries.find_urn(self.poll)
        assert urn is not None
        return urn.sealed_at is not None

    # People.

    @rule(target=accounts, person=st.sampled_from(PEOPLE))
    def somebody_registers(self, person: str) -> str:
        """The second time it is a second account of the same person: the register calls both the same."""
        return person

    @rule(account=consumes(accounts))
    def an_account_is_deleted(self, account: str) -> None:
        """The place of its person stays as it is; the invariants go on asking."""

    @precondition(lambda self: not self.destroyed)
    @rule(target=slips, account=accounts, option=st.sampled_from([0, 11, 12, 13]), own=st.sampled_from(["", "4711"]))
    def fills_in_a_ballot(self, account: str, option: int, own: str) -> tuple[str, slips.Slip, str]:
        with clock.fixed(self.now):
            return account, slip_for(self.poll, account, option), own

    @precondition(lambda self: not self.destroyed)
    @rule(ballot=slips)
    def casts(self, ballot: tuple[str, slips.Slip, str]) -> None:
        """One's first ballot, a second one, or the same once more."""
        account, slip, own = ballot
        expected = self.expected(account)
        assert self.outcome(lambda: self.receipts.append(casting.cast(slip, own))) == expected
        if expected == "done":
            self.voted.add(account)
            self.said[slip.tracker] = json.loads(slip.choice)
            self.owns[slip.tracker] = own

    def outcome(self, act: Callable[[], object]) -> str:
        """What came of it, at the story's time: "done", or the code of the refusal."""
        try:
            with clock.fixed(self.now), transaction():
                act()
        except Refused as refused:
            return refused.refusal.code
        return "done"

    def expected(self, account: str) -> str:
        if self.now < NOON:
            return "not_begun"
        if account in self.voted:
            return "already_voted"
        return "done" if self.is_open() else "over"

    @precondition(lambda self: not self.destroyed)
    @rule(person=st.sampled_from(PEOPLE))
    def takes_paper(self, person: str) -> None:
        key = queries.person_key(self.poll, person)
        assert key is not None
        expected = self.expected(person)
        if self.now >= NOON and not self.is_open():
            expected = "over"
        assert self.outcome(lambda: paper.issue(self.poll, slips.Place(key, "desk"))) == expected
        if expected == "done":
            self.voted.add(person)
            self.issued += 1
            self.finished = False

    @precondition(lambda self: not self.finished and not self.is_sealed())
    @rule(option=st.sampled_from([11, 12, 13]))
    def a_paper_is_counted(self, option: int) -> None:
        choice = {"1": [option]}
        left = len(self.papers) < self.issued
        assert self.outcome(lambda: paper.count(self.poll, choice)) == ("done" if left else "no_paper_left")
        if left:
            self.papers.append(choice)

    @rule()
    def papers_are_done(self) -> None:
        assert self.outcome(lambda: paper.finish(self.poll)) == "done"
        self.finished = True

    # The sealer.

    @rule()
    def the_sealer_comes(self) -> None:
        assert self.outcome(lambda: sealing.seal(self.poll)) == "done"

    @rule()
    def a_process_starts_anew(self) -> None:
        db.session.remove()

    @precondition(lambda self: self.is_sealed() and not self.destroyed)
    @rule(weeks=st.integers(0, 2))
    def the_register_goes_in_the_end(self, weeks: int) -> None:
        urn = queries.find_urn(self.poll)
        assert urn is not None
        assert urn.objections_until is not None
        self.now += timedelta(weeks=weeks)
        self.destroyed = self.now >= urn.objections_until
        expected = "done" if self.destroyed else "not_final"
        assert self.outcome(lambda: freezing.destroy(self.poll)) == expected
        assert (queries.person_key(self.poll, PEOPLE[0]) is None) == self.destroyed

    # What must be so after every step.

    def count(self, model: type) -> int:
        return db.session.execute(select(func.count()).where(model.poll_id == self.poll)).scalar_one()  # type: ignore[attr-defined]  # two models

    @invariant()
    def every_place_used_is_a_ballot(self) -> None:
        in_urn = self.count(WaitingBallot) + self.count(SealedBallot)
        urn = queries.find_urn(self.poll)
        assert urn is not None
        used = urn.used if self.destroyed else queries.used(self.poll)
        assert used == len(self.voted)
        assert in_urn == used - self.issued + len(self.papers)
        assert in_urn == len(self.said) + len(self.papers)

    @invariant()
    def what_was_signed_once_stays_true(self) -> None:
        points = queries.checkpoints(self.poll)
        for point in points:
            assert self.roots.setdefault(point.size, point.root) == point.root
        assert recount.prefix_roots(queries.leaves(self.poll), set(self.roots)).items() >= self.roots.items()

    @invariant()
    def nobody_knows_more_than_the_turnout_before_the_end(self) -> None:
        if not self.is_sealed():
            assert queries.result(self.poll) is None
            assert not list(queries.ballots(self.poll))

    def teardown(self) -> None:
        """However the story went: everything is sealed, published, and counted by the published tool."""
        self.papers_are_done()
        self.now = max(self.now, NOON + OPEN_FOR)
        self.the_sealer_comes()
        self.every_place_used_is_a_ballot()
        self.what_was_signed_once_stays_true()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            publication.write(self.poll, folder)
            papers = [folder / f"receipt-{n}.json" for n, _ in enumerate(self.receipts)]
            for path, receipt in zip(papers, self.receipts, strict=True):
                path.write_text(json.dumps(receipt))
            code, report = recount.check(folder, papers)
            assert code == 0, report
            lines = [json.loads(line) for line in (folder / "stimmzettel.jsonl").read_text().splitlines()]
        published = {line["tracker"]: line for line in lines}
        for tracker, choice in self.said.items():
            assert published[tracker]["choice"] == choice
            assert published[tracker]["own"] == self.owns[tracker]
        expected = recount.count(queries.definition(self.poll), [*self.said.values(), *self.papers])
        assert queries.result(self.poll) == expected


def test_every_story_of_an_urn_ends_with_a_right_count(app: Flask) -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
