"""Ordered parts of a workshop and its follow-up: one way to add, change, move and remove all eight kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit, files
from consul_py.kernel.db import db
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.kernel.web import not_found
from consul_py.workshops import followup_queries, followup_service
from consul_py.workshops.followup_content import file_names
from consul_py.workshops.followup_models import (
    FollowUp,
    FollowUpDocument,
    FollowUpPicture,
    FollowUpVersion,
    GroupResult,
    NextDate,
    PartnerNews,
    ProposedMeasure,
    WorkingGroup,
)
from consul_py.workshops.models import AgendaItem, Workshop


@dataclass(frozen=True)
class Kind:
    """`parent` is the column that names what the part belongs to; `upload` says which file it carries."""

    model: Any
    parent: str
    upload: str = ""


KINDS = {
    "agenda": Kind(AgendaItem, "workshop_id"),
    "group": Kind(WorkingGroup, "follow_up_id"),
    "result": Kind(GroupResult, "group_id"),
    "measure": Kind(ProposedMeasure, "follow_up_id"),
    "partner": Kind(PartnerNews, "follow_up_id"),
    "date": Kind(NextDate, "follow_up_id"),
    "picture": Kind(FollowUpPicture, "follow_up_id", "picture"),
    "document": Kind(FollowUpDocument, "follow_up_id", "pdf"),
}
IN_USE = Refusal("in_use", N_("A measure has been made of it already, so it stays. You can still change its words."))


def get_kind(kind: str) -> Kind:
    """Raises 404."""
    if kind not in KINDS:
        not_found()
    return KINDS[kind]


def get(workshop: Workshop, kind: str, part_id: int) -> Any:
    """A part of this workshop and of no other. Raises 404."""
    row = db.session.get(get_kind(kind).model, part_id)
    if row is None:
        not_found()
    owner = getattr(row, KINDS[kind].parent)
    if KINDS[kind].parent == "group_id":
        owner = _group(workshop, owner).follow_up_id
    if KINDS[kind].parent != "workshop_id":
        follow_up = followup_queries.find(workshop.id)
        owner = workshop.id if follow_up is not None and follow_up.id == owner else None
    if owner != workshop.id:
        not_found()
    return row


def _group(workshop: Workshop, group_id: int | None) -> WorkingGroup:
    group = db.session.get(WorkingGroup, group_id) if group_id else None
    follow_up = followup_queries.find(workshop.id)
    if group is None or follow_up is None or group.follow_up_id != follow_up.id:
        not_found()
    return group


def check_group(workshop: Workshop, kind: str, group_id: int | None) -> None:
    """A result belongs to a group of this workshop. Raises 404."""
    if get_kind(kind).parent == "group_id":
        _group(workshop, group_id)


def _parent_id(workshop: Workshop, kind: Kind, group_id: int | None) -> int:
    if kind.parent == "workshop_id":
        return workshop.id
    if kind.parent == "group_id":
        return _group(workshop, group_id).id
    return followup_service.begin(workshop).id


def add(
    workshop: Workshop, name: str, values: dict[str, Any], *, group_id: int | None = None,
    content: files.Content | None = None,
) -> Any:  # fmt: skip
    """A new part at the end of its list."""
    kind = get_kind(name)
    parent_id = _parent_id(workshop, kind, group_id)
    column = getattr(kind.model, kind.parent)
    last = db.session.scalar(select(func.max(kind.model.position)).where(column == parent_id))
    row = kind.model(**{kind.parent: parent_id}, position=(last or 0) + 1, **values)
    if content is not None:
        row.file = files.keep(content, values.get("alt") or values.get("title") or "")
    db.session.add(row)
    db.session.flush()
    _record(workshop, "add", name)
    return row


def change(workshop: Workshop, name: str, row: Any, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    _record(workshop, "change", name)


def move(workshop: Workshop, name: str, row: Any, step: int) -> None:
    """One place up (-1) or down (1) in its list."""
    kind = get_kind(name)
    column = getattr(kind.model, kind.parent)
    rows = list(
        db.session.scalars(
            select(kind.model).where(column == getattr(row, kind.parent)).order_by(kind.model.position, kind.model.id)
        )
    )
    here = rows.index(row)
    there = min(max(here + step, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for position, each in enumerate(rows, 1):
        each.position = position
    _record(workshop, "move", name)


def remove(workshop: Workshop, name: str, row: Any) -> None:
    """Delete a part. A file that is public stays until the correction without it is published."""
    file = row.file if get_kind(name).upload else None
    try:
        with db.session.begin_nested():
            db.session.delete(row)
    except IntegrityError as error:
        raise Refused(IN_USE) from error
    if file is not None:
        files.let_go(file, content_stays=file.name in _published_files(workshop))
    _record(workshop, "remove", name)


def _published_files(workshop: Workshop) -> set[str]:
    latest = db.session.scalar(
        select(FollowUpVersion.content)
        .join(FollowUp, FollowUp.id == FollowUpVersion.follow_up_id)
        .where(FollowUp.workshop_id == workshop.id, FollowUpVersion.version == FollowUp.version)
    )
    return file_names(latest) if latest else set()


def _record(workshop: Workshop, verb: str, name: str) -> None:
    action = "workshop.agenda" if name == "agenda" else "follow_up.edit"
    audit.record(action, "workshop", workshop.id, workshop.title, part=name, verb=verb)
