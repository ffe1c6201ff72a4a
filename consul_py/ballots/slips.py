"""A filled ballot between its review and the urn: an encrypted field of the form, kept nowhere on the server."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import astuple, dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from consul_py.ballots.recount import ALPHABET, check_character
from consul_py.kernel.refusal import N_, Refusal, Refused

SLIP_SECONDS = 3600

SLIP_OLD = Refusal(
    "slip_old",
    N_("This page is older than an hour or was changed. Nothing was counted; please choose again."),
    status=422,
)


@dataclass(frozen=True)
class Place:
    """Where a vote is to be registered: the key in the register, how the person is known, and whether only keys that
    stand in the register already may vote (one-time codes)."""

    key: str
    channel: str
    listed: bool = False


@dataclass(frozen=True)
class Slip:
    """`holder` names who filled it in, so that nobody can cast somebody else's; `choice` is canonical JSON."""

    poll_id: int
    holder: str
    key: str
    channel: str
    listed: bool
    tracker: str
    nonce: str
    choice: str
    definition_hash: str
    receipt_key: str


def new_tracker() -> str:
    """A control number: 80 random bits in 16 characters, and the check character."""
    digits = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return digits + check_character(digits)


def fill(poll_id: int, holder: str, place: Place, choice: str, definition_hash: str, receipt_key: str) -> Slip:
    """A slip with a fresh control number and a fresh nonce that hides the choice until everything is published."""
    return Slip(
        poll_id, holder, place.key, place.channel, place.listed, new_tracker(), secrets.token_hex(32), choice,
        definition_hash, receipt_key,
    )  # fmt: skip


def closed(slip: Slip) -> str:
    """The slip for the form: encrypted and signed, so that it can be neither read nor changed."""
    return _box().encrypt(json.dumps(astuple(slip)).encode()).decode()


def opened(text: str, poll_id: int, holder: str) -> Slip:
    """The slip again. Raises Refused when it is too old, changed, of another poll, or somebody else's."""
    try:
        slip = Slip(*json.loads(_box().decrypt(text.encode(), ttl=SLIP_SECONDS)))
    except (InvalidToken, ValueError, TypeError) as error:
        raise Refused(SLIP_OLD) from error
    if slip.poll_id != poll_id or slip.holder != holder:
        raise Refused(SLIP_OLD)
    return slip


def box_for(purpose: str) -> Fernet:
    """Encryption under a key of its own that is derived from the installation's secret."""
    return _box_under(str(current_app.config["SECRET_KEY"]), purpose)


@lru_cache(maxsize=8)
def _box_under(secret: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(purpose.encode() + b"\0" + secret.encode()).digest()))


def _box() -> Fernet:
    return box_for("ballot slip")
