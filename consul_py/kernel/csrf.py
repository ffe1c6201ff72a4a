"""Forged requests: a token bound to the session, and the Origin of every POST.

A visitor has no session and so no authority that could be abused: their token is the same for everyone and
needs no cookie, which keeps public pages free of cookies and cacheable.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from urllib.parse import urlsplit

from flask import current_app, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from consul_py.kernel.authz import person


def token() -> str:
    """The token of the current session, for the field `csrf_token`."""
    return token_of(person().session_id)


def token_of(session_id: int | None) -> str:
    """The token of a session; that of visitors for None."""
    return _token(str(current_app.config["SECRET_KEY"]), session_id)


@lru_cache(maxsize=1024)
def _token(key: str, session_id: int | None) -> str:
    """Remembered, because a page has many forms."""
    return hmac.new(key.encode(), f"csrf:{session_id or 'visitor'}".encode(), hashlib.sha256).hexdigest()[:40]


def field() -> Markup:
    return _field(token())


@lru_cache(maxsize=1024)
def _field(value: str) -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(value)


def token_is_right() -> bool:
    given = request.form.get("csrf_token") or request.headers.get("X-CSRF-Token", "")
    return hmac.compare_digest(given.encode(), token().encode())


def check_origin() -> None:
    """Refuse a POST that another site caused. Raises BadRequest.

    Browsers send Origin (or at least Sec-Fetch-Site) with every POST; tools that send neither are bound by the token.
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise BadRequest("the request came from another site")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and _host(origin) not in _own_hosts():
        raise BadRequest("the request came from another site")
    if origin == "null" and not request.headers.get("Sec-Fetch-Site"):
        raise BadRequest("the request hides where it came from")


def comes_from_here() -> bool:
    """Whether the browser says that a page of ours sent this; what says otherwise `check_origin` has refused."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin", "null") != "null"


def _host(origin: str) -> str | None:
    """The host of an origin; None where it is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _own_hosts() -> set[str]:
    return {urlsplit(str(current_app.config["BASE_URL"])).netloc, request.host}
