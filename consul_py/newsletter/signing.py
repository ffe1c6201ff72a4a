"""DKIM: a signature over each newsletter, so that receivers know it is ours. Needs the extra `dkim` and a key.

Most relays sign by themselves; then no key is set here. The signature covers the headers for leaving by one click.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import current_app

from consul_py.config import ConfigError
from consul_py.kernel import mail

COVERED = (
    b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"MIME-Version", b"Content-Type", b"List-ID",
    b"List-Unsubscribe", b"List-Unsubscribe-Post",
)  # fmt: skip
Sign = Callable[[bytes], bytes]


def signer() -> Sign:
    """A function from a message to the signed one; without a key, to the same. Raises ConfigError."""
    path = str(current_app.config["MAIL_DKIM_KEY"])
    if not path:
        return lambda octets: octets
    key, selector, domain = _key(path), str(current_app.config["MAIL_DKIM_SELECTOR"]), mail.domain()
    import dkim

    def sign(octets: bytes) -> bytes:
        signed: bytes = dkim.sign(
            octets, selector.encode(), domain.encode(), key, canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(COVERED),
        )  # fmt: skip
        return signed + octets

    return sign


@cache
def _key(path: str) -> bytes:
    try:
        import dkim  # noqa: F401  # an extra: said here in one sentence, not later in a traceback

        return Path(path).read_bytes()
    except ImportError as error:
        raise ConfigError("CONSUL_MAIL_DKIM_KEY is set, but the extra `dkim` is not installed") from error
    except OSError as error:
        raise ConfigError(f"CONSUL_MAIL_DKIM_KEY={path} cannot be read: {error.strerror}") from error
