"""Parked acts: what a visitor sent before signing in, kept so that nothing typed is lost on the way.

The row is found again by an unguessable token that travels through sign-in and registration in `next`.
Whoever has that link sends the act as themselves with one click, also somebody else than who wrote it: so only acts that
are named may wait, and the page before the click tells what the act is, what it is about, and every field.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import JSON, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import HTTPException

from consul_py.kernel import clock
from consul_py.kernel.db import Base, db, transaction

KEPT = timedelta(hours=72)
LIMIT = 200_000  # characters of one parked form
# Tokens belong to the session that is gone, passwords and codes to nobody's table.
NEVER = re.compile("password|^(csrf_token|code|ticket|parked)$")


@dataclass(frozen=True)
class Told:
    """A parked act in words: what it is called, title and page of what it is about, label and text of each field."""

    words: str
    title: str
    url: str
    typed: list[tuple[str, str]]


class MayWait(Protocol):
    def told(self, values: Mapping[str, Any], fields: list[tuple[str, str]]) -> Told: ...


class ParkedAct(Base):
    """A form a visitor sent: address and fields. Holds no person; is deleted when taken up or after 72 hours."""

    __tablename__ = "parked_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[list[Any]] = mapped_column(JSON)  # [[name, value], …] in order
    created_at: Mapped[datetime] = mapped_column(index=True)


def init_app(app: Flask, acts: Mapping[str, MayWait]) -> None:
    """`acts` by endpoint are the only ones that are ever kept."""
    app.extensions["consul_parking"] = acts


def may_wait(endpoint: str | None) -> bool:
    return endpoint in current_app.extensions["consul_parking"]


def told(parked: ParkedAct) -> Told | None:
    """What a parked act will do; None when it is none that may wait."""
    try:
        endpoint, values = current_app.url_map.bind("").match(parked.path, method="POST")
    except HTTPException:
        return None
    act: MayWait | None = current_app.extensions["consul_parking"].get(endpoint)
    return act.told(values, [(name, value) for name, value in parked.fields]) if act is not None else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def park(path: str, fields: list[tuple[str, str]]) -> str:
    """Keep a form; answers its token. Fields beyond LIMIT characters in all are dropped."""
    kept: list[list[str]] = []
    size = 0
    for name, value in fields:
        size += len(name) + len(value)
        if not NEVER.search(name) and size <= LIMIT:
            kept.append([name, value])
    token = secrets.token_urlsafe(24)
    db.session.add(ParkedAct(token_hash=_hash(token), path=path[:500], fields=kept, created_at=clock.now()))
    return token


def find(token: str) -> ParkedAct | None:
    row: ParkedAct | None = db.session.scalar(
        select(ParkedAct).where(ParkedAct.token_hash == _hash(token), ParkedAct.created_at > clock.now() - KEPT)
    )
    return row


def discard(token: str) -> None:
    db.session.execute(delete(ParkedAct).where(ParkedAct.token_hash == _hash(token)))


def sweep() -> int:
    """Delete what nobody came back for; answers how many."""
    with transaction():
        gone: Any = db.session.execute(delete(ParkedAct).where(ParkedAct.created_at <= clock.now() - KEPT))
    return int(gone.rowcount)
