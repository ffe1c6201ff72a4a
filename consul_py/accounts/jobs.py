"""What nobody needs any more: sessions and links that ended, accounts that were never confirmed, parked forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from consul_py.accounts import rules, traces
from consul_py.accounts.models import AccountToken, AccountTrace, RoleGrant, User, UserSession
from consul_py.kernel import clock, parking
from consul_py.kernel.db import db, transaction

SPENT_KEPT = timedelta(days=7)  # so that an old link says what became of it


def sweep() -> int:
    """Delete what is due; answers how many rows. Takes the write lock only when there is something."""
    now = clock.now()
    never = (User.confirmed_at.is_(None)) & (User.created_at < now - rules.UNCONFIRMED_KEPT)
    never &= ~exists().where(RoleGrant.user_id == User.id)
    due: list[tuple[Any, Any]] = [
        (UserSession, UserSession.expires_at < now),
        (AccountToken, AccountToken.expires_at < now - SPENT_KEPT),
        (AccountToken, AccountToken.user_id.in_(select(User.id).where(never))),
        (User, never),
        (AccountTrace, AccountTrace.deleted_on < (now - traces.KEPT).date()),
        (parking.ParkedAct, parking.ParkedAct.created_at <= now - parking.KEPT),
    ]
    if not any(db.session.scalar(select(exists(select(model).where(which)))) for model, which in due):
        return 0
    with transaction():
        return sum(_gone(model, which) for model, which in due)


def _gone(model: Any, which: Any) -> int:
    result: Any = db.session.execute(delete(model).where(which).execution_options(synchronize_session=False))
    return int(result.rowcount)
