"""Words for the ways of proof and their levels."""

from __future__ import annotations

from consul_py.kernel.i18n import lazy_gettext as _l

METHODS = {
    "letter": _l("by letter"),
    "desk": _l("at a desk"),
    "extract": _l("by the register of residents"),
    "online": _l("online"),
}
LEVELS = {"basic": _l("basic"), "substantial": _l("substantial")}
