"""The message of one reader: frozen texts, two own addresses, and the headers for leaving by one click.

Nearly all of it is the same for everybody. A Frame is the message of an issue in one language, written once; for each
reader only a few lines are put between.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from email import quoprimime
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime

from consul_py.kernel import clock, mail
from consul_py.kernel.text import one_line
from consul_py.kernel.transport import PLAIN, POLICY, as_bytes
from consul_py.kernel.web import public_url
from consul_py.newsletter import content, verp
from consul_py.newsletter.claims import Item
from consul_py.newsletter.digest_text import Parts
from consul_py.newsletter.models import BY_HAND, MailingText

LINE = 75  # characters of quoted-printable, so that a soft break still fits into 76
PLACES = re.compile(f"({re.escape(content.LEAVE)}|{re.escape(content.MANAGE)})")
NO_TOKEN = "0"  # noqa: S105  # stands for the tokens of readers
OWN = ("To", "Date", "Message-ID")  # the headers that each reader has their own of, beside those for leaving


def addresses(item: Item) -> tuple[str, str]:
    """Where this reader leaves, and where they change what they receive."""
    leave = public_url("newsletter.leave", token=item.leave_token)
    return leave, public_url("newsletter.manage", token=content.token_for(item.subscription_id, item.leave_token))


def _general(language: str, trigger: str) -> dict[str, str]:
    headers = {
        "List-ID": f"<newsletter.{mail.domain()}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
        "Content-Language": language,
    }
    return headers if trigger == BY_HAND else headers | {"Auto-Submitted": "auto-generated"}


def message_for(item: Item, text: MailingText | Parts) -> EmailMessage:
    """The message of one reader, with the headers that mail programs need to offer leaving by one click."""
    leave, manage = addresses(item)
    return mail.build(
        to=one_line(item.email),
        subject=text.subject,
        text=content.fill(text.body_text, leave, manage),
        html=content.fill(text.body_html, leave, manage),
        message_id=item.message_id,
        headers=_general(text.language, item.trigger) | {"List-Unsubscribe": verp.ways_to_leave(leave, item)},
    )


class Frame:
    """An issue in one language, ready to be sent to anybody: `octets(item)` are the bytes for one reader."""

    def __init__(self, text: MailingText | Parts, trigger: str) -> None:
        self._text = text
        self._leave = public_url("newsletter.leave", token=NO_TOKEN).removesuffix(NO_TOKEN)
        self._manage = public_url("newsletter.manage", token=NO_TOKEN).removesuffix(NO_TOKEN)
        message = mail.build(
            to="reader@example.org", subject=text.subject, text=text.body_text, html=text.body_html,
            message_id="<id@example.org>", headers=_general(text.language, trigger),
        )  # fmt: skip
        for name in OWN:
            del message[name]
        # No line of quoted-printable can begin like this, nor like anything a reader's addresses are made of.
        boundary = f"=_{secrets.token_hex(16)}"
        message.set_boundary(boundary)
        self._pieces = list(_joined(_pieces(message, boundary.encode(), (text.body_text, text.body_html))))

    def octets(self, item: Item) -> bytes:
        """The message as the relay receives it. Raises ValueError for an address that cannot be written."""
        if not PLAIN.fullmatch(item.email):  # quotes, umlauts, line breaks: the mail library knows the rules
            return as_bytes(message_for(item, self._text))
        leave = self._leave + item.leave_token
        manage = self._manage + content.token_for(item.subscription_id, item.leave_token)
        own = (
            f"To: {item.email}\r\nDate: {format_datetime(clock.now())}\r\nMessage-ID: {item.message_id}\r\n"
            f"List-Unsubscribe: {verp.ways_to_leave(leave, item)}\r\n"
        )
        values = {content.LEAVE: _soft(leave), content.MANAGE: _soft(manage)}
        return own.encode("ascii") + b"".join(
            piece if isinstance(piece, bytes) else values[piece] for piece in self._pieces
        )


def _pieces(message: EmailMessage, boundary: bytes, bodies: tuple[str, ...]) -> Iterator[bytes | str]:
    """The message as bytes, with the names of places where something of the reader's own belongs."""
    yield _head(message)
    for part, body in zip(message.iter_parts(), bodies, strict=True):
        yield b"--" + boundary + b"\r\n" + _head(part)
        yield from _quoted(body)
        yield b"\r\n"
    yield b"--" + boundary + b"--\r\n"


def _joined(pieces: Iterator[bytes | str]) -> Iterator[bytes | str]:
    """The same with fewer pieces: neighbours that are bytes become one."""
    known = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            known += piece
        else:
            yield known
            yield piece
            known = b""
    yield known


def _head(message: MIMEPart) -> bytes:
    return b"".join(POLICY.fold_binary(name, value) for name, value in message.raw_items()) + b"\r\n"


def _quoted(body: str) -> Iterator[bytes | str]:
    """A text in quoted-printable. Soft breaks around each place let what is put there have any length."""
    for number, part in enumerate(PLACES.split(body.replace("\r\n", "\n"))):
        if number % 2:
            yield part
            continue
        lines = quoprimime.body_encode(part.encode().decode("latin-1"), LINE).replace("\n", "\r\n").encode("ascii")
        yield (b"=\r\n" if number else b"") + lines
        yield b"" if lines.endswith(b"\r\n") else b"=\r\n"


def _soft(address: str) -> bytes:
    """An address in quoted-printable, in as many lines as it needs."""
    return quoprimime.body_encode(address, LINE).replace("\n", "\r\n").encode("ascii")
