"""Passwords: Argon2id with a cost that is a setting."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app

# OWASP's second choice: 19 MiB, two rounds. Verifying takes about 30 ms, without holding any lock.
NORMAL = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _hasher() -> PasswordHasher:
    return CHEAP if current_app.config["PASSWORD_COST"] == "cheap" else NORMAL


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether a password fits; takes as long for an account that does not exist."""
    try:
        return _hasher().verify(stored or _hasher().hash("nobody"), password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    return _hasher().check_needs_rehash(stored)
