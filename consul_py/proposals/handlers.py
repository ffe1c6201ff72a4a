"""What proposals hear."""

from __future__ import annotations

from consul_py.accounts.events import AccountDeleted
from consul_py.proposals import draft_queries, service


def on_account_deleted(event: AccountDeleted) -> None:
    """Drafts go with the account, pictures and all: nobody else has ever seen them, and nobody ever could."""
    for draft in draft_queries.drafts_of(event.user_id):
        service.discard(draft)
