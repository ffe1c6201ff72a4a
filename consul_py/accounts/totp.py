"""The second factor: six digits from an authenticator app, new every 30 seconds (RFC 6238)."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from consul_py.kernel.settings import site

STEP = 30
NEIGHBOURS = (0, -1, 1)  # a clock may be half a minute off


def new_secret() -> str:
    return pyotp.random_base32()


def digits(code: str) -> str:
    """The six digits of what somebody typed, whatever stands between them; empty when there are not six."""
    found = "".join(c for c in code if c.isascii() and c.isdigit())
    return found if len(found) == 6 else ""


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step a code belongs to; None when it is wrong."""
    typed = digits(code)
    if not typed:
        return None
    current = int(now.timestamp()) // STEP
    counter = pyotp.HOTP(secret)
    for step in (current + offset for offset in NEIGHBOURS):
        if hmac.compare_digest(counter.at(step), typed):
            return step
    return None


def address(secret: str, email: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site().name)


def picture(secret: str, email: str) -> str:
    """The QR code as a data: address of an SVG."""
    import segno  # takes a moment to load

    return str(segno.make(address(secret, email), error="m").svg_data_uri(scale=4, border=2, light="#fff"))


def spaced(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
