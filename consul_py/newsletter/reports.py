"""Reading what comes back by mail: delivery reports (RFC 3464), complaints (RFC 5965), and plain words of old servers.

Answers what happened and to which of our messages; knows nothing of the database. Notes on the way (delayed, delivered)
and automatic replies are no bounces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from consul_py.newsletter import verp
from consul_py.newsletter.desk_models import COMPLAINT, HARD, SOFT

Found = tuple[str, str, str] | None  # kind, status, words
LEAVE = "leave"
LONGEST = 400_000  # characters of a report that are read
OUR_ID = re.compile(r"<issue-(\d{1,9})\.([0-9a-f]{8,24})@[^<>@\s]{1,250}>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SMTP = re.compile(r"(?<![\d.])([45])\d\d[ -](?=\D)")
_TAGGED = re.compile(r"[\w.!#$%&'*/=?^`{|}~-]{1,60}\+\d{1,18}-[A-Za-z2-7]{16}@[A-Za-z0-9.-]{1,200}")
_FROM_SERVER = re.compile(r"mailer-daemon|postmaster|mail delivery|mail administrator|^<>$", re.IGNORECASE)
_RETURNED = re.compile(
    r"undeliver|unzustellbar|delivery.{0,20}(fail|problem|status)|fail(ed|ure).{0,20}(deliver|notice)|returned (mail|to)|"
    r"could not be delivered|konnte nicht zugestellt",
    re.IGNORECASE,
)
# What servers without codes say; German and English.
_HARD_WORDS = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address)|does not exist|mailbox (is )?unavailable|"
    r"(account|mailbox) (is |has been )?(disabled|closed|deleted|inactive)|recipient (address )?rejected|"
    r"invalid (recipient|mailbox|address)|host (unknown|not found)|domain not found|unbekannter empf|existiert nicht",
    re.IGNORECASE,
)
_SOFT_WORDS = re.compile(
    r"quota|mailbox (is )?full|over.?quota|postfach (ist )?voll|temporar|try again|timed out|greylist", re.IGNORECASE
)


@dataclass(frozen=True)
class Report:
    """`kind` is hard, soft, complaint or leave; `key` is the same each time this very report is read.

    `delivery_id` is proved by the signature of the return path; else `message_id` says which message it was.
    """

    kind: str
    status: str
    words: str
    key: str
    delivery_id: int | None
    message_id: str


def read(octets: bytes) -> Report | None:
    """What a mail reports, None when it reports nothing that counts."""
    message = message_from_bytes(octets[:LONGEST], policy=policy.compat32)
    found = _complaint(message) or _delivery_report(message) or _leaving(message) or _old_words(message)
    if found is None:
        return None
    kind, status, words = found
    name = str(message.get("Message-ID", "")).strip()
    key = hashlib.sha256((name.encode("utf-8", "replace") or octets) + kind.encode()).hexdigest()
    text = octets[:LONGEST].decode("latin-1")
    return Report(kind, status, " ".join(words.split())[:400], key, _delivery_of(text), _message_id(text))


def _complaint(message: Message) -> Found:
    """A feedback report: somebody pressed "this is spam"."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            fields = _text(part)
            kind = re.search(r"^feedback-type:\s*([a-z-]+)", fields, re.IGNORECASE | re.MULTILINE)
            if kind and kind[1].lower() in ("abuse", "fraud", "opt-out", "opt-out-list"):
                return COMPLAINT, "", f"complaint ({kind[1].lower()})"
    return None


def _delivery_report(message: Message) -> Found:
    """A report in fields; what was only delayed, or delivered, counts for nothing."""
    for block in _recipients(message):
        if str(block.get("Action", "")).strip().lower() != "failed":
            continue
        words = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
        status = _STATUS.search(str(block.get("Status", "")))
        exact = _STATUS.search(words)
        if exact and (status is None or status[0].endswith(".0.0")):
            status = exact
        code = status[0] if status else ""
        return _kind(code, words), code, words or f"failed {code}"
    return None


def _recipients(message: Message) -> Iterator[Message]:
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
            yield from (block for block in payload if isinstance(block, Message))


def _kind(status: str, words: str) -> str:
    """For good, or only this time: full mailboxes and messages that are too long pass."""
    if status.startswith("5"):
        return SOFT if status in ("5.2.2", "5.2.3", "5.3.4") else HARD
    if status.startswith("4"):
        return SOFT
    code = _SMTP.search(words)
    if code and code[1] == "5" and not _SOFT_WORDS.search(words):
        return HARD
    return HARD if _HARD_WORDS.search(words) and not _SOFT_WORDS.search(words) else SOFT


def _leaving(message: Message) -> Found:
    """A mail program's mail to the address of List-Unsubscribe; the signature in it proves whose it is."""
    subject = str(message.get("Subject", "")).strip().lower()
    if subject != "unsubscribe" or _is_automatic(message):
        return None
    to = " ".join(str(value) for name in ("To", "Delivered-To", "X-Original-To") for value in message.get_all(name, []))
    return (LEAVE, "", "unsubscribed by mail") if _delivery_of(to) else None


def _old_words(message: Message) -> Found:
    """A server of before 1996, or one that does not know that these are over."""
    if message.get_content_type() == "multipart/report" or _is_reply(message):
        return None
    subject, sender = str(message.get("Subject", "")), str(message.get("From", "")) or "<>"
    if not (_FROM_SERVER.search(sender) or _RETURNED.search(subject)):
        return None
    text = next((_text(part) for part in message.walk() if part.get_content_maintype() == "text"), "")
    said = [line for line in text[:20_000].splitlines() if _speaks(line)]
    if not said:
        return None
    status = _STATUS.search(said[0])
    code = status[0] if status else ""
    return _kind(code, said[0]), code, said[0]


def _speaks(line: str) -> bool:
    """Whether a line says why."""
    status = _STATUS.search(line)
    if status:
        return status[1] != "2"
    return any(pattern.search(line) for pattern in (_SMTP, _HARD_WORDS, _SOFT_WORDS))


def _is_reply(message: Message) -> bool:
    """An answer of a person's machine: away, or asking who we are."""
    automatic = str(message.get("Auto-Submitted", "")).lower()
    return "auto-replied" in automatic and not _FROM_SERVER.search(str(message.get("From", "")))


def _is_automatic(message: Message) -> bool:
    return str(message.get("Auto-Submitted", "no")).strip().lower() != "no" and "Return-Path" in message


def _text(part: Message) -> str:
    """The text of a part, whatever it is encoded in; of a part in fields, these."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n".join(str(block) for block in payload)
    octets = part.get_payload(decode=True)
    return octets.decode("utf-8", "replace") if isinstance(octets, bytes) else str(payload)


def _delivery_of(text: str) -> int | None:
    """The delivery whose own return path is named, in whatever header or part; a made-up one counts for nothing."""
    found = (verp.delivery_of(address) for address in _TAGGED.findall(text))
    return next((number for number in found if number is not None), None)


def _message_id(text: str) -> str:
    found = OUR_ID.search(text)
    return found[0] if found else ""
