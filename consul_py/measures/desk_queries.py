"""Reading measures for the desk: what a person looks after, what waits, what can become a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager

from consul_py.accounts.models import User
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.search import matching
from consul_py.kernel.web import not_found
from consul_py.measures.models import STATUSES, Measure, MeasureChange, MeasureReport, MeasureSource
from consul_py.measures.queries import with_frame
from consul_py.measures.rules import FINISHED
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.workshops.followup_models import FollowUp, ProposedMeasure
from consul_py.workshops.models import Workshop

SORTS = ("title", "status", "progress", "report", "moved")
STATES = ("late", "running", "stopped", *STATUSES)
SOURCE_KINDS = ("proposal", "debate", "poll", "workshop")


@dataclass(frozen=True)
class Asked:
    """What the desk's table was asked for."""

    state: str = ""
    process_id: int | None = None
    q: str = ""
    sort: str = "moved"
    desc: bool = True


def in_scope(who: Person, kind: Any) -> ColumnElement[bool]:
    """Subjects this person is staff for, by process or municipality. Mirrors `permissions`."""
    grants = [grant for grant in who.grants if grant.role in (STAFF, ADMINISTRATOR)]
    if any(grant.scope == "installation" for grant in grants):
        return true()
    processes = [grant.scope_id for grant in grants if grant.scope == "process"]
    places = [grant.scope_id for grant in grants if grant.scope == "municipality"]
    return or_(false(), kind.process_id.in_(processes), kind.municipality_id.in_(places))


def is_late(today: date) -> ColumnElement[bool]:
    return and_(Measure.next_report_on < today, Measure.status.not_in(FINISHED))


def _table(who: Person, asked: Asked, today: date) -> Select[Any]:
    found = with_frame().where(Measure.kind == "measure", in_scope(who, Measure))
    if asked.state == "late":
        found = found.where(is_late(today))
    elif asked.state == "running":
        found = found.where(Measure.status.in_(("adopted", "in_progress")))
    elif asked.state == "stopped":
        found = found.where(Measure.status.in_(("paused", "rejected")))
    elif asked.state in STATUSES:
        found = found.where(Measure.status == asked.state)
    if asked.process_id is not None:
        found = found.where(Measure.process_id == asked.process_id)
    if asked.q:
        found = found.where(matching(asked.q))
    return found.order_by(*_order(asked))


def _order(asked: Asked) -> list[Any]:
    columns: dict[str, Any] = {
        "title": func.lower(Measure.title),
        "status": case({status: place for place, status in enumerate(STATUSES)}, value=Measure.status),
        "progress": Measure.progress,
        "report": Measure.next_report_on,
        "moved": Measure.moved_at,
    }
    column = columns[asked.sort]
    empty_last = [Measure.next_report_on.is_(None)] if asked.sort == "report" else []
    return [*empty_last, column.desc() if asked.desc else column, Measure.id.desc()]


def table(who: Person, asked: Asked, today: date, number: int) -> Page[Measure]:
    return paged(_table(who, asked, today), number, 50)


def exported(who: Person, asked: Asked, today: date) -> list[Measure]:
    """The whole table, for a file."""
    return list(db.session.scalars(_table(who, asked, today).limit(10_000)))


def _proposed() -> Select[Any]:
    """Proposed measures of follow-ups that everybody can read: taking one up shows it to everybody."""
    return (
        select(ProposedMeasure)
        .join(ProposedMeasure.follow_up)
        .join(FollowUp.workshop)
        .join(Workshop.process)
        .where(
            FollowUp.published_at.is_not(None), Workshop.visibility == PUBLIC, Process.published_at.is_not(None)
        )
    )  # fmt: skip


def _untaken() -> Select[Any]:
    """Those that no measure took up."""
    return _proposed().where(~exists().where(MeasureSource.proposed_measure_id == ProposedMeasure.id))


def is_proposed(number: int) -> bool:
    """Whether a proposed measure is there at all: a facilitator may have taken it out of a follow-up meanwhile."""
    return db.session.get(ProposedMeasure, number) is not None


def get_proposed(who: Person, number: int, process_id: int | None = None) -> ProposedMeasure:
    """A proposed measure in a person's scope, taken up or not: a second one is told so. Raises 404."""
    found = _proposed().where(ProposedMeasure.id == number, in_scope(who, Workshop))
    if process_id is not None:
        found = found.where(Workshop.process_id == process_id)
    with_workshop = contains_eager(ProposedMeasure.follow_up).contains_eager(FollowUp.workshop)
    proposed: ProposedMeasure | None = db.session.scalar(found.options(with_workshop))
    return proposed or not_found()


