"""The two keys that sign: checkpoints (only the worker needs the private half) and receipts (the web processes).

They are files outside the database and its backups, 32 bytes as hexadecimal, `<name>` private and `<name>.pub`
public. A frozen definition holds the public halves, so a key that was exchanged signs no older poll.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from consul_py.kernel.once import written_once
from consul_py.kernel.refusal import N_, Refusal, Refused

CHECKPOINT, RECEIPT = "checkpoint", "receipt"
NAMES = (CHECKPOINT, RECEIPT)

KEY_MISSING = Refusal(
    "key_missing",
    N_("Voting is interrupted: the key that signs is missing. Nothing is lost; the district has been told."),
    status=503,
)


def folder() -> Path:
    return Path(current_app.config["KEYS"])


def public_keys() -> dict[str, str]:
    """Name → public key as hexadecimal; missing pairs are made. Raises Refused where that is not possible."""
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        return {name: _public(name) for name in NAMES}
    except (OSError, ValueError) as error:
        raise Refused(KEY_MISSING) from error


def _public(name: str) -> str:
    path = folder() / f"{name}.pub"
    if not path.exists():
        secret = written_once(folder() / name, os.urandom(32).hex())
        written_once(path, _pair(secret)[1])
    found = path.read_text().strip()
    if len(bytes.fromhex(found)) != 32:
        raise ValueError(f"{path} holds no key")
    return found


@lru_cache(maxsize=8)
def _pair(secret: str) -> tuple[Ed25519PrivateKey, str]:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    return key, key.public_key().public_bytes_raw().hex()


def is_there(name: str, public: str) -> bool:
    """Whether this process can sign what `public` verifies."""
    return _private(name, public) is not None


def _private(name: str, public: str) -> Ed25519PrivateKey | None:
    """The key for `public`; its file is looked at each time, so that one that was put back works at once."""
    path = folder() / name
    try:
        seen = path.stat()
        key, its_public = _kept(path, (seen.st_ino, seen.st_mtime_ns, seen.st_size))
    except (OSError, ValueError):
        return None
    return key if its_public == public else None


@lru_cache(maxsize=8)
def _kept(path: Path, _as_seen: tuple[int, int, int]) -> tuple[Ed25519PrivateKey, str]:
    return _pair(path.read_text().strip())


def sign(name: str, message: bytes, public: str) -> str:
    """The signature as hexadecimal. Raises Refused when the key for `public` is not here."""
    key = _private(name, public)
    if key is None:
        raise Refused(KEY_MISSING)
    return key.sign(message).hex()
