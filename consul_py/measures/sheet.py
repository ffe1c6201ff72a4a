"""Measures as a table to download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consul_py.kernel.i18n import gettext as _
from consul_py.measures import words
from consul_py.measures.models import Measure
from consul_py.subjects.links import subject_url


def of(measures: Sequence[Measure]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows; days in ISO form, so that they sort."""
    header = [
        _("Number"), _("Title"), _("Process"), _("Topic field"), _("Municipality"), _("Status"), _("Since"),
        _("Reason"), _("Progress in percent"), _("Responsible"), _("Costs"), _("Funding"), _("Council decision"),
        _("Begins"), _("Ends"), _("Next report"), _("Address"),
    ]  # fmt: skip
    return [str(name) for name in header], [_row(measure) for measure in measures]


def _row(measure: Measure) -> list[Any]:
    return [
        measure.id, measure.title, measure.process.title, measure.topic.title if measure.topic else "",
        measure.municipality.name if measure.municipality else "", words.status_word(measure.status),
        measure.status_at, measure.status_reason, measure.progress, measure.responsible_unit, measure.cost,
        words.funding(measure), words.decision(measure), measure.starts_on, measure.ends_on, measure.next_report_on,
        subject_url(measure),
    ]  # fmt: skip
