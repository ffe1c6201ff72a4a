"""Who may prepare polls. Voting itself is open to every confirmed account and decided by the rules."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import STAFF, Permissions, Person


def _staff_of_process(who: Person, thing: Any) -> bool:
    """With the second factor given: what is not public yet is the desk's."""
    return who.strong and who.has(STAFF, process_id=thing.process_id)


PERMISSIONS: Permissions = {"edit": _staff_of_process}
