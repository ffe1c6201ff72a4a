"""Words for the acts in the audit log."""

from __future__ import annotations

from consul_py.kernel.i18n import lazy_gettext as _l

ACTIONS = {
    "site.settings": _l("Settings saved"),
    "site.page": _l("Page edited"),
}


def action_name(action: str) -> str:
    """An act in the reader's language; one without words of its own is named as it is stored."""
    return str(ACTIONS.get(action, action))
