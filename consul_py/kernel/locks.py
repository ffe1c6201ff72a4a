"""Locks with a name, for acts that must not overlap although they share no row.

They are held to the end of the transaction, so call inside one. SQLite needs none: there an act has the whole database
for itself from its first moment.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select, text

from consul_py.kernel.db import db, is_sqlite

PATIENCE = "20s"  # as long as SQLite waits for its turn and its lock


def alone(name: str) -> None:
    """From here to its end, this act overlaps with none that asked for the same name.

    It does not wait for ever; then it fails as an act on SQLite that does not get its turn: a page asks to come back.
    """
    if not is_sqlite():
        db.session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        db.session.execute(select(func.pg_advisory_xact_lock(_key(name))))


def beside(name: str) -> None:
    """Any number of acts may do this at once, but none beside one that is `alone`."""
    if not is_sqlite():
        db.session.execute(select(func.pg_advisory_xact_lock_shared(_key(name))))


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
