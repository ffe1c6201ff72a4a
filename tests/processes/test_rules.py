"""States by the clock, what is open, the start checklist, phases, and times that the change of clocks makes odd."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consul_py.kernel.clock import LocalTimeError, from_berlin, to_berlin
from consul_py.processes import date_rules, rules
from consul_py.processes.date_rules import Dates

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Window:
    published_at: datetime | None = NOON - 9 * DAY
    opens_at: datetime | None = NOON - DAY
    closes_at: datetime | None = NOON + 7 * DAY
    evaluation_due: date | None = date(2026, 11, 13)
    evaluated_at: datetime | None = None
    verbs: tuple[str, ...] = ("propose",)

    def allows(self, verb: str) -> bool:
        return verb in self.verbs


@dataclass(frozen=True)
class Frame:
    published_at: datetime | None = NOON
    completed_at: datetime | None = None
    goal: str = "Ziel"
    room: str = "Spielraum"
    fixed: str = "Fest"
    decided_by: str = "Kreistag"
    decision_due: str = "März"
    feedback: str = "bald"


WINDOW, FRAME = Window(), Frame()
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (NOON - DAY - TICK, rules.SCHEDULED),
        (NOON - DAY, rules.OPEN),
        (NOON + 7 * DAY - TICK, rules.OPEN),
        (NOON + 7 * DAY, rules.CLOSED),
    ],
)
def test_the_opening_moment_belongs_to_the_window_and_the_closing_moment_does_not(moment: datetime, state: str) -> None:
    assert rules.state(WINDOW, moment) == state


def test_a_draft_never_opens_and_an_evaluated_one_never_reopens() -> None:
    assert rules.state(replace(WINDOW, published_at=None), NOON) == rules.DRAFT
    assert rules.state(replace(WINDOW, evaluated_at=NOON), NOON) == rules.EVALUATED


def test_a_verb_is_open_only_inside_the_window_and_only_if_it_is_offered() -> None:
    codes = {
        "not_offered": rules.can("vote", WINDOW, NOON),
        "not_open_yet": rules.can("propose", WINDOW, NOON - 2 * DAY),
        "over": rules.can("propose", WINDOW, NOON + 7 * DAY),
    }
    assert rules.can("propose", WINDOW, NOON) is None
    assert all(refusal is not None and refusal.code == code for code, refusal in codes.items())


@pytest.mark.parametrize("field", [name for name, _n, _a in rules.PROCESS_POINTS])
def test_each_point_of_the_checklist_blocks_publishing_a_process(field: str) -> None:
    draft = replace(FRAME, published_at=None)
    assert rules.may_publish_process(draft) is None
    lacking = replace(draft, **{field: "  "})
    assert len(rules.missing(rules.process_points(lacking))) == 1
    refusal = rules.may_publish_process(lacking)
    assert refusal is not None and refusal.code == "incomplete"


@pytest.mark.parametrize("change", [{"opens_at": None}, {"closes_at": None}, {"evaluation_due": None}, {"verbs": ()}])
def test_a_consultation_needs_window_answer_and_a_verb(change: dict[str, None]) -> None:
    draft = replace(WINDOW, published_at=None)
    assert rules.may_publish_consultation(draft, FRAME, NOON) is None
    lacking = replace(draft, **change)
    refusal = rules.may_publish_consultation(lacking, FRAME, NOON)
    assert refusal is not None and refusal.code == "incomplete"


def test_a_consultation_needs_a_public_process_and_an_end_to_come() -> None:
    draft = replace(WINDOW, published_at=None)
    hidden = rules.may_publish_consultation(draft, replace(FRAME, published_at=None), NOON)
    late = rules.may_publish_consultation(draft, FRAME, NOON + 7 * DAY)
    assert hidden is not None and hidden.code == "incomplete"
    assert late is not None and late.code == "end_in_past"


def change(window: Window, now: datetime = NOON, reason: str = "Ferien", **dates: object) -> str | None:
    wished = replace(Dates.of(window), **dates)  # type: ignore[arg-type]  # moments by name
    found = date_rules.may_change_dates(window, wished, reason, now)
    return found[1].code if found else None


def test_dates_change_only_with_a_reason() -> None:
    assert change(WINDOW, closes_at=NOON + 9 * DAY) is None
    assert change(WINDOW, closes_at=NOON + 9 * DAY, reason="  ") == "reason_needed"


def test_the_beginning_of_an_open_one_stays_and_no_end_lies_in_the_past() -> None:
    assert change(WINDOW, opens_at=NOON + DAY) == "already_open"
    assert change(WINDOW, closes_at=NOON - HOUR) == "end_in_past"
    assert change(WINDOW, closes_at=NOON) is None
    announced = replace(WINDOW, opens_at=NOON + DAY)
    assert change(announced, opens_at=NOON - HOUR) == "beginning_in_past"
    assert change(announced, opens_at=NOON + 2 * DAY) is None


def test_dates_must_hold_together() -> None:
    announced = replace(WINDOW, opens_at=NOON + DAY)
    assert change(announced, opens_at=NOON + 8 * DAY) == "end_before_beginning"
    assert change(WINDOW, evaluation_due=date(2026, 10, 11)) == "answer_before_end"
    assert change(WINDOW) == "nothing_changed"


def test_what_is_over_is_not_opened_again_but_its_answer_may_be_put_off() -> None:
    assert change(WINDOW, NOON + 8 * DAY, closes_at=NOON + 20 * DAY) == "already_over"
    assert change(WINDOW, NOON + 8 * DAY, evaluation_due=date(2026, 12, 1)) is None
    evaluated = replace(WINDOW, evaluated_at=NOON + 8 * DAY)
    assert change(evaluated, NOON + 9 * DAY, evaluation_due=date(2026, 12, 1)) == "already_evaluated"


def test_a_time_that_was_not_touched_keeps_its_seconds() -> None:
    before = Dates(NOON + timedelta(seconds=31), NOON + DAY, None)
    assert date_rules.settled(before, replace(before, opens_at=NOON)).opens_at == before.opens_at


def test_an_evaluation_is_published_after_the_end_only_and_its_days_are_counted() -> None:
    early = date_rules.may_evaluate(WINDOW, "Text", NOON)
    assert early is not None and early.code == "not_over_yet"
    after = NOON + 8 * DAY
    assert date_rules.may_evaluate(WINDOW, "Text", after) is None
    assert date_rules.days_owed(WINDOW, NOON) is None
    assert date_rules.days_owed(WINDOW, datetime(2026, 11, 10, 12, tzinfo=UTC)) == 3
    assert date_rules.days_owed(WINDOW, datetime(2026, 11, 15, 12, tzinfo=UTC)) == -2


def test_verbs_stay_as_they_are_once_it_has_begun() -> None:
    assert date_rules.may_change_verbs(WINDOW, NOON) is not None
    assert date_rules.may_change_verbs(WINDOW, NOON - 2 * DAY) is None
    assert date_rules.may_change_verbs(replace(WINDOW, published_at=None), NOON) is None


def test_phases_follow_from_todays_date() -> None:
    spring, summer = (date(2026, 3, 1), date(2026, 5, 31)), (date(2026, 6, 1), None)
    autumn, rough = (date(2026, 9, 7), date(2026, 11, 7)), (None, None)
    winter = (date(2026, 11, 30), None)
    spans = [spring, summer, rough, autumn, winter, rough]
    assert rules.phase_states(spans, NOON.date()) == ["done", "done", "done", "now", "next", "next"]
    assert rules.phase_states(spans, NOON.date(), completed=True) == ["done"] * 6


def moment_of(local: datetime) -> datetime | str:
    try:
        return from_berlin(local)
    except LocalTimeError as error:
        return error.kind


YEARS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31))
# The days on which the clocks change are few: look at them more often.
CHANGES = st.builds(
    lambda year, month, minutes: last_sunday(year, month) + timedelta(minutes=minutes),
    st.integers(2024, 2035), st.sampled_from([3, 10]), st.integers(0, 6 * 60),
)  # fmt: skip


def last_sunday(year: int, month: int) -> datetime:
    day = datetime(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


@given(YEARS | CHANGES)
def test_every_wall_clock_time_comes_back_or_is_refused(local: datetime) -> None:
    """Both offsets of Berlin are tried: none shows an impossible time, both show an ambiguous one."""
    found = moment_of(local)
    tries = [to_berlin((local - offset).replace(tzinfo=UTC)).replace(tzinfo=None) for offset in (HOUR, 2 * HOUR)]
    expected = {0: "impossible", 1: found, 2: "ambiguous"}[tries.count(local)]
    assert found == expected
    if isinstance(found, datetime):
        assert to_berlin(found).replace(tzinfo=None) == local


@given(YEARS | CHANGES)
def test_every_moment_shown_in_berlin_is_that_moment_or_twice_there(moment: datetime) -> None:
    utc = moment.replace(tzinfo=UTC)
    assert moment_of(to_berlin(utc).replace(tzinfo=None)) in (utc, "ambiguous")
