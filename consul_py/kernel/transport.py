"""How a message leaves the house: SMTP over a connection that stays open, or an `.eml` file in a folder."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from consul_py.kernel import clock

TIMEOUT = 30.0
MESSAGES = 100  # on one connection, then a fresh one
FULL_MAILBOX = 552
ONE_LINE = {"list-unsubscribe", "list-unsubscribe-post", "list-id"}


class MailPolicy(EmailPolicy):
    """Bytes as they go to the relay. Headers for one-click leaving stay on one line: folding them breaks signatures."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in ONE_LINE:
            return f"{name}: {value}\r\n".encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


POLICY = MailPolicy(linesep="\r\n", cte_type="7bit")


def as_bytes(message: EmailMessage) -> bytes:
    """The message as the relay receives it."""
    return message.as_bytes(policy=POLICY)


class TemporaryFailure(Exception):
    """The relay could not take it now (4xx, no connection): try again later."""


class ConnectionFailure(TemporaryFailure):
    """The relay could not be reached, or the connection broke before it answered."""


class AnswerLost(ConnectionFailure):
    """The connection broke after the message was sent and before the relay answered: it may have it or not."""


class PermanentFailure(Exception):
    """The relay refuses this message for this address for good (5xx, except a full mailbox)."""


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
            part.write_bytes(as_bytes(message))
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
        self._sent = 0

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None and self._sent >= MESSAGES:
            self.close()
        if self._connection is None:
            try:
                self._connection = self._connect()
            except smtplib.SMTPResponseException as error:
                raise ConnectionFailure(_words(error.smtp_code, error.smtp_error)) from error
            except (OSError, smtplib.SMTPException) as error:
                raise ConnectionFailure(f"no connection to {self.host}:{self.port}: {error}") from error
            self._sent = 0
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def check(self) -> None:
        """Whether the relay can be reached and lets us in. Raises ConnectionFailure."""
        self._open()

    def _begin(self, sender: str) -> tuple[smtplib.SMTP, int, bytes]:
        """Start a message. A relay may have closed an idle connection: that is found out here, and a new one opened."""
        idle = self._connection is not None
        connection = self._open()
        try:
            return connection, *connection.mail(sender)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            if idle:
                return self._begin(sender)
            raise ConnectionFailure(f"connection lost: {error}") from error

    def send(self, message: EmailMessage, sender: str, recipient: str) -> str:
        octets = as_bytes(message)
        words: bytes | str
        connection, code, words = self._begin(sender)
        handed_over = False
        try:
            if code == 250:
                code, words = connection.rcpt(recipient)
                if code in (250, 251):
                    handed_over = True
                    code, words = connection.data(octets)
            if code not in {250, 421}:
                with suppress(smtplib.SMTPException, OSError):
                    connection.rset()
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            kind = AnswerLost if handed_over else ConnectionFailure
            raise kind(f"connection lost: {error}") from error
        return self._judge(code, words)

    def _judge(self, code: int, words: bytes | str) -> str:
        self._sent += 1
        if code == 250:
            return _words(code, words)
        if code == 421:
            self.close()
        permanent = 500 <= code < 600 and code != FULL_MAILBOX
        raise (PermanentFailure if permanent else TemporaryFailure)(_words(code, words))

    def close(self) -> None:
        """Say goodbye, or just let go when the relay is gone."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection.close()
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
