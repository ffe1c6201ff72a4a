"""Who may do what with the newsletter."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Permissions, Person


def _writes(who: Person, thing: Any) -> bool:
    """Staff write for their process (its id); for everybody (None) only with a grant for the installation."""
    if thing is not None:
        return who.has(STAFF, process_id=int(thing))
    return who.everywhere(STAFF)


def _writes_some(who: Person, thing: Any) -> bool:
    """Whether there is anybody they may write to: staff of a municipality may not."""
    return who.everywhere(STAFF) or any(g.scope == "process" and g.role in (STAFF, ADMINISTRATOR) for g in who.grants)


def _whole(who: Person, thing: Any) -> bool:
    """Addresses and settings belong to the installation: a grant for one process does not open them."""
    return _writes(who, None)


PERMISSIONS: Permissions = {"write": _writes, "write_some": _writes_some, "addresses": _whole, "settings": _whole}
