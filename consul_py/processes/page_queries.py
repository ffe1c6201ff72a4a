"""What the public pages and the desk read of processes and consultations, beyond single rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, Text, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.files import StoredFile
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.reading import arm, kept
from consul_py.kernel.web import not_found
from consul_py.municipalities.models import Municipality
from consul_py.processes import rules
from consul_py.processes.models import (
    Consultation,
    ConsultationChange,
    Process,
    ProcessDocument,
    ProcessMunicipality,
    ProcessPart,
    TopicField,
)

Part = ProcessPart | TopicField | ProcessDocument


PART_KINDS = ("phase", "block", "actor_group", "team", "event", "topic", "municipality", "document")
# What the page of a process shows of its parts: name → the SQL type that stands in where a kind has no such fact.
SHOWN: dict[str, Any] = {
    "id": Integer, "position": Integer, "title": Text, "summary": Text, "starts_on": Date, "ends_on": Date,
    "when_text": Text, "note": Text, "time_text": Text, "place": Text, "organisation": Text, "contact": Text,
    "icon": Text, "goal": Text, "use_cases": Text, "url": Text, "octets": Integer, "created_at": UtcDateTime,
}  # fmt: skip


@kept
def _parts() -> Select[Any]:
    """Everything around the process `:process`, for all tables that hold some of it; built once, it is long."""
    of_process: Any = bindparam("process", type_=Integer)
    part_columns = {name: getattr(ProcessPart, name) for name in SHOWN if hasattr(ProcessPart, name)}
    topic_columns = {name: getattr(TopicField, name) for name in SHOWN if hasattr(TopicField, name)}
    files = {
        "id": ProcessDocument.id, "position": ProcessDocument.position, "title": ProcessDocument.title,
        "starts_on": ProcessDocument.dated, "note": case((ProcessDocument.is_strategy, "strategy"), else_=""),
        "url": StoredFile.name, "octets": StoredFile.octets,
        "created_at": StoredFile.created_at,
    }  # fmt: skip
    arms = [
        arm(ProcessPart.kind, SHOWN, **part_columns).where(ProcessPart.process_id == of_process),
        arm(literal("topic"), SHOWN, **topic_columns).where(TopicField.process_id == of_process),
        arm(literal("municipality"), SHOWN, id=Municipality.id, title=Municipality.name)
        .join(ProcessMunicipality, ProcessMunicipality.municipality_id == Municipality.id)
        .where(ProcessMunicipality.process_id == of_process),
        arm(literal("document"), SHOWN, **files)
        .join(StoredFile, StoredFile.id == ProcessDocument.file_id)
        .where(ProcessDocument.process_id == of_process),
    ]
    rows = union_all(*arms).subquery()
    by_name = case((rows.c.kind == "municipality", rows.c.title), else_="")
    return select(rows).order_by(rows.c.kind, rows.c.position, by_name, rows.c.id)


def parts_of(process_id: int) -> dict[str, list[Any]]:
    """Everything around a process by its kind, in order, as plain rows: one statement for four tables."""
    found: dict[str, list[Any]] = {kind: [] for kind in PART_KINDS}
    for row in db.session.execute(_parts(), {"process": process_id}):
        found[row.kind].append(row)
    return found


def timeline(events: Sequence[Any]) -> list[Any]:
    """Events by their first known day; those with rough times only come last, in their order."""
    return sorted(events, key=lambda event: event.starts_on or event.ends_on or date.max)


def municipalities_of(process_id: int) -> list[Municipality]:
    statement = (
        select(Municipality)
        .join(ProcessMunicipality, ProcessMunicipality.municipality_id == Municipality.id)
        .where(ProcessMunicipality.process_id == process_id)
        .order_by(Municipality.name, Municipality.id)
    )
    return list(db.session.scalars(statement))


def consultations_of(process_id: int, *, drafts: bool = False) -> list[Consultation]:
    """The consultations of a process by their beginning; drafts only for its staff."""
    statement = select(Consultation).where(Consultation.process_id == process_id)
    if not drafts:
        statement = statement.where(Consultation.published_at.is_not(None))
    return list(db.session.scalars(statement.order_by(Consultation.opens_at, Consultation.id)))


def changes_of(consultation_id: int) -> list[Any]:
    """The public history of date changes, newest first, as plain rows."""
    return list(db.session.execute(_changes(), {"consultation": consultation_id}))


@kept
def _changes() -> Select[Any]:
    table: Any = ConsultationChange.__table__
    of_consultation = table.c.consultation_id == bindparam("consultation", type_=Integer)
    return select(table).where(of_consultation).order_by(table.c.id.desc())


# The desk.


def scope(who: Person) -> list[int] | None:
    """The processes whose staff a person is; None for all of them."""
    grants = [grant for grant in who.grants if grant.role in (STAFF, ADMINISTRATOR)]
    if any(grant.scope == "installation" for grant in grants):
        return None
    return sorted(grant.scope_id for grant in grants if grant.scope == "process" and grant.scope_id is not None)


def _within(statement: Select[Any], who: Person) -> Select[Any]:
    ids = scope(who)
    return statement if ids is None else statement.where(Process.id.in_(ids))


def desk_processes(who: Person, number: int = 1) -> Page[Process]:
    """The processes a person works on: drafts, then public, then completed ones."""
    statement = _within(select(Process), who).order_by(
        Process.completed_at.is_not(None),
        Process.published_at.is_not(None),
        Process.created_at.desc(),
        Process.id.desc(),
    )
    return paged(statement, number)


def open_processes(who: Person) -> list[Process]:
    """Processes that still take new consultations, for a select field."""
    statement = _within(select(Process), who).where(Process.completed_at.is_(None)).order_by(Process.title, Process.id)
    return list(db.session.scalars(statement))


DESK_SORTS = {
    "opens": (Consultation.opens_at, Consultation.id),
    "closes": (Consultation.closes_at, Consultation.id),
    "title": (Consultation.title, Consultation.id),
    "due": (Consultation.evaluation_due, Consultation.id),
}


def desk_consultations(
    who: Person, now: datetime, *, state: str = "", process_id: int | None = None, sort: str = "opens",
    descending: bool = True, number: int = 1,
) -> Page[Consultation]:  # fmt: skip
    """The consultations a person works on, by state and process, sorted."""
    statement = _within(select(Consultation).join(Consultation.process), who)
    statement = statement.options(contains_eager(Consultation.process))
    if process_id is not None:
        statement = statement.where(Consultation.process_id == process_id)
    if state:
        statement = statement.where(in_state(state, now))
    columns = DESK_SORTS[sort]
    empty_last = case((columns[0].is_(None), 1), else_=0)
    return paged(statement.order_by(empty_last, *[c.desc() if descending else c for c in columns]), number)


def in_state(state: str, now: datetime) -> Any:
    """The condition of a state as SQL; says the same as `rules.state`."""
    public, unanswered = Consultation.published_at.is_not(None), Consultation.evaluated_at.is_(None)
    return {
        rules.DRAFT: Consultation.published_at.is_(None),
        rules.SCHEDULED: public & unanswered & (Consultation.opens_at > now),
        rules.OPEN: public & unanswered & (Consultation.opens_at <= now) & (Consultation.closes_at > now),
        rules.CLOSED: public & unanswered & (Consultation.opens_at <= now) & (Consultation.closes_at <= now),
        rules.EVALUATED: public & Consultation.evaluated_at.is_not(None),
    }[state]


def unfinished(who: Person, now: datetime) -> tuple[list[Consultation], list[Consultation]]:
    """Consultations that are over and not evaluated, soonest due first; and drafts, oldest first. One statement."""
    statement = _within(select(Consultation).join(Consultation.process), who)
    statement = statement.options(contains_eager(Consultation.process))
    statement = statement.where(in_state(rules.CLOSED, now) | in_state(rules.DRAFT, now))
    found = list(db.session.scalars(statement.order_by(Consultation.created_at, Consultation.id)))
    owed = [one for one in found if one.published_at is not None]
    return (
        sorted(owed, key=lambda one: (one.evaluation_due, one.id)),
        [one for one in found if one.published_at is None],
    )


def draft_processes(who: Person) -> list[Process]:
    statement = _within(select(Process), who).where(Process.published_at.is_(None))
    return list(db.session.scalars(statement.order_by(Process.created_at, Process.id)))


def all_processes() -> list[Process]:
    """For the command line."""
    return list(db.session.scalars(select(Process).order_by(Process.id)))


def all_consultations() -> list[Consultation]:
    """For the command line."""
    return list(db.session.scalars(select(Consultation).order_by(Consultation.id)))


def list_of_parts(process_id: int, kind: type[Part]) -> list[Part]:
    """One list of parts in its order, whatever table it lives in."""
    statement: Select[Any] = select(kind).where(kind.process_id == process_id).order_by(kind.position, kind.id)
    if kind is ProcessDocument:
        statement = statement.options(joinedload(ProcessDocument.file))
    return list(db.session.scalars(statement))


def get_part(process_id: int, kind: type[Part], part_id: int) -> Part:
    """One part of a process. Raises 404."""
    statement: Select[Any] = select(kind).where(kind.process_id == process_id, kind.id == part_id)
    part: Part | None = db.session.scalar(statement)
    if part is None:
        not_found()
    return part


def counts_of_parts(process_id: int) -> dict[type[Any], int]:
    """How many parts of each kind a process has, by model."""
    found: dict[type[Any], int] = {}
    models = {mapper.polymorphic_identity: mapper.class_ for mapper in ProcessPart.__mapper__.self_and_descendants}
    statement = select(ProcessPart.kind, func.count()).where(ProcessPart.process_id == process_id)
    for kind, number in db.session.execute(statement.group_by(ProcessPart.kind)):
        found[models[kind]] = number
    for model in (TopicField, ProcessDocument):
        found[model] = db.session.scalar(select(func.count()).where(model.process_id == process_id)) or 0
    return found
