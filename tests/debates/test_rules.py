"""When sides can be taken and words be changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consul_py.debates import rules
from consul_py.kernel.refusal import Refusal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OVER = Refusal("over", "over")


def test_a_side_can_be_taken_while_the_window_is_open_and_nothing_concluded() -> None:
    assert rules.can_vote(window=None, concluded=False) is None
    assert rules.can_vote(window=OVER, concluded=False) is OVER
    assert rules.can_vote(window=None, concluded=True) is rules.CONCLUDED


def test_the_words_can_be_changed_for_thirty_minutes() -> None:
    late = NOW + timedelta(minutes=30)
    assert rules.can_edit(published_at=NOW, concluded=False, now=late - timedelta(seconds=1)) is None
    assert rules.can_edit(published_at=NOW, concluded=False, now=late) is rules.EDIT_OVER
    assert rules.can_edit(published_at=NOW, concluded=True, now=NOW) is rules.CONCLUDED


def test_the_state_follows_from_window_and_conclusion() -> None:
    assert rules.state(concluded=False, window_open=True) == "open"
    assert rules.state(concluded=False, window_open=False) == "in_evaluation"
    assert rules.state(concluded=True, window_open=True) == "closed"
