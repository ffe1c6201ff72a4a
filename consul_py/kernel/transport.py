"""How a message leaves the house: SMTP over a connection that stays open, or an `.eml` file in a folder."""

from __future__ import annotations

import re
import secrets
import smtplib
import socket
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
PATIENCE = 120.0  # for the answer to a whole message: who gives up early sends it twice
FULL_MAILBOX, GO_AHEAD, BUSY = 552, 354, 421
TAKEN = (250, 251)
PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,180}")  # an address without riddles
ONE_LINE = {"list-unsubscribe", "list-unsubscribe-post", "list-id"}


class MailPolicy(EmailPolicy):
    """Bytes as they go to the relay. Headers for one-click leaving stay on one line: folding them breaks signatures."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in ONE_LINE:
            return f"{name}: {value}\r\n".encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


POLICY = MailPolicy(linesep="\r\n", cte_type="7bit")


def as_bytes(message: bytes | EmailMessage) -> bytes:
    """The message as the relay receives it: lines end with CRLF, the last one too."""
    return message if isinstance(message, bytes) else message.as_bytes(policy=POLICY)


class TemporaryFailure(Exception):
    """The relay could not take it now (4xx, no connection): try again later."""


class ConnectionFailure(TemporaryFailure):
    """The relay could not be reached, or the connection broke before it answered."""


class AnswerLost(ConnectionFailure):
    """The connection broke after the message was sent and before the relay answered: it may have it or not."""


class PermanentFailure(Exception):
    """The relay refuses this message for this address for good (5xx, except a full mailbox)."""


Octets = bytes | EmailMessage


class Transport(Protocol):
    """Hands over one message after the other, in two steps: only the second one makes it a mail.

    So whoever sends many can note what became of the last message while the relay reads the next one, and can still
    take that one back. All steps raise TemporaryFailure or PermanentFailure.
    """

    def begin(self, message: Octets, sender: str, recipient: str) -> None:
        """Give the relay everything but the word that this was all."""

    def finish(self) -> str:
        """Say that word; answers the relay's."""

    def withdraw(self) -> None:
        """What was begun shall not be a mail."""

    def send(self, message: Octets, sender: str, recipient: str) -> str:
        """Both steps at once."""


class FileTransport:
    """One `.eml` file a mail, complete or not there at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, message: Octets, sender: str, recipient: str) -> None:
        self._begun = as_bytes(message)

    def withdraw(self) -> None:
        self._begun = b""

    def finish(self) -> str:
        name = f"{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.eml"
        part = self.folder / (name + ".part")
        try:
            part.write_bytes(self._begun)
            part.replace(self.folder / name)
        except OSError as error:
            raise TemporaryFailure(f"outbox: {error.strerror}") from error
        return f"250 written as {name}"

    def send(self, message: Octets, sender: str, recipient: str) -> str:
        self.begin(message, sender, recipient)
        return self.finish()


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
        self._begun = False  # the relay has a text and waits for its end

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
            assert connection.sock is not None
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the dot does not wait for the text
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def check(self) -> None:
        """Whether the relay can be reached and lets us in. Raises ConnectionFailure."""
        self._open()

    def begin(self, message: Octets, sender: str, recipient: str) -> None:
        """Sender, recipient and the text. A relay that hears no final dot forgets it all.

        It may have closed an idle connection: that is found out here, and a new one opened.
        """
        commands = [_command("MAIL FROM:", sender), _command("RCPT TO:", recipient), b"DATA\r\n"]
        octets = _dotted(as_bytes(message))
        idle = self._connection is not None
        connection = self._open()
        try:
            code, words = self._ask(connection, commands)
            if code == GO_AHEAD:
                connection.send(octets)
                self._begun = True
                return
            if code != BUSY:
                connection.rset()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            if idle:
                self.begin(message, sender, recipient)
                return
            raise ConnectionFailure(f"connection lost: {error}") from error
        raise self._refusal(code, words)

    @staticmethod
    def _ask(connection: smtplib.SMTP, commands: list[bytes]) -> tuple[int, bytes]:
        """The first refusal, or the answer to DATA. A relay that takes several commands in one go (RFC 2920) gets them so."""
        if not connection.has_extn("pipelining"):
            for command in commands:
                connection.send(command)
                code, words = connection.getreply()
                if code not in TAKEN:
                    break
            return code, words
        connection.send(b"".join(commands))
        refusal = None
        for command in commands:
            code, words = connection.getreply()
            if code == BUSY:
                return code, words
            if code not in TAKEN and command is not commands[-1]:
                refusal = refusal or (code, words)
        if refusal and code == GO_AHEAD:  # it waits for a text although there is nobody to get it
            connection.send(b".\r\n")
            connection.getreply()
        return refusal or (code, words)

    def finish(self) -> str:
        connection = self._connection
        assert connection is not None
        assert connection.sock is not None
        self._begun = False
        try:
            connection.sock.settimeout(PATIENCE)
            connection.send(b".\r\n")
            code, words = connection.getreply()
            connection.sock.settimeout(TIMEOUT)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise AnswerLost(f"connection lost: {error}") from error
        if code == TAKEN[0]:
            self._sent += 1
            return _words(code, words)
        raise self._refusal(code, words)

    def withdraw(self) -> None:
        """Hang up in the middle of the text: there is no other way to take it back."""
        if self._begun and self._connection is not None:
            self._connection.close()
            self._connection = None
        self._begun = False

    def send(self, message: Octets, sender: str, recipient: str) -> str:
        self.begin(message, sender, recipient)
        return self.finish()

    def _refusal(self, code: int, words: bytes) -> Exception:
        self._sent += 1
        if code == BUSY:
            self.close()
        permanent = 500 <= code < 600 and code != FULL_MAILBOX
        return (PermanentFailure if permanent else TemporaryFailure)(_words(code, words))

    def close(self) -> None:
        """Say goodbye, or just let go when the relay is gone."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection.close()
            self._connection = None
        self._begun = False


def _command(verb: str, address: str) -> bytes:
    """`MAIL FROM:<…>`. Raises ValueError for an address that would be more than one line, or is not ASCII."""
    if PLAIN.fullmatch(address):
        return f"{verb}<{address}>\r\n".encode("ascii")
    if "\r" in address or "\n" in address:
        raise ValueError("an address of several lines")
    return f"{verb}{smtplib.quoteaddr(address)}\r\n".encode("ascii")


def _dotted(octets: bytes) -> bytes:
    """Lines that begin with a dot begin with two of them on the way."""
    if octets.startswith(b"."):
        octets = b"." + octets
    return octets.replace(b"\r\n.", b"\r\n..") if b"\r\n." in octets else octets


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
