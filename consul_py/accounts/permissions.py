"""Who may manage people."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import ADMINISTRATOR, Permissions, Person


def _manages(who: Person, thing: Any) -> bool:
    return any(grant.role == ADMINISTRATOR and grant.scope == "installation" for grant in who.grants)


PERMISSIONS: Permissions = {"manage": _manages}
