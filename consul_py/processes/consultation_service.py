"""Every change of a consultation. Nothing here commits; what happens twice at once happens once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import N_, Refusal, Refused, ensure
from consul_py.kernel.text import html_from_markdown, one_line
from consul_py.processes import date_rules, rules
from consul_py.processes.date_rules import Dates
from consul_py.processes.events import (
    ConsultationDatesAsked,
    ConsultationDatesChanged,
    ConsultationEvaluated,
    ConsultationPublished,
)
from consul_py.processes.models import VERBS, Consultation, ConsultationChange, Process
from consul_py.processes.service import FieldRefused, add_with_slug, free_slug

NO_VERB = N_("Choose at least one thing people can do.")
CHANGED_MEANWHILE = N_("Somebody else has changed this in the meantime. Please look at the current state.")
COMPLETED = N_("This process is completed: it takes no new consultations.")

FREE = ("title", "summary", "body", "topic_id")
FIXED_WHEN_OPEN = (*(f"may_{verb}" for verb in VERBS), "support_threshold")
DATES = ("opens_at", "closes_at", "evaluation_due")


def _ensure(found: tuple[str, Refusal] | None) -> None:
    if found is not None:
        raise FieldRefused(*found)


def create(process: Process, **values: Any) -> Consultation:
    """A new consultation of a process, as a draft. Raises Refused."""
    if rules.process_state(process) == rules.COMPLETED:
        raise Refused(Refusal("completed", COMPLETED))
    consultation = Consultation(
        process_id=process.id, slug=free_slug(Consultation, values["title"]), created_at=clock.now()
    )
    _write(consultation, values, (*FREE, *FIXED_WHEN_OPEN, *DATES))
    _ensure(date_rules.consistent(Dates.of(consultation)))
    add_with_slug(consultation)
    audit.record("consultation.create", "consultation", consultation.id, consultation.title)
    return consultation


def edit(consultation: Consultation, **values: Any) -> None:
    """Change texts; verbs and threshold until it opens; dates only while it is a draft. Raises Refused."""
    fields: tuple[str, ...] = FREE
    changed = [name for name in FIXED_WHEN_OPEN if name in values and values[name] != getattr(consultation, name)]
    if changed:
        ensure(date_rules.may_change_verbs(consultation, now()))
        _ensure(_some_verb(consultation, values))
        fields += FIXED_WHEN_OPEN
    if consultation.published_at is None:
        fields += DATES
        _ensure(date_rules.consistent(Dates(*[values.get(name, getattr(consultation, name)) for name in DATES])))
    _write(consultation, values, fields)
    audit.record("consultation.edit", "consultation", consultation.id, consultation.title, changed=changed)


def _some_verb(consultation: Consultation, values: dict[str, Any]) -> tuple[str, Refusal] | None:
    """What is public keeps at least one verb."""
    any_left = any(values.get(f"may_{verb}", consultation.allows(verb)) for verb in VERBS)
    return None if any_left or consultation.published_at is None else ("may_propose", Refusal("no_verb", NO_VERB))


def _write(consultation: Consultation, values: dict[str, Any], fields: tuple[str, ...]) -> None:
    for name in fields:
        if name in values:
            setattr(consultation, name, values[name])
    consultation.body_html = html_from_markdown(consultation.body) if consultation.body else ""


def publish(consultation: Consultation) -> None:
    """Put it into the calendar, once; it opens by the clock (now, if the hour has passed). Raises Refused."""
    moment = now()
    ensure(rules.may_publish_consultation(consultation, consultation.process, moment))
    opens_at, closes_at = consultation.opens_at or moment, consultation.closes_at or moment
    values = {"published_at": moment, "opens_at": max(opens_at, moment)}
    _once(consultation, values, Consultation.published_at.is_(None), rules.ALREADY_PUBLIC)
    audit.record("consultation.publish", "consultation", consultation.id, consultation.title)
    emit(ConsultationPublished(*_named(consultation), opens_at=values["opens_at"], closes_at=closes_at))


def change_dates(consultation: Consultation, wished: Dates, reason: str) -> None:
    """Move dates of a published consultation: public, with its reason. Raises FieldRefused."""
    before, moment, reason = Dates.of(consultation), now(), one_line(reason)
    wished = date_rules.settled(before, wished)
    _ensure(date_rules.may_change_dates(consultation, wished, reason, moment))
    _move(consultation, before, wished, reason, moment)


def open_now(consultation: Consultation, reason: str) -> None:
    """Open at once what is scheduled. Raises FieldRefused."""
    moment = now()
    before = Dates.of(consultation)
    wished = Dates(moment, before.closes_at, before.evaluation_due)
    _ensure(date_rules.may_change_dates(consultation, wished, reason, moment))
    _move(consultation, before, wished, one_line(reason), moment)


def close_now(consultation: Consultation, reason: str) -> None:
    """End at once what is open. Raises FieldRefused."""
    moment = now()
    before = Dates.of(consultation)
    wished = Dates(before.opens_at, moment, before.evaluation_due)
    _ensure(date_rules.may_change_dates(consultation, wished, reason, moment))
    _move(consultation, before, wished, one_line(reason), moment)


def _move(consultation: Consultation, before: Dates, wished: Dates, reason: str, moment: datetime) -> None:
    """Write new dates if they are still what they were when we looked; with history, audit and event."""
    moves_window = (before.opens_at, before.closes_at) != (wished.opens_at, wished.closes_at)
    emit(ConsultationDatesAsked(consultation.id, moves_window))
    unmoved = (
        (Consultation.opens_at == before.opens_at)
        & (Consultation.closes_at == before.closes_at)
        & (Consultation.evaluation_due == before.evaluation_due)
        & Consultation.evaluated_at.is_(None)
    )
    _once(consultation, vars(wished), unmoved, CHANGED_MEANWHILE)
    old, new = before.as_text(), wished.as_text()
    moved = [name for name in DATES if old.get(name) != new.get(name)]
    change = ConsultationChange(consultation_id=consultation.id, changed_at=moment, reason=reason)
    change.before = {name: old[name] for name in moved}
    change.after = {name: new[name] for name in moved}
    db.session.add(change)
    audit.record(
        "consultation.dates", "consultation", consultation.id, consultation.title, reason=reason, changed=moved
    )
    opens_at, closes_at = wished.opens_at or moment, wished.closes_at or moment
    emit(ConsultationDatesChanged(*_named(consultation), reason=reason, opens_at=opens_at, closes_at=closes_at))


def _named(consultation: Consultation) -> tuple[int, int, str, str]:
    """What every event of a consultation begins with."""
    return consultation.id, consultation.process_id, consultation.slug, consultation.title


def save_evaluation(consultation: Consultation, text: str) -> None:
    """Keep the evaluation as a draft that only the desk sees; once published, correct it."""
    if consultation.evaluated_at is not None:
        ensure(date_rules.may_evaluate(consultation, text, now()))
    consultation.evaluation, consultation.evaluation_html = text, html_from_markdown(text)
    audit.record("consultation.evaluation", "consultation", consultation.id, consultation.title)


def evaluate(consultation: Consultation, text: str) -> None:
    """Publish the evaluation, once: the answer that is owed to everybody who took part. Raises Refused."""
    moment = now()
    ensure(date_rules.may_evaluate(consultation, text, moment))
    values = {"evaluation": text, "evaluation_html": html_from_markdown(text), "evaluated_at": moment}
    _once(consultation, values, Consultation.evaluated_at.is_(None), CHANGED_MEANWHILE)
    audit.record("consultation.evaluate", "consultation", consultation.id, consultation.title)
    emit(ConsultationEvaluated(*_named(consultation)))


def _once(consultation: Consultation, values: dict[str, Any], condition: Any, otherwise: str) -> None:
    """A conditional UPDATE; whoever comes second is told. The row in hand follows. Raises Refused."""
    db.session.flush()
    statement = update(Consultation).where(Consultation.id == consultation.id, condition).values(values)
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    if result.rowcount != 1:
        raise Refused(Refusal("second", otherwise))
    db.session.refresh(consultation, list(values))
