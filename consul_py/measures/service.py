"""Every change of a measure: its texts, its status with a reason, reports and milestones. Sources are in `linking`."""

from __future__ import annotations

from datetime import date
from typing import Any

from consul_py.kernel import audit, clock, search
from consul_py.kernel.authz import person
from consul_py.kernel.db import db
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown, plain
from consul_py.measures import linking, queries, rules
from consul_py.measures.events import MeasureCreated, MeasureReported, MeasureStatusChanged
from consul_py.measures.models import PROPOSED, Measure, MeasureChange, MeasureReport, Milestone
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.subjects.service import enter
from consul_py.workshops.followup_models import ProposedMeasure

TEXTS = (
    "title", "summary", "body", "topic_id", "municipality_id", "responsible_unit", "cost", "funding_programme",
    "funding_share", "funding_duration", "decided_by", "decided_on", "starts_on", "ends_on", "next_report_on",
)  # fmt: skip


def create(
    process_id: int,
    texts: dict[str, Any],
    *,
    status: str = PROPOSED,
    reason: str = "",
    progress: int = 0,
    sources: list[Subject] | None = None,
    proposed: ProposedMeasure | None = None,
    sent_key: str | None = None,
) -> Measure:
    """A new, public measure with its sources. Raises Refused.

    `proposed` is taken up from a follow-up: its workshop becomes a source. `sources` are whole contributions.
    A form that was sent before (`sent_key`) gives the measure it made then.
    """
    if sent_key and (known := queries.find_by_sent_key(sent_key)):
        return known
    if status in rules.STOPPED:
        ensure(rules.can_change("", status, reason))
    ensure(rules.can_last(texts.get("starts_on"), texts.get("ends_on")))
    now = clock.now()
    measure = Measure(
        process_id=process_id, visibility=PUBLIC, status=status, status_reason=reason, status_at=now, moved_at=now,
        progress=rules.progress_after(status, progress), sent_key=sent_key or None, **_stored(texts),
    )  # fmt: skip
    enter(measure, measure.body)
    db.session.add(
        MeasureChange(measure_id=measure.id, at=now, by_id=person().id, after=status, reason=reason, progress=progress)
    )
    for subject in sources or []:
        linking.attach(measure, subject)
    if proposed is not None:
        linking.take_up(measure, proposed)
    audit.record("measures.create", "measure", measure.id, measure.title, reason=reason, status=status)
    source_ids, author_ids = queries.source_people(measure.id)
    emit(
        MeasureCreated(
            measure.id, process_id, measure.topic_id, measure.municipality_id, measure.title, status, source_ids,
            author_ids,
        )
    )  # fmt: skip
    return measure


def _stored(texts: dict[str, Any]) -> dict[str, Any]:
    return {name: texts[name] for name in TEXTS if name in texts} | {"body_html": html_from_markdown(texts["body"])}


def change(measure: Measure, texts: dict[str, Any]) -> None:
    """Change what a measure says about itself. Raises Refused when its end lies before its beginning."""
    ensure(rules.can_last(texts.get("starts_on"), texts.get("ends_on")))
    values = _stored(texts)
    changed = sorted(name for name, value in values.items() if getattr(measure, name) != value and name != "body_html")
    for name, value in values.items():
        setattr(measure, name, value)
    search.index(measure.id, measure.title, f"{measure.summary} {measure.body}")
    if changed:
        audit.record("measures.change", "measure", measure.id, measure.title, fields=changed)


def change_status(measure: Measure, status: str, reason: str, progress: int, *, public: bool = True) -> None:
    """Give a locked measure another status with its reason, and tell. Raises Refused.

    `public` False is the correction of a slip: it stands in the desk's history only and nobody is told.
    """
    ensure(rules.can_change(measure.status, status, reason))
    before, now = measure.status, clock.now()
    measure.status, measure.status_reason, measure.status_at = status, reason, now
    measure.progress = rules.progress_after(status, progress)
    db.session.add(
        MeasureChange(
            measure_id=measure.id, at=now, by_id=person().id, before=before, after=status, reason=reason,
            progress=measure.progress, is_public=public,
        )
    )  # fmt: skip
    audit.record("measures.status", "measure", measure.id, measure.title, reason=reason, before=before, after=status)
    if public:
        measure.moved_at = now
        sources, authors = queries.source_people(measure.id)
        emit(
            MeasureStatusChanged(
                measure.id, measure.process_id, measure.title, before, status, reason, sources, authors
            )
        )


def report(measure: Measure, body: str, progress: int, next_report_on: date | None) -> None:
    """Publish how it goes, and promise the next report. Raises Refused."""
    today = clock.to_berlin(database_now()).date()
    ensure(rules.can_report(measure.status, next_report_on, today))
    now = clock.now()
    measure.progress, measure.next_report_on, measure.moved_at = progress, next_report_on, now
    db.session.add(
        MeasureReport(
            measure_id=measure.id, at=now, by_id=person().id, body=body, body_html=html_from_markdown(body),
            progress=progress,
        )
    )  # fmt: skip
    audit.record("measures.report", "measure", measure.id, measure.title, progress=progress)
    sources, authors = queries.source_people(measure.id)
    emit(MeasureReported(measure.id, measure.process_id, measure.title, plain(body, 200), progress, sources, authors))


def save_milestone(
    measure: Measure,
    milestone: Milestone | None,
    *,
    title: str,
    planned_on: date | None,
    when_text: str,
    reached_on: date | None,
    note: str,
) -> Milestone:
    """Add or change a milestone. Raises Refused when it has no time at all."""
    ensure(rules.can_plan(planned_on, when_text, reached_on))
    if milestone is None:
        milestone = Milestone(measure_id=measure.id)
        db.session.add(milestone)
    milestone.title, milestone.planned_on, milestone.when_text = title, planned_on, when_text
    milestone.reached_on, milestone.note = reached_on, note
    milestone.sort_on = rules.sort_day(planned_on, reached_on)
    db.session.flush()
    audit.record("measures.milestone", "measure", measure.id, measure.title, milestone=milestone.id)
    return milestone


def delete_milestone(measure: Measure, milestone: Milestone) -> None:
    audit.record("measures.milestone_delete", "measure", measure.id, measure.title, milestone=milestone.id)
    db.session.delete(milestone)
