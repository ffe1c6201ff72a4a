"""The key behind every keyed hash of a person: what recognises somebody again without storing who they are.

It lies in a file of its own, made once (CONSUL_PERSON_KEY, where several machines serve), and is never the secret key,
because that one is changed now and then: with another person key everybody would be somebody new. So the database
notes a mark of the key in use, and another key, or a new one in place of a lost one, is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from consul_py.kernel.db import db, insert_once
from consul_py.kernel.once import written_once
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.kernel.settings import SiteSetting, read_anew, site

log = logging.getLogger("consul.person_key")
SETTING = "person_key_mark"
SHORTEST = 32

MISSING = Refusal(
    "person_key",
    N_(
        "This cannot be done just now: a key of this site is missing. Please try again later or tell the participation team."
    ),
    status=503,
)


class KeyTrouble(RuntimeError):
    """The key cannot be used; the message says why and how to mend it."""


def keyed(purpose: str, text: str) -> str:
    """The keyed hash of `text` for one purpose, 64 characters. Raises Refused when the key is missing or another one."""
    try:
        key = _key()
    except KeyTrouble as trouble:
        log.exception("the person key cannot be used")
        raise Refused(MISSING) from trouble
    return _hash(key, purpose, text)


def hold() -> None:
    """Note in the database which key is in use; for acts that store a keyed hash. Raises Refused."""
    mark = keyed("mark", "")
    if site().person_key_mark:
        return
    first = insert_once(SiteSetting, {"name": SETTING, "value": mark})
    read_anew()
    if not first:
        keyed("mark", "")  # another process noted its key at this very moment: is it the same one?


def forget() -> None:
    """Let the next key be a new one: whoever calls this has deleted everything that the old one recognised."""
    db.session.execute(delete(SiteSetting).where(SiteSetting.name == SETTING))
    read_anew()


def trouble() -> str:
    """Why the key cannot be used and how to mend it; empty when all is well."""
    try:
        _key()
    except KeyTrouble as found:
        return str(found)
    return ""


def path() -> Path:
    return Path(current_app.config["INSTANCE"]) / "person_key"


def _hash(key: str, purpose: str, text: str) -> str:
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _key() -> str:
    """The key in use. Raises KeyTrouble."""
    mark = site().person_key_mark
    key = str(current_app.config["PERSON_KEY"]) or _kept(make=not mark)
    if len(key) < SHORTEST:
        raise KeyTrouble(f"the person key has less than {SHORTEST} characters; put the right one back")
    if mark and not hmac.compare_digest(mark, _hash(key, "mark", "")):
        raise KeyTrouble(
            f"the person key is not the one this database was filled with; put the right one back into {path()} "
            "or CONSUL_PERSON_KEY"
        )
    return key


def _kept(*, make: bool) -> str:
    """What stands in the key file; a new key when there is none and none was ever used."""
    try:
        if make:
            _make()
        return path().read_text().strip()
    except FileNotFoundError as error:
        raise KeyTrouble(f"{path()} is missing; put it back from the backup") from error
    except OSError as error:
        raise KeyTrouble(f"{path()} cannot be read ({error.strerror}); give it to the user {os.geteuid()}") from error
    except UnicodeDecodeError as error:
        raise KeyTrouble(f"{path()} is no key; put it back from the backup") from error


def _make() -> None:
    """Of several processes the first one's key stays."""
    if not path().exists():
        written_once(path(), secrets.token_hex(32))
