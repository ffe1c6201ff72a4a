"""Who may prepare polls. Voting itself is open to every confirmed account and decided by the rules."""

from __future__ import annotations

from consul_py.kernel.authz import STAFF, Permissions, Person
from consul_py.polls.models import Poll


def _staff_of_process(who: Person, thing: Poll) -> bool:
    return who.has(STAFF, process_id=thing.process_id)


PERMISSIONS: Permissions = {"edit": _staff_of_process}
