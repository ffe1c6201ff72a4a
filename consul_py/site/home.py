"""What the first page shows: what is open, what is next, what became of things."""

from __future__ import annotations

from typing import Any

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.processes.queries import open_consultations, scheduled_consultations


def home_view(who: Person) -> dict[str, Any]:
    """The context of the first page; all reading happens here, before it renders."""
    now = clock.now()
    return {"running": open_consultations(now), "coming": scheduled_consultations(now)}
