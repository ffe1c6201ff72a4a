"""What a subject's page, its panels and the rules ask of the consultation and the process around it, as columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from consul_py.processes.models import Consultation, Process

PROCESS: Any = Process.__table__
CONSULTATION: Any = Consultation.__table__


class Window(NamedTuple):
    """A consultation; `rules.Window` to the rules."""

    id: int
    slug: str
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    evaluation_due: date | None
    evaluated_at: datetime | None
    published_at: datetime | None
    may_propose: bool
    may_support: bool
    may_debate: bool
    may_comment: bool
    may_vote: bool

    def allows(self, verb: str) -> bool:
        return bool(getattr(self, f"may_{verb}"))


class Frame(NamedTuple):
    """A process."""

    id: int
    slug: str
    title: str
    short_title: str
    published_at: datetime | None
    completed_at: datetime | None


WINDOW_COLUMNS: list[Any] = [CONSULTATION.c[name] for name in Window._fields]
FRAME_COLUMNS: list[Any] = [PROCESS.c[name] for name in Frame._fields]
