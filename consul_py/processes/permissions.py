"""Who may do what to processes and consultations: staff of the process (or everywhere) and administrators."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Permissions, Person


def _staff_of(who: Person, thing: Any) -> bool:
    """With the second factor given: what is not public yet is the desk's."""
    return who.strong and who.has(STAFF, process_id=thing.id)


def _staff_of_its_process(who: Person, thing: Any) -> bool:
    return who.strong and who.has(STAFF, process_id=thing.process_id)


def _staff_everywhere(who: Person, thing: Any) -> bool:
    return who.strong and any(g.role in (STAFF, ADMINISTRATOR) and g.scope == "installation" for g in who.grants)


PERMISSIONS: Permissions = {
    "create_process": _staff_everywhere,
    "edit_process": _staff_of,
    "edit_consultation": _staff_of_its_process,
}
