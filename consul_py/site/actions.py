"""Words for the acts in the audit log."""

from __future__ import annotations

from consul_py.kernel.i18n import lazy_gettext as _l

ACTIONS = {
    "site.settings": _l("Settings saved"),
    "site.page": _l("Page edited"),
    "people.grant": _l("Role given"),
    "people.revoke": _l("Role taken back"),
    "people.reset_second_factor": _l("Second factor taken away"),
    "people.close": _l("Account closed"),
    "people.reopen": _l("Account opened again"),
}


def action_name(action: str) -> str:
    """An act in the reader's language; one without words of its own is named as it is stored."""
    return str(ACTIONS.get(action, action))
