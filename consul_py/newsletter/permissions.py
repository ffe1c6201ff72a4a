"""Who may do what with the newsletter."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import STAFF, Permissions, Person


def _writes(who: Person, thing: Any) -> bool:
    """Staff write for their process (its id); for everybody (None) only with a grant for the installation."""
    if thing is not None:
        return who.has(STAFF, process_id=int(thing))
    return who.everywhere(STAFF)


def _whole(who: Person, thing: Any) -> bool:
    """Addresses and settings belong to the installation: a grant for one process does not open them."""
    return _writes(who, None)


PERMISSIONS: Permissions = {"write": _writes, "addresses": _whole, "settings": _whole}
