"""A mail relay for tests that answers as it was told: 250, 421, 451, 550, goes away after DATA, or takes its time.

with SmtpSink() as sink:
    sink.script["a@example.org"] = ["451 4.3.0 later", "drop"]      one answer per attempt, then 250
    … send to sink.url …
    sink.messages                                                    what arrived, as bytes, in order
"""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 2.0.0 taken"


@dataclass(frozen=True)
class Received:
    """One message as its bytes came over the wire."""

    sender: str
    recipient: str
    octets: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.octets, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    def raw_header(self, name: str) -> list[str]:
        """The lines of a header exactly as received, folded lines one by one."""
        head = self.octets.split(b"\r\n\r\n", 1)[0].decode("ascii").split("\r\n")
        found: list[str] = []
        for line in head:
            if line.lower().startswith(name.lower() + ":") or (found and line[:1] in " \t"):
                found.append(line)
            elif found:
                break
        return found


@dataclass
class Handler:
    sink: SmtpSink
    current: dict[str, str] = field(default_factory=dict)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.sink.pipelining else []), responses[-1]]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.sink.next_answer(address)
        if answer[:1] in "45" and answer[:3].isdigit():
            return answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(answer)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = str(envelope.rcpt_options[-1])
        if answer.startswith("slow"):
            await asyncio.sleep(float(answer.split()[1]))
        elif self.sink.delay:
            await asyncio.sleep(self.sink.delay)
        content = envelope.content
        assert isinstance(content, bytes)
        self.sink.take(Received(str(envelope.mail_from), envelope.rcpt_tos[-1], content))
        if answer == "drop":
            server.transport.abort()
        return OK


class SmtpSink:
    """The relay; `script` maps an address to its answers, `default` is the answer without one."""

    def __init__(self) -> None:
        self.script: dict[str, list[str]] = {}
        self.default = OK
        self.delay = 0.0
        self.pipelining = False  # whether it takes several commands in one go (RFC 2920)
        self.messages: list[Received] = []
        self._lock = threading.Lock()
        self.arrived = threading.Condition(self._lock)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def next_answer(self, address: str) -> str:
        with self._lock:
            answers = self.script.get(address)
            return answers.pop(0) if answers else self.default

    def take(self, received: Received) -> None:
        with self.arrived:
            self.messages.append(received)
            self.arrived.notify_all()

    def wait_for(self, number: int, seconds: float = 30.0) -> None:
        """Wait until so many messages are here."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.messages) >= number, seconds), len(self.messages)

    def to(self, address: str) -> list[Received]:
        return [received for received in self.messages if received.recipient == address]

    def start(self) -> None:
        self._controller = Controller(Handler(self), hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Go away; `start` comes back at the same address."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> SmtpSink:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
