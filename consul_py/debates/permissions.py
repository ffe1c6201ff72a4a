"""Who may do what with debates."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import STAFF, Permissions, Person


def is_author(who: Person, thing: Any) -> bool:
    return who.id is not None and thing.author_id == who.id


def manages(who: Person, thing: Any) -> bool:
    """Staff of the debate's process, with the second factor given."""
    return who.strong and who.has(STAFF, process_id=thing.process_id)


PERMISSIONS: Permissions = {"edit": is_author, "conclude": manages}
