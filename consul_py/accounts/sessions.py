"""Sessions: a signed cookie names a row, so that every one can be listed and ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, request
from flask.wrappers import Request
from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy import String, bindparam, delete, select

from consul_py.accounts.models import RoleGrant, User, UserSession
from consul_py.kernel import clock
from consul_py.kernel.authz import Grant, Person, person
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.reading import kept

RENEW_AFTER = timedelta(minutes=5)


def cookie_name() -> str:
    return "__Host-sid" if current_app.config["SECURE"] else "sid"


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt="consul.session")


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def load(asked: Request, unread_of: Callable[[Any], Any]) -> Person | None:
    """The person whose session the cookie names; one statement. None when there is none, or it is over.

    `unread_of` makes of the column of the user's id what counts their notifications.
    The cookie carries the time of the last request, signed: a session that idled too long is not loaded.
    """
    now = clock.now()
    try:
        token, seen = _signer().unsign(asked.cookies.get(cookie_name(), ""), return_timestamp=True)
    except (BadSignature, ValueError):
        return None
    idle = now - (seen or now)
    if idle > timedelta(hours=current_app.config["RESIDENT_IDLE_HOURS"]):
        return None
    rows = db.session.execute(_by_token(unread_of), {"token": hash_token(token.decode()), "now": now}).all()
    if not rows:
        return None
    session_id, strong_at, user_id, name, email, locale, municipality_id, unread = rows[0][:8]
    strong = strong_at is not None and _is_fresh(now - strong_at, idle)
    if idle > RENEW_AFTER and strong == (strong_at is not None):  # a lapsed second factor must not come back
        g.renew_session = token.decode()
    grants = tuple(Grant(role, scope, scope_id or None) for *_, role, scope, scope_id in rows if role)
    return Person(
        user_id, name, email, locale, municipality_id, grants, session_id, strong, unread, is_authenticated=True
    )


@kept
def _by_token(unread_of: Callable[[Any], Any]) -> Any:
    """Session, person and grants for `:token` at `:now`: a row for each grant."""
    tables: list[Any] = [model.__table__ for model in (UserSession, User, RoleGrant)]
    session, user, grant = tables
    return (
        select(
            session.c.id, session.c.strong_at, user.c.id, user.c.display_name, user.c.email, user.c.locale,
            user.c.municipality_id, unread_of(user.c.id), grant.c.role, grant.c.scope, grant.c.scope_id,
        )
        .join_from(session, user, user.c.id == session.c.user_id)
        .outerjoin(grant, grant.c.user_id == user.c.id)
        .where(
            session.c.token_hash == bindparam("token", type_=String),
            session.c.expires_at > bindparam("now", type_=UtcDateTime()),
            user.c.disabled_at.is_(None),
            user.c.deleted_at.is_(None),
        )
    )  # fmt: skip


def _is_fresh(age: timedelta, idle: timedelta) -> bool:
    """Whether a second factor given `age` ago still counts."""
    limits = current_app.config
    return idle <= timedelta(minutes=limits["DESK_IDLE_MINUTES"]) and age <= timedelta(
        hours=limits["DESK_SESSION_HOURS"]
    )


def begin(user_id: int, *, strong: bool = False) -> str:
    """A new session at sign-in; answers the token for the cookie. What this browser had before ends."""
    end(person().session_id)
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        UserSession(
            user_id=user_id,
            token_hash=hash_token(token),
            device=device(request.user_agent.string),
            created_at=now,
            strong_at=now if strong else None,
            expires_at=now + timedelta(days=current_app.config["RESIDENT_SESSION_DAYS"]),
        )
    )
    return token


def end(session_id: int | None, user_id: int | None = None) -> None:
    """End one session; of a certain user only, when given."""
    statement = delete(UserSession).where(UserSession.id == session_id)
    if user_id is not None:
        statement = statement.where(UserSession.user_id == user_id)
    db.session.execute(statement)


def end_all(user_id: int, *, keep: int | None = None) -> None:
    """End every session of a user, but `keep`."""
    db.session.execute(delete(UserSession).where(UserSession.user_id == user_id, UserSession.id != (keep or 0)))


def touch(answer: Any, asked: Request) -> None:
    """Set the cookie anew with the current time, after the second factor was given."""
    with suppress(BadSignature, ValueError):
        set_cookie(answer, _signer().unsign(asked.cookies.get(cookie_name(), "")).decode())


def set_cookie(answer: Any, token: str) -> None:
    answer.set_cookie(
        cookie_name(),
        _signer().sign(token).decode(),
        max_age=current_app.config["RESIDENT_SESSION_DAYS"] * 86400,
        secure=current_app.config["SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def clear_cookie(answer: Any) -> None:
    answer.delete_cookie(cookie_name(), path="/", secure=current_app.config["SECURE"], httponly=True, samesite="Lax")


def renew(answer: Response) -> Response:
    """After a request: note in the cookie that the person was here."""
    token = g.pop("renew_session", None)
    if token and not any(cookie_name() + "=" in cookie for cookie in answer.headers.getlist("Set-Cookie")):
        set_cookie(answer, token)
    return answer


def device(agent: str) -> str:
    """A few words for the list of sessions, such as `Firefox, Linux`; never the whole agent string."""
    browser = next((b for b in ("Firefox", "Edg", "OPR", "Chrome", "Safari") if b in agent), "Browser")
    system = next((s for s in ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux") if s in agent), "")
    browser = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser)
    return f"{browser}, {system}" if system else browser
