"""Who may prove residence: staff and administrators of the installation, staff of a municipality for its people."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Permissions, Person


def municipalities_of(who: Person) -> frozenset[int] | None:
    """The municipalities whose people somebody may prove; None is all, also people without one."""
    if any(g.role in (STAFF, ADMINISTRATOR) and g.scope == "installation" for g in who.grants):
        return None
    return frozenset(g.scope_id or 0 for g in who.grants if g.role == STAFF and g.scope == "municipality")


def _works(who: Person, thing: Any) -> bool:
    return municipalities_of(who) != frozenset()


def _covers(who: Person, thing: Any) -> bool:
    covered = municipalities_of(who)
    return covered is None or thing in covered


PERMISSIONS: Permissions = {"work": _works, "prove": _covers}
