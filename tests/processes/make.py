"""Processes and consultations for tests; each is committed."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

from consul_py.kernel import clock
from consul_py.kernel.db import Base, db
from consul_py.municipalities.models import Municipality
from consul_py.processes.models import Consultation, Process, TopicField

Row = TypeVar("Row", bound=Base)
_number = count(1)

CHECKLIST = {
    "goal": "Eine Strategie mit Zuständigen und Terminen",
    "room": "Welche Maßnahmen kommen",
    "fixed": "Der Glasfaserausbau läuft schon",
    "decided_by": "der Kreistag",
    "decision_due": "im März 2027",
    "feedback": "auf jeden Beitrag binnen vier Wochen",
}


def save(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row


def make_process(*, published: bool = True, **fields: Any) -> Process:
    """A process with a filled start checklist."""
    number, now = next(_number), clock.now()
    values = {
        "slug": f"prozess-{number}",
        "title": f"Digitalstrategie {number}",
        "summary": "Der Kreis schreibt auf, was er digital besser machen will.",
        "created_at": now,
        "published_at": now - timedelta(days=30) if published else None,
    }
    return save(Process(**(values | CHECKLIST | fields)))


def make_topic(process: Process | None = None, title: str = "Nahversorgung", **fields: Any) -> TopicField:
    process = process or make_process()
    return save(TopicField(process_id=process.id, title=title, **({"icon": "basket"} | fields)))


def make_consultation(
    *,
    verbs: tuple[str, ...] = ("propose", "support", "comment", "debate", "vote"),
    opens: float = -1,
    closes: float = 7,
    threshold: int = 0,
    published: bool = True,
    process: Process | None = None,
    **fields: Any,
) -> Consultation:
    """A consultation open from `opens` to `closes` (days from now)."""
    process = process or make_process()
    number, now = next(_number), clock.now()
    opens_at, closes_at = now + timedelta(days=opens), now + timedelta(days=closes)
    values: dict[str, Any] = {
        "process_id": process.id,
        "slug": f"beteiligung-{number}",
        "title": f"Was fehlt Ihnen im Dorf? {number}",
        "opens_at": opens_at,
        "closes_at": closes_at,
        "evaluation_due": (closes_at + timedelta(days=28)).date(),
        "support_threshold": threshold,
        "created_at": now - timedelta(days=10),
        "published_at": min(now, opens_at) - timedelta(days=1) if published else None,
    } | {f"may_{verb}": True for verb in verbs}
    return save(Consultation(**(values | fields)))


def make_municipality(name: str = "", **fields: Any) -> Municipality:
    return save(Municipality(name=name or f"Gemeinde {next(_number)}", **fields))
