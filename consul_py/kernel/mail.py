"""Single mails to single people: confirmations, resets, notices. Rows first, sent by the worker.

Newsletters have rows and a lane of their own; both hand their messages to the same transport.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any, NamedTuple

from flask import Flask, current_app, g, render_template
from sqlalchemy import JSON, CheckConstraint, Index, String, Text, case, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consul_py.kernel import clock, jobs
from consul_py.kernel.db import Base, db, transaction
from consul_py.kernel.folding import folded
from consul_py.kernel.settings import site
from consul_py.kernel.text import one_line
from consul_py.kernel.transport import PermanentFailure, TemporaryFailure, Transport, open_transport
from consul_py.kernel.web import public_url

log = logging.getLogger("consul.mail")
LEASE = timedelta(minutes=5)
WAITS = (1, 5, 15, 30, 60, 120)  # minutes; then every four hours
GIVE_UP = timedelta(hours=72)
KEPT = timedelta(days=90)
_silent: ContextVar[bool] = ContextVar("silent", default=False)


class MailOut(Base):
    """One mail to one person. Its text is erased once it is accepted: it may hold one-time links."""

    __tablename__ = "mail_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [[file name, media type, text], …]
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(8), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed')", name="state"),
        Index("ix_mail_out_due", "state", "next_try_at"),
    )


LATER = case((MailOut.template.like("notifications/%"), 1), else_=0)  # what nobody sits and waits for


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(one_line=one_line, folded=folded)
    app.jinja_env.globals["public_url"] = public_url


def domain() -> str:
    """The domain of message ids and list ids: that of the sender's address."""
    return str(current_app.config["MAIL_FROM"]).rsplit("@", 1)[-1] or "localhost"


def new_message_id(hint: str) -> str:
    return f"<{hint}.{secrets.token_hex(12)}@{domain()}>"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate and format for a reader of this language inside the block, whoever causes the mail."""
    before = getattr(g, "language", None)
    g.language = language
    try:
        yield
    finally:
        g.language = before


def render(template: str, language: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of `templates/mail/<template>/`, in a language."""
    with speaking(language):
        subject = one_line(render_template(f"mail/{template}/subject.txt", **context))
        text = render_template(f"mail/{template}/body.txt", **context).strip() + "\n"
        html = render_template(f"mail/{template}/body.html", subject=subject, **context)
    return subject, text, html


@contextmanager
def silence() -> Iterator[None]:
    """Inside the block `post` writes nothing: for the import of what happened, and was told, long ago."""
    before = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(before)


def post(
    template: str,
    to: str,
    *,
    language: str = "de",
    attachments: Sequence[tuple[str, str, str]] = (),
    **context: Any,
) -> MailOut:
    """Write a mail into the queue, in the current transaction, and ring for the worker."""
    if _silent.get():
        return MailOut(template=template, recipient=one_line(to), message_id=new_message_id("silent"), answer="")
    subject, text, html = render(template, language, context)
    return post_ready(template, to, subject=subject, text=text, html=html, attachments=attachments)


