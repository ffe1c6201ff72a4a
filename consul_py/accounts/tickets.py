"""Signed tickets that travel in a form between two steps, so that nothing has to be stored for half a sign-in."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

MINUTES = {"code": 10, "enrol": 30}


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=f"consul.ticket.{purpose}")


def issue(purpose: str, *values: Any) -> str:
    return str(_serializer(purpose).dumps(values))


def read(purpose: str, ticket: str, minutes: int | None = None) -> list[Any] | None:
    """What `issue` put in; None when it is too old or not ours. Purposes of other rooms say how many minutes it counts."""
    try:
        values: list[Any] = _serializer(purpose).loads(ticket, max_age=(minutes or MINUTES[purpose]) * 60)
    except BadData:
        return None
    return values


def mark(password_hash: str) -> str:
    """A short mark of a password hash: a ticket is worth nothing once the password changed."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
