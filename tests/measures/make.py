"""Measures for tests; each is committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Flask

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.measures import service
from consul_py.measures.models import Measure
from consul_py.processes.models import Process
from consul_py.subjects.models import Subject
from consul_py.workshops.followup_models import ProposedMeasure
from tests.processes.make import make_process

_number = count(1)


def day(steps: int) -> date:
    """The day so many days from today."""
    return clock.to_berlin(clock.now()).date() + timedelta(days=steps)


def make_measure(
    process: Process | None = None,
    *,
    status: str = "in_progress",
    reason: str = "",
    progress: int = 35,
    sources: Sequence[Subject] = (),
    proposed: ProposedMeasure | None = None,
    stones: Sequence[tuple[str, int, int | None]] = (),
    **texts: Any,
) -> Measure:
    """A public measure; `stones` are milestones as (title, planned, reached) in days from today."""
    process = process or make_process()
    values = {
        "title": f"Ein Warenkorb für fünf Dorfläden {next(_number)}",
        "summary": "Der Probebetrieb beginnt bald.",
        "body": "Bestellt wird per App und Telefon.",
    }
    stopped = status in ("paused", "rejected")
    measure = service.create(
        process.id, values | texts, status=status, reason=reason or ("Es fehlt Geld." if stopped else ""), progress=progress,
        sources=list(sources), proposed=proposed,
    )  # fmt: skip
    for title, planned, reached in stones:
        service.save_milestone(
            measure, None, title=title, planned_on=day(planned), when_text="",
            reached_on=day(reached) if reached is not None else None, note="",
        )  # fmt: skip
    db.session.commit()
    return measure


def form_of(process: Process, **fields: Any) -> dict[str, Any]:
    """A complete form of a new measure."""
    values = {
        "title": "Ein Warenkorb für fünf Dorfläden", "summary": "Der Probebetrieb beginnt im November.", "body": "",
        "process_id": process.id, "topic_id": 0, "municipality_id": 0, "status": "proposed", "status_reason": "",
        "progress": 0, "sent_key": f"key-{next(_number)}",
    }  # fmt: skip
    return values | fields


class Heard:
    """Collects the events that an application emits."""

    def __init__(self, app: Flask, *kinds: type) -> None:
        self.events: list[Any] = []
        registry = app.extensions["consul_events"]
        for kind in kinds:
            registry.setdefault(kind, []).append(self.events.append)
        self._undo = [(registry[kind], kind) for kind in kinds]

    def stop(self) -> None:
        for handlers, _kind in self._undo:
            handlers.remove(self.events.append)
