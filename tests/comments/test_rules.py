"""Deadlines and refusals, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consul_py.comments import rules
from consul_py.kernel.refusal import Refusal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OVER = Refusal("over", "over")


def test_the_consultation_decides_whether_people_may_write() -> None:
    def ask(**given: object) -> Refusal | None:
        facts = {"kind": "proposal", "has_window": True, "window": None, "process_open": True, "closed": False}
        return rules.can_write(**(facts | given))  # type: ignore[arg-type]  # facts of several types

    assert ask() is None
    assert ask(window=OVER) is OVER
    assert ask(closed=True) is rules.TALK_CLOSED
    assert ask(has_window=False, kind="measure") is None
    assert ask(has_window=False, kind="measure", process_open=False) is rules.TALK_CLOSED
    assert ask(has_window=False, kind="workshop") is rules.NOT_OFFERED


def test_a_comment_can_be_changed_until_the_last_second_of_the_thirtieth_minute() -> None:
    almost, exactly = NOW + rules.EDIT_TIME - timedelta(seconds=1), NOW + rules.EDIT_TIME
    assert rules.can_edit(created_at=NOW, shown=True, now=almost) is None
    assert rules.can_edit(created_at=NOW, shown=True, now=exactly) is rules.EDIT_OVER
    assert rules.can_edit(created_at=NOW, shown=False, now=almost) is rules.NOT_SHOWN


def test_nobody_finds_their_own_comment_helpful_or_reports_it() -> None:
    assert rules.can_vote(shown=True, own=True) is rules.OWN_VOTE
    assert rules.can_vote(shown=True, own=False) is None
    assert rules.can_report(shown=True, own=True) is rules.OWN_REPORT
    assert rules.can_report(shown=False, own=False) is rules.NOT_SHOWN


def test_speaking_in_office_needs_a_role_that_reaches_and_the_second_factor() -> None:
    assert rules.can_speak_in_office(covered=True, strong=True) is None
    assert rules.can_speak_in_office(covered=True, strong=False) is rules.SECOND_FACTOR
    assert rules.can_speak_in_office(covered=False, strong=True) is rules.NOT_IN_OFFICE


def test_an_objection_is_possible_once_and_for_fourteen_days() -> None:
    def ask(**given: object) -> Refusal | None:
        facts = {"hidden_at": NOW, "restored": False, "appealed": False, "now": NOW}
        return rules.can_appeal(**(facts | given))  # type: ignore[arg-type]  # facts of several types

    assert ask() is None
    assert ask(appealed=True) is rules.APPEALED
    assert ask(restored=True) is rules.NOT_HIDDEN
    assert ask(now=NOW + timedelta(days=14)) is rules.APPEAL_OVER
    assert ask(now=NOW + timedelta(days=14, seconds=-1)) is None


def test_answers_deeper_than_three_levels_stand_beside_the_third() -> None:
    levels: dict[int, int] = {1: 1}
    parents: dict[int, int | None] = {1: None}
    for comment, parent in ((2, 1), (3, 2), (4, 3), (5, 4)):
        under = rules.shown_parent(parent, levels, parents)
        assert under is not None
        levels[comment], parents[comment] = levels[under] + 1, under
    assert parents == {1: None, 2: 1, 3: 2, 4: 2, 5: 2}
    assert max(levels.values()) == 3
