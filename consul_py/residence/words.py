"""Words for the ways of proof and their levels."""

from __future__ import annotations

from consul_py.kernel.i18n import gettext
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.residence.rules import FEW

METHODS = {
    "letter": _l("by letter"),
    "desk": _l("at a desk"),
    "extract": _l("by the register of residents"),
    "online": _l("online"),
}
LEVELS = {"basic": _l("basic"), "substantial": _l("substantial")}


def few(number: int) -> str:
    """A number of people as it may be told: a few could be recognised."""
    return gettext("below %(few)s", few=FEW) if 0 < number < FEW else str(number)
