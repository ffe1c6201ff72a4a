"""An SMTP server that keeps what it gets, for whole stories."""

from __future__ import annotations

import re
import socket
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Keep:
    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.inbox.received.append((list(envelope.rcpt_tos), message))
        return "250 2.0.0 kept"


class Inbox:
    """Every mail that was handed over, with its envelope recipients."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []
        self._controller = Controller(_Keep(self), hostname="127.0.0.1", port=free_port())

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def to(self, address: str, containing: str = "") -> list[EmailMessage]:
        """Mails to an address whose subject or text contains some words, oldest first."""
        return [m for rcpt, m in self.received if address in rcpt and containing in f"{m['Subject']}\n{text_of(m)}"]

    def wait_for(self, address: str, containing: str = "", *, count: int = 1, seconds: float = 150) -> EmailMessage:
        """The newest of at least `count` mails, as soon as they are there. Raises AssertionError after `seconds`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.to(address, containing)
            if len(found) >= count:
                return found[-1]
            time.sleep(0.1)
        subjects = [(rcpt, m["Subject"]) for rcpt, m in self.received]
        raise AssertionError(f"no mail to {address} with {containing!r}; received: {subjects}")


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def link_in(message: EmailMessage, part: str) -> str:
    """The first address in a mail's text that contains `part`."""
    for url in re.findall(r"https?://\S+", text_of(message)):
        if part in url:
            return str(url.rstrip(".,)>"))
    raise AssertionError(f"no link with {part!r} in:\n{text_of(message)}")
