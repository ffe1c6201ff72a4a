"""What the page of every subject shows, whatever its kind: columns instead of objects.

A kind adds its own columns: `class Shown(subjects.shown.Shown)` with further fields, read by one statement that begins
with `COLUMNS` and selects from `around(…)`, and made of its row by `values`. A `Shown` has the attributes of a subject
that pages, panels, rules and permissions ask for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from consul_py.municipalities.models import Municipality
from consul_py.processes.around import CONSULTATION, FRAME_COLUMNS, PROCESS, WINDOW_COLUMNS, Frame, Window
from consul_py.processes.models import TopicField
from consul_py.subjects.models import PUBLIC, Subject

SUBJECT: Any = Subject.__table__
TOPIC: Any = TopicField.__table__
PLACE: Any = Municipality.__table__


@dataclass(frozen=True, slots=True)
class Shown:
    """The subject. What stands behind `process` and `consultation` is of their tables."""

    id: int
    kind: str
    process_id: int
    consultation_id: int | None
    municipality_id: int | None
    author_id: int | None
    title: str
    slug: str
    summary: str
    visibility: str
    published_at: datetime | None
    support_count: int
    comment_count: int
    follow_count: int
    topic_title: str | None
    municipality_name: str | None
    process: Frame
    consultation: Window | None

    @property
    def is_public(self) -> bool:
        return self.visibility == PUBLIC


FIELDS = [field.name for field in fields(Shown)]
FRAME_AT = FIELDS.index("process")
WINDOW_AT = FRAME_AT + len(Frame._fields)
OWN_AT = WINDOW_AT + len(Window._fields)
COLUMNS: list[Any] = [SUBJECT.c[name] for name in FIELDS[: FIELDS.index("topic_title")]]
COLUMNS += [TOPIC.c.title, PLACE.c.name, *FRAME_COLUMNS, *WINDOW_COLUMNS]


def own_names(kind: type[Shown]) -> list[str]:
    """The fields that a kind adds, in their order."""
    return [field.name for field in fields(kind)][len(FIELDS) :]


def around(own: Any) -> Any:
    """The rows of a kind's table, each with its subject and what the subject belongs to."""
    return (
        SUBJECT.join(own, own.c.id == SUBJECT.c.id)
        .join(PROCESS, PROCESS.c.id == SUBJECT.c.process_id)
        .outerjoin(CONSULTATION, CONSULTATION.c.id == SUBJECT.c.consultation_id)
        .outerjoin(TOPIC, TOPIC.c.id == SUBJECT.c.topic_id)
        .outerjoin(PLACE, PLACE.c.id == SUBJECT.c.municipality_id)
    )


def values(row: Any) -> tuple[Any, ...]:
    """What a `Shown` is made of: the shared part of a row, and behind it what the kind selected."""
    window = Window._make(row[WINDOW_AT:OWN_AT]) if row[WINDOW_AT] is not None else None
    return (*row[:FRAME_AT], Frame._make(row[FRAME_AT:WINDOW_AT]), window, *row[OWN_AT:])
