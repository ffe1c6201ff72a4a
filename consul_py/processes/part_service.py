"""The parts of a process: phases, blocks, groups, team, events, topic fields, documents. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit, files
from consul_py.kernel.db import db
from consul_py.kernel.events import emit
from consul_py.kernel.files import StoredFile
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.processes.events import StrategyPublished
from consul_py.processes.models import Process, ProcessDocument, ProcessPart, TopicField

Part = ProcessPart | TopicField | ProcessDocument

IN_USE = N_("Contributions or consultations belong to this topic field. You can rename it, but not delete it.")
END_BEFORE_START = N_("The last day must not come before the first.")


def add(process: Process, kind: type[Part], **values: Any) -> Part:
    """A new part at the end of its list. Raises Refused."""
    part = kind(process_id=process.id, **_checked(values))
    part.position = values.get("position", 1_000_000)
    db.session.add(part)
    db.session.flush()
    audit.record("process.part.add", "process", process.id, process.title, part=part.title)
    return part


def edit(process: Process, part: Part, **values: Any) -> None:
    """Change a part. Raises Refused."""
    for name, value in _checked(values).items():
        setattr(part, name, value)
    audit.record("process.part.edit", "process", process.id, process.title, part=part.title)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    first, last = values.get("starts_on"), values.get("ends_on")
    if first and last and last < first:
        raise Refused(Refusal("end_before_start", END_BEFORE_START))
    return values


def remove(process: Process, part: Part) -> None:
    """Delete a part. A topic field that something belongs to stays. Raises Refused."""
    title = part.title
    file = part.file if isinstance(part, ProcessDocument) else None
    try:
        with db.session.begin_nested():
            db.session.delete(part)
    except IntegrityError as error:
        raise Refused(Refusal("in_use", IN_USE)) from error
    if file is not None:
        files.let_go(file)
    audit.record("process.part.remove", "process", process.id, process.title, part=title)


def move(process: Process, parts: Sequence[Part], part: Part, step: int) -> None:
    """Move a part one place up (-1) or down (+1) in its list and number the list anew."""
    order = [other for other in parts if other.id != part.id]
    place = next(index for index, other in enumerate(parts) if other.id == part.id) + step
    order.insert(max(0, min(place, len(order))), part)
    for position, other in enumerate(order, start=1):
        other.position = position
    audit.record("process.part.move", "process", process.id, process.title, part=part.title)


def add_document(
    process: Process, file: StoredFile, title: str, dated: Any, *, is_strategy: bool = False
) -> ProcessDocument:
    """Offer a stored file on the page of the process; a version of the strategy is news."""
    document = ProcessDocument(
        process_id=process.id, file_id=file.id, title=title, dated=dated, is_strategy=is_strategy, position=1_000_000
    )
    db.session.add(document)
    db.session.flush()
    audit.record("process.document.add", "process", process.id, process.title, document=title)
    if is_strategy:
        emit(StrategyPublished(document.id, process.id, title))
    return document
