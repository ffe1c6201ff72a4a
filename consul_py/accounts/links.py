"""One-time links in mails: made, sent, and taken exactly once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from consul_py.accounts import queries, rules
from consul_py.accounts.models import AccountToken, User
from consul_py.accounts.sessions import hash_token
from consul_py.kernel import clock, mail
from consul_py.kernel.db import db
from consul_py.kernel.db import now as database_now
from consul_py.kernel.i18n import language
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import public_url

ENDPOINTS = {"confirm": "accounts.confirm", "reset": "accounts.new_password", "email": "accounts.confirm_email"}


def make(
    user_id: int,
    purpose: str,
    *,
    next_path: str | None = None,
    new_email: str | None = None,
    life: timedelta | None = None,
) -> str:
    """A new link for an account, as an absolute address; older ones of the same purpose stop working."""
    now = clock.now()
    _spend(AccountToken.user_id == user_id, AccountToken.purpose == purpose)
    token = secrets.token_urlsafe(32)
    db.session.add(
        AccountToken(
            user_id=user_id,
            purpose=purpose,
            token_hash=hash_token(token),
            new_email=new_email,
            next_path=next_path if next_path and len(next_path) <= 500 else None,
            created_at=now,
            expires_at=now + (life or rules.LINK_LIFE[purpose]),
        )
    )
    db.session.flush()
    return public_url(ENDPOINTS[purpose], token=token)


def may_send(user: User) -> bool:
    """Whether an account may be sent another link now: a stranger must not be able to flood a mailbox."""
    since = clock.now() - timedelta(hours=1)
    return queries.links_since(user.id, since) < rules.LINKS_AN_HOUR


def look(token: str, purpose: str) -> AccountToken:
    """The link behind a token, unused and in time. Raises Refused (410)."""
    link = queries.find_link(token, purpose)
    if link and link.used_at and purpose == "confirm" and queries.is_confirmed(link.user_id):
        raise Refused(rules.CONFIRMED_ALREADY)
    if link is None or link.used_at is not None or link.expires_at <= database_now():
        raise Refused(rules.LINK_SPENT)
    return link


def take(token: str, purpose: str) -> AccountToken:
    """Use a link up. Of several requests with the same one only the first succeeds. Raises Refused (410)."""
    link = look(token, purpose)
    if not _spend(AccountToken.id == link.id):
        raise Refused(rules.LINK_SPENT)
    return link


def _spend(*which: Any) -> int:
    result: Any = db.session.execute(
        update(AccountToken)
        .where(AccountToken.used_at.is_(None), *which)
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def void(user_id: int) -> None:
    """Make every link of an account worthless."""
    _spend(AccountToken.user_id == user_id)


def write(user: User, name: str, *, to: str | None = None, **context: Any) -> None:
    """Send one of the mails of `templates/mail/accounts/` in the person's language."""
    spoken = user.locale or language()
    mail.post(f"accounts/{name}", to or user.email, language=spoken, name=user.display_name, **context)