def post_ready(
    template: str, to: str, *, subject: str, text: str, html: str, attachments: Sequence[tuple[str, str, str]] = ()
) -> MailOut:
    """The same for a mail whose parts are there already."""
    row = MailOut(
        template=template,
        recipient=one_line(to),
        subject=subject[:300],
        body_text=text,
        body_html=html,
        attachments=[list(a) for a in attachments],
        message_id=new_message_id(template.replace("/", "-")),
        state="queued",
        next_try_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(row)
    jobs.ring("mail")
    return row


def build(
    *, to: str, subject: str, text: str, html: str, message_id: str, headers: dict[str, str] | None = None,
    attachments: Sequence[Sequence[str]] = (),
) -> EmailMessage:  # fmt: skip
    """An e-mail with a text and an HTML part; the same for single mails and newsletters."""
    message = EmailMessage()
    message["From"] = formataddr((one_line(site().name), current_app.config["MAIL_FROM"]))
    message["To"] = to
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id
    if current_app.config["MAIL_REPLY_TO"]:
        message["Reply-To"] = current_app.config["MAIL_REPLY_TO"]
    # Quoted-printable passes every relay unchanged, which a signature over the body needs.
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, value in (headers or {}).items():  # after the parts: those take over what begins with Content-
        message[name] = value
    for filename, media_type, content in attachments:
        kind, _, subtype = media_type.partition("/")
        params = {"method": "PUBLISH"} if subtype == "calendar" else {}
        message.add_attachment(content.encode(), maintype=kind, subtype=subtype, filename=filename, params=params)
    return message


class Claim(NamedTuple):
    """A mail that is ours until then. `attempt` counts how often it was taken, and so tells our claim from a later one."""

    id: int
    attempt: int
    until: datetime

    def row(self) -> Any:
        return (MailOut.id == self.id) & (MailOut.state == "sending") & (MailOut.attempts == self.attempt)


def claim(limit: int = 20) -> list[Claim]:
    """Take due mails for this worker: each by one conditional UPDATE, so two workers never take the same.

    Somebody waits for a confirmation or a reset; thousands of notices come after it.
    """
    now = clock.now()
    until = now + LEASE
    due = (MailOut.state == "queued") & (MailOut.next_try_at <= now)
    lost = (MailOut.state == "sending") & (MailOut.lease_until < now)
    with transaction():
        found = db.session.execute(
            select(MailOut.id, MailOut.attempts)
            .where(due | lost)
            .order_by(LATER, MailOut.next_try_at, MailOut.id)
            .limit(limit)
        ).all()
        return [
            Claim(number, attempts + 1, until)
            for number, attempts in found
            if _set(
                (MailOut.id == number) & (MailOut.attempts == attempts) & (due | lost),
                state="sending", lease_until=until, attempts=attempts + 1,
            )
        ]  # fmt: skip


def _set(which: Any, **values: Any) -> bool:
    hit: Any = db.session.execute(
        update(MailOut).where(which).values(**values).execution_options(synchronize_session=False)
    )
    return bool(hit.rowcount)


def _still_ours(mine: Claim) -> bool:
    """Whether nobody else took a mail that waited long behind slow ones; then it is ours for another while."""
    now = clock.now()
    if now < mine.until - LEASE / 2:
        return True
    with transaction():
        return _set(mine.row(), lease_until=now + LEASE)


def send_due() -> int:
    """The mail job: send everything due; answers how many were accepted."""
    accepted = 0
    with open_transport(current_app.config["MAIL_URL"]) as transport:
        while not jobs.stopping() and (taken := claim()):
            for mine in taken:
                if _still_ours(mine):
                    accepted += _send(mine, transport)
    return accepted


def _message(row: MailOut) -> EmailMessage:
    return build(
        to=row.recipient,
        subject=row.subject,
        text=row.body_text,
        html=row.body_html,
        message_id=row.message_id,
        headers={"Auto-Submitted": "auto-generated"},
        attachments=row.attachments,
    )


def _send(mine: Claim, transport: Transport) -> int:
    """Hand one claimed mail over and write down the answer; 1 when it was accepted."""
    row = db.session.scalar(select(MailOut).where(mine.row()).execution_options(populate_existing=True))
    if row is None:
        return 0
    recipient, created = row.recipient, row.created_at
    values: dict[str, Any]
    try:
        message = _message(row)
        db.session.rollback()  # hold nothing while the relay thinks
        answer = transport.send(message, current_app.config["MAIL_FROM"], recipient)
        values = {"state": "sent", "answer": answer, "done_at": clock.now()}
    except PermanentFailure as error:
        values = {"state": "failed", "answer": str(error), "done_at": clock.now()}
    except TemporaryFailure as error:
        values = _later(str(error), created, mine.attempt)
    except (ValueError, TypeError, IndexError, AttributeError) as error:  # an address the mail library cannot write
        log.exception("mail %s cannot be written", mine.id)
        values = {"state": "failed", "answer": f"cannot be written: {error}", "done_at": clock.now()}
    if values["state"] != "queued":  # the text may hold one-time links; nobody needs it any more
        values |= {"body_text": "", "body_html": "", "attachments": []}
    values["answer"] = values["answer"][:500]
    with transaction():
        if not _set(mine.row(), lease_until=None, **values):
            log.warning("mail %s took longer than its lease; another worker has it", mine.id)
    return int(values["state"] == "sent")


def _later(answer: str, created: datetime, attempts: int) -> dict[str, Any]:
    """Try again on schedule, and give up after three days."""
    now = clock.now()
    if now - created > GIVE_UP:
        return {"state": "failed", "answer": answer, "done_at": now}
    wait = WAITS[attempts - 1] if attempts <= len(WAITS) else 240
    return {"state": "queued", "answer": answer, "next_try_at": now + timedelta(minutes=wait)}


def sweep() -> int:
    """Forget what was done with mails long ago; answers how many rows went."""
    with transaction():
        gone: Any = db.session.execute(delete(MailOut).where(MailOut.done_at < clock.now() - KEPT))
    return int(gone.rowcount)
