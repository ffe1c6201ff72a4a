"""What the register calls a person."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app


def person_key(poll_id: int, user_id: int) -> str:
    """The register's name for a person in one poll; useless for any other poll and without the secret key."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"poll:{poll_id}:{user_id}".encode(), hashlib.sha256).hexdigest()
