"""What is left of an address when its account goes: who registers with it again is the same voter.

Else somebody could vote, delete the account, register anew and vote once more.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from consul_py.accounts.models import AccountTrace, User
from consul_py.kernel import clock, person_key
from consul_py.kernel.db import db, insert_once

KEPT = timedelta(days=365)


def leave(email_key: str, voter: str) -> None:
    """An account leaves an address (folded). Raises Refused when the person key is missing."""
    person_key.hold()
    digest = _digest(email_key)
    db.session.execute(delete(AccountTrace).where(AccountTrace.mail_digest == digest))
    today = clock.to_berlin(clock.now()).date()
    insert_once(AccountTrace, {"mail_digest": digest, "voter": voter, "deleted_on": today})


def take_up(user: User) -> None:
    """A new account proved that the address is theirs: they are who voted from it before. Raises Refused."""
    digest = _digest(user.email_key)
    voter = db.session.scalar(select(AccountTrace.voter).where(AccountTrace.mail_digest == digest))
    if voter is not None:
        user.voter = voter
        db.session.execute(delete(AccountTrace).where(AccountTrace.mail_digest == digest))


def _digest(email_key: str) -> str:
    return person_key.keyed("mail", email_key)
