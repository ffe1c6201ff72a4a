"""Who may run workshops: staff and facilitators of the workshop, its process or everywhere."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import ADMINISTRATOR, FACILITATOR, STAFF, Permissions, Person


def _runs(who: Person, thing: Any) -> bool:
    """With the second factor given: names and addresses are the desk's."""
    return who.strong and (
        who.has(STAFF, process_id=thing.process_id, municipality_id=thing.municipality_id)
        or who.has(FACILITATOR, process_id=thing.process_id, workshop_id=thing.id)
    )


def _creates(who: Person, thing: Any) -> bool:
    """`thing` is the id of a process; None asks whether there can be one at all."""
    if thing is None:
        reach = [g for g in who.grants if g.scope in ("installation", "process")]
        return who.strong and any(g.role in (STAFF, FACILITATOR, ADMINISTRATOR) for g in reach)
    return who.strong and who.has(STAFF, FACILITATOR, process_id=thing)


PERMISSIONS: Permissions = {"manage": _runs, "create": _creates}
