"""The part of the desk where workshops are run."""

from __future__ import annotations

from consul_py.kernel.authz import FACILITATOR, STAFF, desk
from consul_py.kernel.web import Area

area = Area("desk_workshops", __name__, url_prefix="/desk/workshops")
NEEDED = desk(STAFF, FACILITATOR)
