"""A last look at a mail before it goes out: built as for a reader, written as bytes, parsed again, then judged.

What is judged is what a mail program will receive, not the object that we made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from consul_py.kernel import mail
from consul_py.kernel.i18n import gettext as _
from consul_py.newsletter.claims import Item
from consul_py.newsletter.content import LEAVE, MANAGE
from consul_py.newsletter.message import Frame
from consul_py.newsletter.models import Mailing, MailingText

CLIPPED = 102 * 1024  # larger mails are cut off by some mail programs
_LOADS = re.compile(r"<(?:img|link|script|iframe|video|audio|source)\b|url\(|@import|\bsrc=", re.IGNORECASE)
_RELATIVE = re.compile(r'href="(?!https?://|mailto:|tel:|#)', re.IGNORECASE)
_LOCAL = ("localhost", "127.0.0.1", "::1")
SHOUTING = 0.6


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: `good` or not, whether it matters much, and what to do about it."""

    good: bool
    title: str
    advice: str = ""
    grave: bool = True


def of(mailing: Mailing, text: MailingText, email: str) -> list[Check]:
    """Everything that was looked at, what is wrong first."""
    octets = sample(mailing, text, email)
    parsed = message_from_bytes(octets, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    found = [*_headers(parsed, octets), *_parts(parsed), *_words(parsed), *_size(octets)]
    return sorted(found, key=lambda check: (check.good, not check.grave))


def sample(mailing: Mailing, text: MailingText, email: str) -> bytes:
    """The message as it would go to somebody, with addresses that belong to nobody."""
    values: dict[str, Any] = {
        "id": 0, "mailing_id": mailing.id, "trigger": mailing.trigger, "subscription_id": 0, "email": email,
        "language": text.language, "leave_token": "x" * 22, "mark": "0" * 16,
        "message_id": f"<issue-{mailing.id}.sample@{mail.domain()}>", "attempts": 0, "lost": 0, "first_try_at": None,
    }  # fmt: skip
    item = Item(**{name: values.get(name, "") for name in Item._fields})
    return Frame(text, mailing.trigger).octets(item)


def _raw(octets: bytes, name: str) -> str:
    """A header as it stands in the bytes, folded lines included."""
    head = octets.split(b"\r\n\r\n", 1)[0]
    match = re.search(rb"(?im)^" + name.encode() + rb":[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", head)
    return match[0].decode("utf-8", "replace") if match else ""


def _headers(parsed: EmailMessage, octets: bytes) -> Iterator[Check]:
    leave = _raw(octets, "List-Unsubscribe")
    yield Check(
        "<https://" in leave or ("<http://" in leave and _is_local()),
        _("Unsubscribing by one click"),
        _("Readers need a secure address (https) for it: set the public address of this site."),
    )
    yield Check("<mailto:" in leave, _("Unsubscribing by mail"), _("An address for replies is missing."), grave=False)
    yield Check(
        "\r\n" not in leave and "List-Unsubscribe=One-Click" in _raw(octets, "List-Unsubscribe-Post"),
        _("Headers for unsubscribing stand on one line"),
        _("A folded line breaks signatures on its way."),
    )
    missing = [name for name in ("From", "To", "Date", "Message-ID", "List-ID", "Precedence") if not parsed[name]]
    yield Check(
        not missing,
        _("Sender, date, message and list are named"),
        _("Missing: %(names)s", names=", ".join(missing)),
    )
    sender = str(parsed["From"] or "").rsplit("@", 1)[-1].strip(">")
    yield Check(
        sender not in ("", *_LOCAL) and not sender.endswith((".local", ".invalid")),
        _("The sender's address can be answered"),
        _("It is %(sender)s. Set the address of the sender.", sender=str(parsed["From"] or "–")),
    )
    yield Check(
        bool(parsed["Reply-To"]), _("Answers have an address of their own"), _("Answers go to the sender."), grave=False
    )


def _is_local() -> bool:
    return urlsplit(str(current_app.config["BASE_URL"])).hostname in _LOCAL


def _parts(parsed: EmailMessage) -> Iterator[Check]:
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    said = str(plain.get_content()) if plain else ""
    drawn = str(html.get_content()) if html else ""
    yield Check(
        bool(said.strip()) and bool(drawn.strip()), _("Text part and HTML part are there"), _("One of them is empty.")
    )
    yield Check(not _LOADS.search(drawn), _("Nothing is loaded from afar"), _("Mail programs warn of such mails."))
    yield Check(
        not _RELATIVE.search(drawn),
        _("All links lead somewhere"),
        _("A link has no full address. Write it with https:// or as a path of this site."),
    )
    open_places = [place for place in (LEAVE, MANAGE, "{{") if place in said or place in drawn]
    yield Check(
        not open_places, _("Every place is filled"), _("This is left open: %(places)s", places=", ".join(open_places))
    )
    has_way_out = "/unsubscribe/" in said and "/unsubscribe/" in drawn
    yield Check(
        has_way_out, _("Both parts show how to unsubscribe"), _("The address for unsubscribing is missing in a part.")
    )


def _words(parsed: EmailMessage) -> Iterator[Check]:
    subject = str(parsed["Subject"] or "")
    yield Check(
        0 < len(subject) <= 78,
        _("The subject has a good length"),
        _("It has %(n)s characters; many programs show about 60.", n=len(subject)),
        grave=False,
    )
    letters = [sign for sign in subject if sign.isalpha()]
    loud = bool(letters) and sum(map(str.isupper, letters)) / len(letters) > SHOUTING
    yield Check(
        not loud and subject.count("!") <= 1,
        _("The subject does not shout"),
        _("Capitals and many exclamation marks look like spam."),
        grave=False,
    )


def _size(octets: bytes) -> Iterator[Check]:
    yield Check(
        len(octets) < CLIPPED,
        _("The mail is small enough"),
        _("It has %(n)s kB; from 102 kB on some programs cut it off.", n=len(octets) // 1024),
    )
    longest = max(map(len, octets.split(b"\r\n")))
    yield Check(longest <= 998, _("No line is too long"), _("A line has %(n)s characters.", n=longest))  # RFC 5322
