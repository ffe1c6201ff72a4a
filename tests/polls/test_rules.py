"""What a poll needs, who may vote, what state it is in, and what a result comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consul_py.ballots.recount import count
from consul_py.polls import electorate, kinds, outcome, rules

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Proof:
    municipality_id: int | None = 1
    born_on: date | None = date(2000, 1, 1)


@dataclass(frozen=True)
class Urn:
    opens_at: datetime = NOON
    closes_at: datetime = NOON + HOUR
    sealed_at: datetime | None = None
    objections_until: datetime | None = None
    destroyed_at: datetime | None = None


def may(who: str, proof: Proof | None, *, place: int | None = None, age: int | None = None, stated: int = 1) -> str:
    day = date(2026, 11, 22)
    said = rules.may_vote(who, place, "Hainfeld", age, first_day=day, proof=proof, stated_municipality=stated)
    return said.code if said else ""


@pytest.mark.parametrize(
    ("who", "proof", "more", "said"),
    [
        ("account", None, {}, ""),
        ("residence", None, {}, "prove"),
        ("residence", Proof(), {}, ""),
        ("residence", Proof(2), {"place": 1}, "elsewhere"),
        ("account", None, {"place": 1}, ""),
        ("account", None, {"place": 2}, "elsewhere"),
        ("account", Proof(2), {"place": 2}, ""),
        ("account", Proof(2), {"place": 1}, "elsewhere"),
        ("account", None, {"age": 16}, "prove"),
        ("residence", Proof(born_on=None), {"age": 16}, "too_young"),
        ("residence", Proof(born_on=date(2010, 11, 22)), {"age": 16}, ""),
        ("residence", Proof(born_on=date(2010, 11, 23)), {"age": 16}, "too_young"),
    ],
)
def test_who_may_vote(who: str, proof: Proof | None, more: dict[str, Any], said: str) -> None:
    assert may(who, proof, **more) == said


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2028, 2, 29), date(2026, 2, 28), date(2026, 3, 1)])
@pytest.mark.parametrize("years", [14, 16, 18])
def test_the_last_date_of_birth_agrees_with_the_age(day: date, years: int) -> None:
    last = electorate.latest_birth(years, day)
    assert rules.age(last, day) == years and rules.age(last + timedelta(days=1), day) < years


@pytest.mark.parametrize(
    ("urn", "hours", "state"),
    [
        (None, 0, "draft"), (Urn(), -1, "scheduled"), (Urn(), 0, "open"), (Urn(), 1, "counting"),
        (Urn(sealed_at=NOON + HOUR), 1, "provisional"), (Urn(sealed_at=NOON + HOUR), 0, "provisional"),
        (Urn(sealed_at=NOON, destroyed_at=NOON), 9, "final"),
    ],
)  # fmt: skip
def test_the_state_of_a_poll_follows_its_urn(urn: Urn | None, hours: int, state: str) -> None:
    assert rules.state(urn, NOON + hours * HOUR) == state


def test_what_is_missing_is_listed() -> None:
    everything: dict[str, Any] = {
        "has_window": True, "offers_vote": True, "is_published": True, "is_over": False, "rule": "Mehrheit",
    }  # fmt: skip
    assert rules.missing([2, 3], **everything) == []
    assert len(rules.missing([], **(everything | {"rule": "", "is_published": False}))) == 3
    assert len(rules.missing([2, 1], **(everything | {"is_over": True, "offers_vote": False}))) == 3


@pytest.mark.parametrize(
    ("kind", "numbers", "code"),
    [
        ("single", {"options": ["A", "B"]}, ""), ("single", {"options": ["A"]}, "two_options"),
        ("single", {"options": ["A", "a"]}, "same_options"), ("yesno", {"options": []}, ""),
        ("single", {"options": [str(n) for n in range(31)]}, "too_many_options"),
        ("multiple", {"options": ["A", "B"], "minimum": 1, "maximum": 3}, "odd_limits"),
        ("multiple", {"options": ["A", "B"], "minimum": 2, "maximum": 1}, "odd_limits"),
        ("multiple", {"options": ["A", "B"], "minimum": 0, "maximum": 1}, "odd_limits"),
        ("ranking", {"options": ["A", "B"], "method": "condorcet"}, "no_method"),
        ("points", {"options": ["A", "B"], "points": 0}, "odd_points"),
        ("points", {"options": ["A", "B"], "points": 101}, "odd_points"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_cannot_be_asked(kind: str, numbers: dict[str, Any], code: str) -> None:
    usual: dict[str, Any] = {"minimum": 1, "maximum": 1, "points": 10, "method": "borda"}
    said = kinds.check(kind, **(usual | numbers))
    assert (said.code if said else "") == code


def stated(kind: str, **more: Any) -> dict[str, Any]:
    question = {
        "id": 1, "kind": kind, "title": "Was?", "text": "", "minimum": 1, "maximum": 2, "points": 10, "method": "",
        "options": [{"id": n, "title": name} for n, name in ((1, "A"), (2, "B"), (3, "C"))],
    }  # fmt: skip
    return {"quorum": 0, "majority": "relative", "questions": [question | more]}


def result_of(definition: dict[str, Any], *answers: Any) -> outcome.Outcome:
    return outcome.outcomes(definition, count(definition, [{"1": answer} for answer in answers]))[0]


def test_a_tie_is_a_tie() -> None:
    found = result_of(stated("single"), [1], [2], "abstain")
    assert found.is_tie and found.leaders == ["A", "B"] and not found.reached
    assert [(row.name, row.value, row.share) for row in found.rows] == [("A", 1, 50.0), ("B", 1, 50.0), ("C", 0, 0.0)]


def test_a_unanimous_result_says_so() -> None:
    assert result_of(stated("single"), [2], [2]).unanimous
    assert not result_of(stated("single"), [2], "abstain").unanimous
    assert result_of(stated("approval"), [1, 2], [1, 2]).unanimous


def test_the_mean_of_scores_is_exact() -> None:
    found = result_of(stated("score"), {"1": 5, "2": 1, "3": 0}, {"1": 4, "2": 1, "3": 0}, {"1": 4, "2": 1, "3": 0})
    mean = found.rows[0].mean
    assert mean is not None and (found.rows[0].value, mean.numerator, mean.denominator) == (13, 13, 3)
    assert found.unit == "Points"


def test_a_runoff_shows_its_rounds_and_ends_with_the_last() -> None:
    found = result_of(stated("ranking", method="irv"), [1], [1], [2], [2], [3, 2])
    assert [one.votes for one in found.rounds] == [[2, 2, 1], [2, 3, None]]
    assert found.rounds[0].out == ["C"] and found.leaders == ["B"] and found.rows[0].value == 3


def test_an_empty_result_divides_by_nothing() -> None:
    for kind in ("single", "score", "points", "approval"):
        found = result_of(stated(kind))
        assert not found.leaders and not found.unanimous and all(not row.value for row in found.rows)


@pytest.mark.parametrize(
    ("eligible", "told"),
    [
        ({"account": 100, "desk": 40}, ["100", "40"]),
        ({"account": 100, "desk": 4, "letter": 30}, ["100", "–", "few"]),
        ({"account": 100, "desk": 4, "letter": 3}, ["100", "few", "few"]),
        ({"account": 3}, ["few"]),
        ({"account": 0, "desk": 9}, ["0", "9"]),
    ],
)
def test_small_figures_are_not_told_nor_given_away_by_the_total(eligible: dict[str, int], told: list[str]) -> None:
    found = outcome.turnout(eligible, {}, 0, 5, "few")
    by_name = {name: may for name, may, _has in found.rows}
    assert sorted(by_name.values()) == sorted(told)
