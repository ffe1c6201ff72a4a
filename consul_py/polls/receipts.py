"""The receipt between casting and its page: an encrypted cookie for half an hour, in no address and no table."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import InvalidToken
from flask import Response, current_app, request

from consul_py.ballots.slips import box_for

COOKIE = "receipt"
SECONDS = 1800


def _path(poll_id: int) -> str:
    return f"/polls/{poll_id}"


def give(answer: Response, poll_id: int, receipt: dict[str, str], own_number: str) -> None:
    """Put the receipt into the browser; only pages below the poll's address get it back."""
    text = json.dumps({"poll": poll_id, "receipt": receipt, "own": own_number}).encode()
    answer.set_cookie(
        COOKIE, box_for(COOKIE).encrypt(text).decode(), max_age=SECONDS, path=_path(poll_id), httponly=True,
        samesite="Lax", secure=current_app.config["SECURE"],
    )  # fmt: skip


def held(poll_id: int) -> dict[str, Any] | None:
    """`receipt` and `own`, when this browser has them."""
    try:
        text = box_for(COOKIE).decrypt(request.cookies.get(COOKIE, "").encode(), ttl=SECONDS)
        found: dict[str, Any] = json.loads(text)
    except (InvalidToken, ValueError):
        return None
    return found if found.get("poll") == poll_id else None


def delete(answer: Response, poll_id: int) -> None:
    answer.delete_cookie(
        COOKIE, path=_path(poll_id), httponly=True, samesite="Lax", secure=current_app.config["SECURE"]
    )
