"""Who may look after measures: staff of the process or the municipality, with the second factor given."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import STAFF, Permissions, Person


def _staff_of(who: Person, thing: Any) -> bool:
    """`thing` is a measure, or whatever has a process and a municipality."""
    if not who.strong:
        return False
    in_process = who.has(STAFF, process_id=thing.process_id)
    return in_process or (thing.municipality_id is not None and who.has(STAFF, municipality_id=thing.municipality_id))


def _staff_of_process(who: Person, thing: Any) -> bool:
    """`thing` is the id of a process."""
    return who.strong and who.has(STAFF, process_id=thing)


PERMISSIONS: Permissions = {"edit": _staff_of, "create": _staff_of_process}
