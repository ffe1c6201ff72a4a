"""Each kind is counted by its rule: a second, slow count says the same; known cases come out as they must."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consul_py.ballots.recount import Question, count, valid_choice
from tests.ballots.published import KINDS, any_choice, definition, question


def points_of(kind: str, answer: Any, option: int, options: list[int]) -> int:
    """What one answer gives to one option."""
    if kind in ("score", "points"):
        return int(answer.get(str(option), 0))
    if kind == "ranking":  # Borda: how many others stand behind it; all that are not ranked stand behind
        if option not in answer:
            return 0
        return sum(1 for other in options if other not in answer or answer.index(other) > answer.index(option))
    return 1 if option in answer else 0


def slow_runoff(rankings: list[list[int]], options: list[int]) -> tuple[list[int], list[list[int]]]:
    """Who has won or is tied, and who fell in which round; every round looks at every ballot anew."""
    left, fallen = list(options), []
    while True:
        tops = [next(o for o in ranking if o in left) for ranking in rankings if set(ranking) & set(left)]
        votes = {option: tops.count(option) for option in left}
        for option in left:
            if votes[option] > len(tops) - votes[option]:
                return [option], fallen
        lowest = [option for option in left if votes[option] == min(votes.values())]
        if lowest == left:
            return (left if rankings else []), fallen
        fallen.append(lowest)
        left = [option for option in left if option not in lowest]


def polls(kind: str) -> st.SearchStrategy[tuple[dict[str, Any], list[Any]]]:
    def build(size: int, seed: int, ballots: int, majority: str) -> tuple[dict[str, Any], list[Any]]:
        dice = random.Random(seed)
        stated = question(3, kind, size, most=min(size, 2))
        return definition(stated, majority=majority), [
            {} if dice.random() < 0.1 else {"3": any_choice(stated, dice)} for _ in range(ballots)
        ]

    majorities = st.sampled_from(["relative", "absolute", "two_thirds"])
    return st.builds(build, st.integers(1, 6), st.integers(), st.integers(0, 40), majorities)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150)
@given(st.data())
def test_a_slow_count_says_the_same(kind: str, data: st.DataObject) -> None:
    stated, choices = data.draw(polls(kind))
    options = [option["id"] for option in stated["questions"][0]["options"]]
    answers = [choice["3"] for choice in choices if choice]
    valid = [answer for answer in answers if answer != "abstain"]
    result = count(stated, choices)
    (counted,) = result["questions"]
    assert (result["ballots"], result["blank"]) == (len(choices), choices.count({}))
    assert (counted["valid"], counted["abstentions"]) == (len(valid), answers.count("abstain"))
    if kind == "irv":
        leaders, fallen = slow_runoff(valid, options)
        votes = {option: sum(1 for ranking in valid if ranking[0] == option) for option in options}
        assert [one["out"] for one in counted["rounds"]] == [*fallen, []]
        share = counted["rounds"][-1]["counts"].get(str(leaders[0]), 0) if leaders else 0
    else:
        votes = {o: sum(points_of(counted["kind"], answer, o, options) for answer in valid) for o in options}
        share = max(votes.values())
        leaders = [option for option in options if votes[option] == share > 0]
    assert counted["counts"] == {str(option): n for option, n in votes.items()}
    assert counted["leaders"] == leaders
    needed = {"relative": 0, "absolute": len(valid) / 2 + 0.25, "two_thirds": len(valid) * 2 / 3 - 0.01}
    enough = kind not in ("single", "yesno", "irv") or share >= needed[stated["majority"]]
    assert counted["reached"] == (len(leaders) == 1 and enough)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=100)
@given(st.data())
def test_counting_does_not_depend_on_the_order_of_ballots(kind: str, data: st.DataObject) -> None:
    stated, choices = data.draw(polls(kind))
    assert count(stated, choices) == count(stated, data.draw(st.permutations(choices)))


def runoff(*rankings: tuple[int, list[int]], options: int = 3) -> dict[str, Any]:
    stated = definition(question(1, "irv", options), majority="absolute")
    ballots = [{"1": [10 + place for place in ranking]} for times, ranking in rankings for _ in range(times)]
    return dict(count(stated, ballots)["questions"][0])


def test_the_runoff_moves_ballots_of_the_last_to_their_next_choice() -> None:
    """Tennessee chooses its capital, the textbook example: Knoxville wins after two have fallen."""
    memphis, nashville, chattanooga, knoxville = range(4)
    result = runoff(
        (42, [memphis, nashville, chattanooga, knoxville]),
        (26, [nashville, chattanooga, knoxville, memphis]),
        (15, [chattanooga, knoxville, nashville, memphis]),
        (17, [knoxville, chattanooga, nashville, memphis]),
        options=4,
    )
    assert result["leaders"] == [13]
    assert [one["counts"] for one in result["rounds"]] == [
        {"10": 42, "11": 26, "12": 15, "13": 17},
        {"10": 42, "11": 26, "13": 32},
        {"10": 42, "13": 58},
    ]
    assert [one["out"] for one in result["rounds"]] == [[12], [11], []]
    assert result["reached"]


def test_borda_counts_tennessee_for_nashville() -> None:
    stated = definition(question(1, "ranking", 4))
    groups = [(42, [0, 1, 2, 3]), (26, [1, 2, 3, 0]), (15, [2, 3, 1, 0]), (17, [3, 2, 1, 0])]
    ballots = [{"1": [10 + place for place in ranking]} for times, ranking in groups for _ in range(times)]
    (result,) = count(stated, ballots)["questions"]
    assert result["counts"] == {"10": 126, "11": 194, "12": 173, "13": 107}
    assert result["leaders"] == [11]


def test_all_the_smallest_piles_fall_together() -> None:
    result = runoff((4, [0]), (3, [1]), (1, [2, 1]), (1, [3, 1]), options=4)
    assert result["rounds"][0]["out"] == [12, 13]
    assert result["leaders"] == [11]


def test_a_runoff_that_would_take_everybody_out_is_a_tie() -> None:
    result = runoff((2, [0]), (2, [1]))
    assert result["leaders"] == [10, 11]
    assert result["rounds"][-1] == {"counts": {"10": 2, "11": 2}, "out": []}
    assert not result["reached"]


def test_a_ballot_without_a_next_choice_is_put_aside() -> None:
    """Three of five continuing ballots win, although seven were cast: no absolute majority of the valid ones."""
    result = runoff((3, [0]), (2, [1]), (1, [2]), (1, [3]), options=4)
    assert result["leaders"] == [10]
    assert not result["reached"]


def test_without_ballots_nobody_leads() -> None:
    for kind in KINDS:
        result = count(definition(question(1, kind), quorum=1), [])
        assert result["questions"][0]["leaders"] == []
        assert not result["questions"][0]["reached"]
        assert not result["quorum_reached"]


def test_half_is_no_absolute_majority_and_two_thirds_are_enough() -> None:
    stated = question(1, "yesno", 2)
    yes, no = [{"1": [10]}], [{"1": [11]}]

    def reached(majority: str, choices: list[Any]) -> bool:
        return bool(count(definition(stated, majority=majority), choices)["questions"][0]["reached"])

    assert not reached("absolute", yes * 2 + no * 2)
    assert reached("absolute", yes * 3 + no * 2)
    assert reached("two_thirds", yes * 2 + no)
    assert not reached("two_thirds", yes * 199 + no * 101)
    assert not reached("relative", yes + no)
    assert reached("relative", yes * 2 + no + [{"1": "abstain"}] * 5 + [{}])


def test_blank_ballots_count_for_the_quorum_and_for_no_question() -> None:
    stated = definition(question(1, "single"), quorum=3)
    result = count(stated, [{}, {"1": "abstain"}, {"1": [11]}])
    assert result["quorum_reached"]
    assert (result["ballots"], result["blank"]) == (3, 1)
    assert (result["questions"][0]["valid"], result["questions"][0]["abstentions"]) == (1, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_ballots_of_a_poll_may_say_is_allowed(kind: str) -> None:
    stated, dice = question(1, kind), random.Random(4)
    for _ in range(300):
        assert valid_choice([Question(stated)], {"1": any_choice(stated, dice)})
    assert valid_choice([Question(stated)], {})


WRONG: dict[str, list[Any]] = {
    "single": [[], [10, 11], [99], ["10"], [True], [10.0], 10, {"10": 1}, None, "Abstain", [[10]], [10, 10]],
    "yesno": [[], [10, 11], [10**30]],
    "multiple": [[], [10, 11, 12], [11, 10], [10, 10], [10, 99]],
    "approval": [[], [11, 10], [10, 10], [10, 11, 12, 13, 13]],
    "ranking": [[], [10, 10], [10, 99], {"10": 1}],
    "irv": [[], [10, 10, 11], [10, 11, 12, 13, 14]],
    "score": [{}, {"10": 5}, {"10": 6, "11": 0, "12": 0, "13": 0}, {"10": -1, "11": 0, "12": 0, "13": 0}, [10],
              {"10": True, "11": 0, "12": 0, "13": 0}, {"10": 1, "11": 0, "12": 0, "13": 0, "14": 0},
              {"10": 1.0, "11": 0, "12": 0, "13": 0}, {"10": "1", "11": 0, "12": 0, "13": 0}],
    "points": [{}, {"10": 8}, {"10": 0}, {"10": 4, "11": 4}, {"99": 1}, {"10": -1, "11": 5}, [10], {"10": None}],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "answer"), [(kind, answer) for kind in KINDS for answer in WRONG[kind]])
def test_what_a_ballot_may_not_say_is_refused(kind: str, answer: Any) -> None:
    asked = [Question(question(1, kind))]
    assert not valid_choice(asked, {"1": answer})
    assert not valid_choice(asked, {"2": answer})


def test_a_ballot_answers_every_question_or_none() -> None:
    asked = [Question(question(1, "single")), Question(question(2, "single"))]
    assert valid_choice(asked, {"1": [10], "2": "abstain"})
    for choice in ({"1": [10]}, {"1": [10], "2": [20], "3": [30]}, {"1": [10], "3": [20]}, [], None, "abstain", [[10]]):
        assert not valid_choice(asked, choice)
