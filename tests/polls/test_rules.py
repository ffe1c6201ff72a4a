"""What a poll needs, and what a count says."""

from __future__ import annotations

from consul_py.polls.rules import Tally, can_vote_from, missing, options_from_lines


def test_a_poll_without_questions_or_with_one_answer_is_incomplete() -> None:
    assert len(missing([], has_consultation=True, offers_vote=True)) == 1
    assert len(missing([1], has_consultation=True, offers_vote=True)) == 1
    assert missing([2, 3], has_consultation=True, offers_vote=True) == []
    assert len(missing([2], has_consultation=True, offers_vote=False)) == 1


def test_shares_are_of_valid_votes_and_a_tie_has_two_leaders() -> None:
    tally = Tally({1: 5, 2: 5, 3: 0}, abstentions=3)
    assert (tally.valid, tally.shares[1], tally.leaders) == (10, 50.0, [1, 2])
    assert not tally.unanimous


def test_nothing_counted_has_no_leader_and_no_share() -> None:
    tally = Tally({1: 0, 2: 0}, abstentions=0)
    assert tally.leaders == [] and tally.shares == {1: 0.0, 2: 0.0} and not tally.unanimous


def test_all_votes_the_same_are_noticed() -> None:
    assert Tally({1: 4, 2: 0}, abstentions=0).unanimous
    assert not Tally({1: 4, 2: 0}, abstentions=1).unanimous


def test_answers_are_one_a_line_with_an_explanation_after_a_bar() -> None:
    assert options_from_lines("Ja | gern\n\n  Nein  \n|nur Text") == [("Ja", "gern"), ("Nein", "")]


def test_a_poll_of_one_municipality_is_for_its_residents() -> None:
    assert can_vote_from(None, None, "") is None
    assert can_vote_from(3, 3, "Hainfeld") is None
    refusal = can_vote_from(3, None, "Hainfeld")
    assert refusal is not None and refusal.values == {"name": "Hainfeld"}
