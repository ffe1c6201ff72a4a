"""Times in Berlin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consul_py.kernel.clock import LocalTimeError, from_berlin


def test_a_summer_time_is_two_hours_ahead_of_utc() -> None:
    assert from_berlin(datetime(2026, 7, 1, 12)) == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_the_hour_skipped_in_spring_is_refused() -> None:
    with pytest.raises(LocalTimeError) as caught:
        from_berlin(datetime(2027, 3, 28, 2, 30))
    assert caught.value.kind == "impossible"


def test_the_hour_that_comes_twice_in_autumn_is_refused() -> None:
    with pytest.raises(LocalTimeError) as caught:
        from_berlin(datetime(2027, 10, 31, 2, 30))
    assert caught.value.kind == "ambiguous"
