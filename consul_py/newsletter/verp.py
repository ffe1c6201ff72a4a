"""Addresses of our own for each delivery, so that what comes back says what it is about.

`bounces+<delivery>-<signature>@…` is the return path of one message; nobody can make up another one's. Mail programs
that leave a list by mail write to the same address with the subject `unsubscribe`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Protocol

from flask import current_app

_TAGGED = re.compile(r"([^+@]+)\+([0-9]{1,18})-([a-z2-7]{16})@(.+)")


class Sent(Protocol):
    """What is needed of a delivery here."""

    @property
    def id(self) -> int: ...
    @property
    def mark(self) -> str: ...


def return_path(delivery_id: int) -> str:
    """The envelope's sender of one delivery; that of all mails where no mailbox for bounces is set."""
    config = current_app.config
    local, at, host = str(config["MAIL_BOUNCES"]).rpartition("@")
    if not at:
        return str(config["MAIL_FROM"])
    return f"{local}+{delivery_id}-{_signature(delivery_id)}@{host}"


def delivery_of(address: str) -> int | None:
    """The delivery whose return path this is; None for any other address. Letters may have changed their case."""
    local, _at, host = str(current_app.config["MAIL_BOUNCES"]).lower().rpartition("@")
    found = _TAGGED.fullmatch(address.strip().lower())
    if not found or not local or (found[1], found[4]) != (local, host):
        return None
    number = int(found[2])
    return number if hmac.compare_digest(found[3], _signature(number)) else None


def ways_to_leave(leave_url: str, item: Sent) -> str:
    """The value of List-Unsubscribe: a page, and an address for programs that leave by mail."""
    config = current_app.config
    if config["MAIL_BOUNCES"]:
        return f"<{leave_url}>, <mailto:{return_path(item.id)}?subject=unsubscribe>"
    by_mail = config["MAIL_REPLY_TO"] or config["MAIL_FROM"]
    return f"<{leave_url}>, <mailto:{by_mail}?subject=unsubscribe%20{item.mark}>"


def _signature(delivery_id: int) -> str:
    """80 bits in small letters and digits: the part before the @ of an address may be folded to one case."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.digest(key, f"newsletter-return-path {delivery_id}".encode(), hashlib.sha256)
    return base64.b32encode(made[:10]).decode().lower()
