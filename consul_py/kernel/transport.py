"""How a message leaves the house: SMTP over a connection that stays open, or an `.eml` file in a folder."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from consul_py.kernel import clock

TIMEOUT = 30.0


class TemporaryFailure(Exception):
    """The relay could not take it now (4xx, no connection): try again later."""


class ConnectionFailure(TemporaryFailure):
    """The relay could not be reached, or the connection broke before it answered."""


class PermanentFailure(Exception):
    """The relay refuses this message for this address for good (5xx)."""


class Transport(Protocol):
    def send(self, message: EmailMessage, sender: str, recipient: str) -> str:
        """Hand over one message; answers the relay's words. Raises TemporaryFailure, PermanentFailure."""


class FileTransport:
    """One `.eml` file a mail, complete or not there at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def send(self, message: EmailMessage, sender: str, recipient: str) -> str:
        name = f"{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.eml"
        part = self.folder / (name + ".part")
        try:
            part.write_bytes(message.as_bytes(policy=SMTP))
            part.replace(self.folder / name)
        except OSError as error:
            raise TemporaryFailure(f"outbox: {error.strerror}") from error
        return f"250 written as {name}"


class SmtpTransport:
    """A relay at `smtp://`, `smtp+starttls://` or `smtps://`, with one connection that is reused."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.scheme = parts.scheme
        self.host = parts.hostname or "localhost"
        self.port = parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self._connection: smtplib.SMTP | None = None

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        try:
            if self.scheme == "smtps":
                context = ssl.create_default_context()
                connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
            else:
                connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
            if self.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password)
        except smtplib.SMTPResponseException as error:
            raise ConnectionFailure(_words(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise ConnectionFailure(f"no connection to {self.host}:{self.port}: {error}") from error
        self._connection = connection
        return connection

    def send(self, message: EmailMessage, sender: str, recipient: str) -> str:
        connection = self._open()
        try:
            code, words = connection.mail(sender)
            if code == 250:
                code, words = connection.rcpt(recipient)
            if code in (250, 251):
                code, words = connection.data(message.as_bytes(policy=SMTP))
            if code not in (250, 251):
                with suppress(smtplib.SMTPException, OSError):
                    connection.rset()
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ConnectionFailure(f"connection lost: {error}") from error
        if code in (250, 251):
            return _words(code, words)
        if code == 421:
            self.close()
        raise (PermanentFailure if 500 <= code < 600 else TemporaryFailure)(_words(code, words))

    def close(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection = None


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:400]


@contextmanager
def open_transport(url: str) -> Iterator[Transport]:
    """The transport behind `CONSUL_MAIL_URL`, closed at the end."""
    if url.startswith("file:"):
        yield FileTransport(Path(url.removeprefix("file://").removeprefix("file:")))
        return
    transport = SmtpTransport(url)
    try:
        yield transport
    finally:
        transport.close()
