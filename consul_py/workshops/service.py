"""Changing workshops: drafts, announcement, changes of date and place, cancellation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from consul_py.kernel import audit, files, jobs, search
from consul_py.kernel.db import db, now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown, slug
from consul_py.subjects import service as subjects
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import DRAFT, PUBLIC
from consul_py.workshops import registration_service, rules
from consul_py.workshops.events import WorkshopAnnounced, WorkshopCancelled, WorkshopChanged
from consul_py.workshops.models import Workshop, WorkshopChange, WorkshopRegistration

# A change of these is told to everybody on the list.
TOLD = ("starts_at", "ends_at", "place", "address", "online_url")
FIELDS = (
    "title", "summary", "topic_id", "municipality_id", "starts_at", "ends_at", "time_text", "place", "address",
    "online_url", "capacity", "registration_closes_at", "audience", "access", "description",
)  # fmt: skip


def create(process_id: int, author_id: int | None, values: dict[str, Any]) -> Workshop:
    """A new draft. `values` by FIELDS; title, starts_at and ends_at are needed."""
    workshop = Workshop(process_id=process_id, author_id=author_id, visibility=DRAFT)
    _fill_in(workshop, values)
    subjects.enter(workshop)
    audit.record("workshop.create", "workshop", workshop.id, workshop.title)
    return workshop


def _fill_in(workshop: Workshop, values: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(workshop, name, values[name])
    workshop.description_html = html_from_markdown(workshop.description or "")


def edit(workshop: Workshop, values: dict[str, Any], reason: str = "") -> bool:
    """Change a workshop; True when the people on its list are told about another date or place."""
    registration_service.lock(workshop.id)
    before = {name: _plain(getattr(workshop, name)) for name in TOLD}
    _fill_in(workshop, values)
    workshop.slug = slug(workshop.title)
    after = {name: _plain(getattr(workshop, name)) for name in TOLD}
    changed = [name for name in TOLD if before[name] != after[name]]
    told = bool(changed) and workshop.announced_at is not None and now() < workshop.ends_at
    if told:
        _note_change(workshop, {n: before[n] for n in changed}, {n: after[n] for n in changed}, reason)
    if workshop.announced_at is not None:
        _make_findable(workshop)
    db.session.flush()
    registration_service.move_up(workshop)
    audit.record("workshop.edit", "workshop", workshop.id, workshop.title, reason=reason, changed=changed)
    return told


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _note_change(workshop: Workshop, before: dict[str, Any], after: dict[str, Any], reason: str) -> None:
    """Keep the change; only its public part: the online address is for registered people."""
    workshop.sequence += 1
    shown = [name for name in after if name != "online_url"]
    if shown:
        db.session.add(
            WorkshopChange(
                workshop_id=workshop.id, changed_at=now(), reason=reason,
                before={name: before[name] for name in shown}, after={name: after[name] for name in shown},
            )
        )  # fmt: skip
    _tell(workshop.id, "changed")
    if shown:
        emit(
            WorkshopChanged(
                workshop.id, workshop.process_id, workshop.title, workshop.starts_at, workshop.ends_at,
                workshop.place, reason, subject_path(workshop),
            )
        )  # fmt: skip


def _tell(workshop_id: int, notice: str) -> None:
    """Mark everybody on the list; the worker writes the mails."""
    db.session.execute(
        update(WorkshopRegistration)
        .where(
            WorkshopRegistration.workshop_id == workshop_id,
            WorkshopRegistration.confirmed_at.is_not(None),
            WorkshopRegistration.email != "",
        )
        .values(notice=notice)
        .execution_options(synchronize_session=False)
    )
    jobs.ring("workshops")


def announce(workshop: Workshop) -> None:
    """Make a draft public, once."""
    moment = now()
    ensure(
        rules.can_announce(
            workshop, moment,
            has_place=bool(workshop.place or workshop.online_url),
            has_text=bool(workshop.summary or workshop.description),
        )
    )  # fmt: skip
    table: Any = Workshop.__table__
    hit: Any = db.session.execute(
        update(table).where(table.c.id == workshop.id, table.c.announced_at.is_(None)).values(announced_at=moment)
    )
    if hit.rowcount != 1:
        ensure(rules.can_announce(_announced(workshop, moment), moment, has_place=True, has_text=True))
    _announced(workshop, moment)
    workshop.visibility, workshop.published_at = PUBLIC, moment
    _make_findable(workshop)
    audit.record("workshop.announce", "workshop", workshop.id, workshop.title)
    emit(
        WorkshopAnnounced(
            workshop.id, workshop.process_id, workshop.topic_id, workshop.municipality_id, workshop.title,
            workshop.summary, workshop.starts_at, workshop.ends_at, workshop.place, subject_path(workshop),
        )
    )  # fmt: skip


def _announced(workshop: Workshop, moment: datetime) -> Workshop:
    workshop.announced_at = moment
    return workshop


def _make_findable(workshop: Workshop) -> None:
    search.index(workshop.id, workshop.title, f"{workshop.summary} {workshop.description} {workshop.place}")


def cancel(workshop: Workshop, reason: str) -> None:
    """Cancel an announced workshop; everybody on the list is told why."""
    registration_service.lock(workshop.id)
    moment = now()
    ensure(rules.can_cancel(workshop, moment))
    workshop.cancelled_at, workshop.cancel_reason = moment, reason
    workshop.sequence += 1
    _tell(workshop.id, "cancelled")
    audit.record("workshop.cancel", "workshop", workshop.id, workshop.title, reason=reason)
    emit(WorkshopCancelled(workshop.id, workshop.process_id, workshop.title, reason, subject_path(workshop)))


def discard(workshop: Workshop) -> None:
    """Delete a draft nobody has seen."""
    if workshop.announced_at is None:
        audit.record("workshop.discard", "workshop", workshop.id, workshop.title)
        follow_up = workshop.follow_up
        if follow_up is not None:  # begun too early; it goes with what was put into it
            left = [one.file for one in follow_up.pictures] + [one.file for one in follow_up.documents]
            db.session.delete(follow_up)
            for file in left:
                files.let_go(file)
        db.session.delete(workshop)
