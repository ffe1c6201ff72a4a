"""Entering processes with their parts, and consultations, as staff would at the desk."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage

from consul_py.demo.drawing import pdf
from consul_py.demo.stage import Stage
from consul_py.kernel import files
from consul_py.processes import consultation_service, part_service, service
from consul_py.processes.date_rules import Dates
from consul_py.processes.models import (
    VERBS,
    ActorGroup,
    BuildingBlock,
    Consultation,
    Phase,
    Process,
    ProcessEvent,
    ProcessPart,
    TeamMember,
    TopicField,
)

PARTS: dict[str, type[ProcessPart]] = {
    "PHASES": Phase,
    "ACTOR_GROUPS": ActorGroup,
    "TEAM": TeamMember,
    "BLOCKS": BuildingBlock,
    "EVENTS": ProcessEvent,
}


def enter_process(stage: Stage, content: Any) -> Process:
    """A process with every part that `content` (a module or a class) has."""
    process = service.create(**stage.filled(content.PROCESS))
    stage.process = process
    for name, kind in PARTS.items():
        for place, values in enumerate(getattr(content, name, []), start=1):
            days = {day: _day(stage, kind, values[day]) for day in ("starts_on", "ends_on") if day in values}
            part_service.add(process, kind, **(stage.filled(values) | days), position=place)
    for place, (key, title, summary, icon, goal, cases) in enumerate(getattr(content, "TOPICS", []), start=1):
        topic = part_service.add(
            process, TopicField, title=title, summary=summary, icon=icon, goal=goal, use_cases=cases, position=place
        )
        assert isinstance(topic, TopicField)
        stage.topics[key] = topic
    return process


def _day(stage: Stage, kind: type[ProcessPart], day: int | date) -> date | None:
    return stage.on(stage.workday(day) if kind is ProcessEvent and isinstance(day, int) else day)


def enter_documents(stage: Stage, process: Process, documents: list[tuple[str, int, list[str]]]) -> None:
    for title, day, lines in documents:
        file = files.store_pdf(upload(pdf(title, lines), "dokument.pdf"), title)
        part_service.add_document(process, file, title, stage.on(day))


def upload(data: bytes, name: str) -> FileStorage:
    """Bytes as a browser would send them."""
    return FileStorage(io.BytesIO(data), filename=name)


def enter_consultation(stage: Stage, values: dict[str, Any]) -> Consultation:
    """A published consultation; it opens and closes by the clock. Must run before its beginning."""
    assert stage.process is not None
    topic = stage.topics.get(values.get("topic", ""))
    dates = Dates(stage.at(values["opens"]), stage.at(values["closes"]), stage.on(values["due"]))
    consultation = consultation_service.create(
        stage.process, title=values["title"], summary=values["summary"], body=stage.words(values["body"]),
        topic_id=topic.id if topic else None, support_threshold=values["threshold"], **vars(dates),
        **{f"may_{verb}": verb in values["verbs"] for verb in VERBS},
    )  # fmt: skip
    consultation_service.publish(consultation)
    return consultation
