"""The part of the desk where residence is proven."""

from __future__ import annotations

from consul_py.kernel.authz import ADMINISTRATOR, STAFF, desk, person, require
from consul_py.kernel.web import Area
from consul_py.municipalities.queries import choices
from consul_py.residence.permissions import PERMISSIONS, municipalities_of

area = Area("desk_residence", __name__, url_prefix="/desk/residence")
NEEDED = desk(STAFF, ADMINISTRATOR)


def covered() -> frozenset[int] | None:
    """The municipalities of the person at the desk; None is all. Raises Forbidden for staff of something else."""
    require(PERMISSIONS, "work")
    return municipalities_of(person())


def own_places() -> list[tuple[int, str]]:
    """The same by id and name, for lists to choose from."""
    mine = covered()
    return [(number, name) for number, name in choices() if mine is None or number in mine]
