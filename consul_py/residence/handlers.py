"""What residence hears."""

from __future__ import annotations

from consul_py.accounts.events import AccountDeleted
from consul_py.residence import service


def on_account_deleted(event: AccountDeleted) -> None:
    service.forget(event.user_id)
