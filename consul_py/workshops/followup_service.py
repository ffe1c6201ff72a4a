"""Writing the follow-up: a working copy, published once, corrected in versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from consul_py.kernel import audit, files, jobs
from consul_py.kernel.db import db, insert_once, now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import N_, Refusal, ensure
from consul_py.kernel.text import html_from_markdown, plain
from consul_py.workshops import followup_queries, links, rules
from consul_py.workshops.events import FollowUpCorrected, FollowUpPublished
from consul_py.workshops.followup_content import Content, content_of, file_names
from consul_py.workshops.followup_models import FollowUp, FollowUpVersion
from consul_py.workshops.models import REGISTERED, Workshop, WorkshopRegistration

FIELDS = ("intro", "body", "minutes", "attended", "attended_note", "dots_note", "feedback_until")
PUBLISHED_ALREADY = Refusal("published", N_("This follow-up was published already."))
NOT_PUBLISHED = Refusal("not_published", N_("This follow-up is not published yet."))
NOTHING_CHANGED = Refusal("nothing_changed", N_("Nothing differs from the published version."))
MEANWHILE = Refusal("meanwhile", N_("Somebody else has published a correction meanwhile. Please look at it first."))


def begin(workshop: Workshop) -> FollowUp:
    """The working copy; made when it is first needed."""
    insert_once(FollowUp, {"workshop_id": workshop.id, "created_at": now()})
    found = followup_queries.find(workshop.id)
    assert found is not None
    return found


def write(workshop: Workshop, values: dict[str, Any]) -> FollowUp:
    """Change the texts of the working copy. What is public stays as it is until a correction is published."""
    follow_up = begin(workshop)
    for name in FIELDS:
        if name in values:
            setattr(follow_up, name, values[name])
    follow_up.body_html = html_from_markdown(follow_up.body)
    follow_up.minutes_html = html_from_markdown(follow_up.minutes)
    audit.record("follow_up.edit", "workshop", workshop.id, workshop.title)
    return follow_up


def missing(workshop: Workshop, follow_up: FollowUp | None, moment: datetime) -> list[Refusal]:
    """The checklist before publishing; `follow_up` has its parts loaded."""
    return rules.missing_for_publishing(
        workshop, moment,
        has_minutes=follow_up is not None and bool(follow_up.minutes or follow_up.body),
        has_result=follow_up is not None and any(group.results for group in follow_up.groups),
    )  # fmt: skip


def publish(workshop: Workshop) -> None:
    """Publish version 1, once; everybody who follows and everybody who was there is told."""
    moment = now()
    follow_up = followup_queries.whole(workshop.id)
    ensure(PUBLISHED_ALREADY if follow_up is not None and follow_up.published_at else None)
    ensure(next(iter(missing(workshop, follow_up, moment)), None))
    assert follow_up is not None
    hit: Any = db.session.execute(
        update(FollowUp)
        .where(FollowUp.id == follow_up.id, FollowUp.published_at.is_(None))
        .values(published_at=moment, version=1)
        .execution_options(synchronize_session=False)
    )
    ensure(PUBLISHED_ALREADY if hit.rowcount != 1 else None)
    db.session.refresh(follow_up, ["published_at", "version"])
    _keep(follow_up, 1, moment, "")
    _tell_those_without_account(workshop.id)
    audit.record("follow_up.publish", "workshop", workshop.id, workshop.title)
    emit(
        FollowUpPublished(
            workshop.id, follow_up.id, workshop.process_id, workshop.topic_id, workshop.municipality_id,
            workshop.title, summary_of(workshop, follow_up), links.follow_up_path(workshop),
        )
    )  # fmt: skip


def summary_of(workshop: Workshop, follow_up: FollowUp) -> str:
    return follow_up.intro or plain(follow_up.body or follow_up.minutes) or workshop.summary


def _keep(follow_up: FollowUp, version: int, moment: datetime, note: str) -> Content:
    content = content_of(follow_up)
    db.session.add(
        FollowUpVersion(follow_up_id=follow_up.id, version=version, created_at=moment, note=note, content=content)
    )
    db.session.flush()
    return content


def _tell_those_without_account(workshop_id: int) -> None:
    """Who has an account hears through it; the others get the mail the registration promised."""
    db.session.execute(
        update(WorkshopRegistration)
        .where(
            WorkshopRegistration.workshop_id == workshop_id,
            WorkshopRegistration.state == REGISTERED,
            WorkshopRegistration.user_id.is_(None),
            WorkshopRegistration.email != "",
        )
        .values(notice="follow_up")
        .execution_options(synchronize_session=False)
    )
    jobs.ring("workshops")


def correct(workshop: Workshop, note: str) -> int:
    """Publish the working copy as a new version with a note; answers its number. Older versions stay readable."""
    moment = now()
    follow_up = followup_queries.whole(workshop.id)
    ensure(NOT_PUBLISHED if follow_up is None or follow_up.published_at is None else None)
    assert follow_up is not None
    before = followup_queries.version(follow_up.id, follow_up.version).content
    ensure(NOTHING_CHANGED if before == content_of(follow_up) else None)
    number = follow_up.version + 1
    hit: Any = db.session.execute(
        update(FollowUp)
        .where(FollowUp.id == follow_up.id, FollowUp.version == number - 1)
        .values(version=number, corrected_at=moment, correction_note=note)
        .execution_options(synchronize_session=False)
    )
    ensure(MEANWHILE if hit.rowcount != 1 else None)
    db.session.refresh(follow_up, ["version", "corrected_at", "correction_note"])
    after = _keep(follow_up, number, moment, note)
    for name in file_names(before) - file_names(after):
        files.erase(name)
    audit.record("follow_up.correct", "workshop", workshop.id, workshop.title, reason=note, version=number)
    path = links.follow_up_path(workshop)
    emit(FollowUpCorrected(workshop.id, follow_up.id, workshop.process_id, workshop.title, note, number, path))
    return number
