"""Rules of measures: statuses, reasons, reports, dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from consul_py.measures import rules

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("after", ["rejected", "paused"])
def test_stopping_a_measure_needs_a_reason(after: str) -> None:
    refusal = rules.can_change("in_progress", after, "  ")
    assert refusal is not None
    assert refusal.code == "reason"
    assert rules.can_change("in_progress", after, "Die Förderung fehlt.") is None


def test_going_back_needs_a_reason_and_going_on_does_not() -> None:
    assert rules.can_change("done", "in_progress", "") is not None
    assert rules.can_change("rejected", "under_review", "") is not None
    assert rules.can_change("proposed", "done", "") is None
    assert rules.can_change("paused", "in_progress", "") is None


def test_the_same_status_is_no_change_whatever_the_reason() -> None:
    refusal = rules.can_change("adopted", "adopted", "Weil es so ist.")
    assert refusal is not None
    assert refusal.code == "same"


def test_what_is_done_stands_at_a_hundred_percent() -> None:
    assert rules.progress_after("done", 40) == 100
    assert rules.progress_after("paused", 40) == 40


@pytest.mark.parametrize(("days", "late"), [(-9, 9), (-1, 1), (0, 0), (5, 0)])
def test_a_report_is_late_from_the_day_after_the_promised_one(days: int, late: int) -> None:
    assert rules.days_late("in_progress", TODAY + timedelta(days=days), TODAY) == late


@pytest.mark.parametrize("status", ["done", "rejected"])
def test_a_finished_measure_owes_no_report(status: str) -> None:
    assert rules.days_late(status, TODAY - timedelta(days=30), TODAY) == 0
    assert rules.can_report(status, None, TODAY) is not None


def test_the_next_report_lies_ahead() -> None:
    assert rules.can_report("in_progress", TODAY, TODAY) is not None
    assert rules.can_report("in_progress", TODAY + timedelta(days=1), TODAY) is None
    assert rules.can_report("paused", None, TODAY) is None


def test_sources_are_public_contributions_and_never_measures() -> None:
    assert rules.can_be_source("proposal", "public", False) is None
    assert rules.can_be_source("proposal", "draft", False) is not None
    assert rules.can_be_source("measure", "public", False) is not None
    assert rules.can_be_source("measure", "public", True) is not None


def test_a_milestone_needs_a_time_and_an_end_follows_its_beginning() -> None:
    assert rules.can_plan(None, "", None) is not None
    assert rules.can_plan(None, "Herbst 2027", None) is None
    assert rules.can_last(TODAY, TODAY - timedelta(days=1)) is not None
    assert rules.can_last(TODAY, TODAY) is None
    assert rules.sort_day(None, None) == rules.FAR
