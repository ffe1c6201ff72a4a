"""Who may run workshops: staff and facilitators of the workshop, its process or everywhere."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import FACILITATOR, STAFF, Permissions, Person


def _runs(who: Person, workshop: Any) -> bool:
    return who.strong and (
        who.has(STAFF, process_id=workshop.process_id, municipality_id=workshop.municipality_id)
        or who.has(FACILITATOR, process_id=workshop.process_id, workshop_id=workshop.id)
    )


def _creates(who: Person, process: Any) -> bool:
    """`process` is a process or its id."""
    return who.strong and who.has(STAFF, FACILITATOR, process_id=getattr(process, "id", process))


PERMISSIONS: Permissions = {"manage": _runs, "create": _creates}