def untaken(who: Person, workshop_id: int | None = None, process_id: int | None = None) -> Sequence[ProposedMeasure]:
    """What follow-ups propose and nobody took up, with follow-up and workshop, latest follow-up first."""
    found = _untaken().where(in_scope(who, Workshop))
    if process_id is not None:
        found = found.where(Workshop.process_id == process_id)
    if workshop_id is not None:
        found = found.where(Workshop.id == workshop_id)
    found = found.options(contains_eager(ProposedMeasure.follow_up).contains_eager(FollowUp.workshop))
    order = (FollowUp.published_at.desc(), FollowUp.id, ProposedMeasure.position, ProposedMeasure.id)
    return db.session.scalars(found.order_by(*order).limit(200)).all()


def work_counts(who: Person, today: date) -> tuple[int, int]:
    """(late reports, proposed measures nobody took up) in a person's scope; one statement."""
    late = select(func.count()).select_from(Measure).where(is_late(today), in_scope(who, Measure))
    waiting = _untaken().where(in_scope(who, Workshop)).with_only_columns(func.count())
    row = db.session.execute(select(late.scalar_subquery(), waiting.scalar_subquery())).one()
    return row[0], row[1]


def candidates(who: Person, q: str, process_id: int | None, limit: int = 20) -> list[Subject]:
    """Public contributions that can become a source: by their number, or by words; own process first."""
    found = _readable()
    is_number = q.isascii() and q.isdigit() and len(q) < 10
    found = found.where(Subject.id == int(q) if is_number else matching(q))
    own = [case((Subject.process_id == process_id, 0), else_=1)] if process_id is not None else []
    order = (*own, Subject.support_count.desc(), Subject.id.desc())
    return list(db.session.scalars(found.order_by(*order).limit(limit)))


def _readable() -> Select[Any]:
    """Contributions that everybody can read, process and consultation included: a link must not make one public."""
    framed = or_(Subject.consultation_id.is_(None), Consultation.published_at.is_not(None))
    found = select(Subject).join(Subject.process).outerjoin(Subject.consultation)
    return found.where(
        Subject.kind.in_(SOURCE_KINDS), Subject.visibility == PUBLIC, Process.published_at.is_not(None), framed
    )  # fmt: skip


def get_candidate(subject_id: int) -> Subject:
    """A public contribution that can become a source. Raises 404."""
    found: Subject | None = db.session.scalar(_readable().where(Subject.id == subject_id))
    return found or not_found()


def chosen_candidates(texts: Sequence[str]) -> list[Subject]:
    """Public contributions by their numbers as a form sends them; what is no number or no source is left out."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
    found = _readable().where(Subject.id.in_(numbers))
    return list(db.session.scalars(found.order_by(Subject.id))) if numbers else []


def process_choices(who: Person) -> list[tuple[int, str]]:
    """Published processes a person is staff of, as pairs for a select field."""
    found = select(Process.id, Process.title).where(Process.published_at.is_not(None))
    rows = db.session.execute(found.order_by(Process.title, Process.id)).all()
    return [(number, title) for number, title in rows if who.has(STAFF, process_id=number)]


def topic_choices(process_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """(id, process, title) of topic fields."""
    found = select(TopicField.id, TopicField.process_id, TopicField.title).where(TopicField.process_id.in_(process_ids))
    order = (TopicField.process_id, TopicField.position, TopicField.id)
    return list(db.session.execute(found.order_by(*order)).all())


def names(user_ids: set[int | None]) -> dict[int, str]:
    """Display names of officials, for the desk's history."""
    wanted = {number for number in user_ids if number is not None}
    if not wanted:
        return {}
    return dict(db.session.execute(select(User.id, User.display_name).where(User.id.in_(wanted))).all())


def data_of(user_id: int) -> list[dict[str, Any]]:
    """What an official wrote here: changes of status and reports, for the download of one's own data."""
    changes = select(
        MeasureChange.at, MeasureChange.measure_id, MeasureChange.after.label("status"), MeasureChange.reason
    )
    reports = select(MeasureReport.at, MeasureReport.measure_id, MeasureReport.progress, MeasureReport.body)
    rows = [
        *db.session.execute(changes.where(MeasureChange.by_id == user_id).order_by(MeasureChange.id)).mappings(),
        *db.session.execute(reports.where(MeasureReport.by_id == user_id).order_by(MeasureReport.id)).mappings(),
    ]
    return [dict(row) | {"at": row["at"].isoformat()} for row in rows]
