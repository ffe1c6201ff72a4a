"""The sender: hands claimed deliveries to the relay over connections it keeps open, and notes each answer at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from flask import current_app
from sqlalchemy import select

from consul_py.kernel import clock, jobs
from consul_py.kernel.application import application
from consul_py.kernel.db import db, transaction
from consul_py.kernel.transport import (
    AnswerLost,
    ConnectionFailure,
    PermanentFailure,
    TemporaryFailure,
    Transport,
    open_transport,
)
from consul_py.newsletter import answers, issues, rules, signing, telling, verp
from consul_py.newsletter.claims import NOT_WANTED, Batch, Item, claim, give_back, patient, recover
from consul_py.newsletter.digest_text import Parts, for_reader
from consul_py.newsletter.ledger import GO, GONE, STOP, Ledger, Note
from consul_py.newsletter.message import Frame
from consul_py.newsletter.models import (
    DIGEST,
    SENDING,
    SUPPRESSED,
    Mailing,
    MailingText,
)

FRAMES = 64  # messages that a connection keeps ready
HOUSEKEEPING = 5.0  # seconds between two looks at what dead workers held and at what is finished
Progress = Callable[[int], object]


class Breaker:
    """Counts connection failures in a row over all connections of a worker; any answer of the relay closes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0

    def failed(self) -> bool:
        """Note a failure; True when it opened the circuit."""
        with self._lock:
            self._failures += 1
            return self._failures == rules.BREAKER

    def answered(self) -> None:
        if self._failures and not self.is_open:
            with self._lock:
                self._failures = 0

    @property
    def is_open(self) -> bool:
        return self._failures >= rules.BREAKER


def send_due(progress: Progress | None = None) -> int:
    """The newsletter job: send everything due over some connections side by side; answers how many were accepted.

    `progress` is told the number of accepted messages after each, by one thread at a time.
    """
    recover()
    with transaction():
        telling.drop_pointless()
        issues.end_stopped()
    if not _sending():
        return 0
    app = application()
    breaker = Breaker()
    kept = time.monotonic()
    telling_now = threading.Lock()

    def tell() -> None:
        if progress is not None:
            with telling_now:
                progress(sum(sender.accepted for sender in senders))

    senders = [Sender(breaker, tell) for _ in range(max(1, app.config["MAIL_CONNECTIONS"]))]

    def work(sender: Sender) -> None:
        with app.app_context():
            try:
                sender.run()
            finally:
                db.session.remove()

    def between() -> None:
        nonlocal kept
        if time.monotonic() - kept > HOUSEKEEPING:
            _keep_house()
            kept = time.monotonic()

    threads = [threading.Thread(target=work, args=(s,), name=f"sender-{n}") for n, s in enumerate(senders[1:], 2)]
    for thread in threads:
        thread.start()
    try:
        senders[0].run(between)
    finally:
        for thread in threads:
            thread.join()
    _keep_house()
    return sum(sender.accepted for sender in senders)


@patient
def _keep_house() -> None:
    """What dead workers held waits again; what nobody waits for any more is sent; an open circuit had its time."""
    recover()
    with transaction():
        issues.finish()
        for mailing in issues.hold(Mailing.state == SENDING, Mailing.hold_until <= clock.now(), skip_locked=True):
            mailing.hold_until, mailing.note = None, ""


@patient
def _sending() -> list[int]:
    """Issues that may be sent now."""
    now = clock.now()
    free = Mailing.hold_until.is_(None) | (Mailing.hold_until <= now)
    found = list(db.session.scalars(select(Mailing.id).where(Mailing.state == SENDING, free).order_by(Mailing.id)))
    db.session.rollback()
    return found


class Sender:
    """One connection to the relay and what goes over it."""

    def __init__(self, breaker: Breaker, told: Callable[[], object] = lambda: None) -> None:
        """`told` is called after each message that was accepted."""
        self.accepted = 0
        self._told = told
        self._breaker = breaker
        self._texts: dict[tuple[object, ...], MailingText | Parts] = {}
        self._frames: dict[tuple[object, ...], Frame] = {}
        self._ledger = Ledger()
        self._sign = signing.signer()

    def run(self, between: Callable[[], object] = lambda: None) -> None:
        """Send batch after batch until nothing is due; `between` is called after each."""
        with open_transport(current_app.config["MAIL_URL"]) as transport, self._ledger:
            while not jobs.stopping() and not self._breaker.is_open:
                batch = claim()
                if batch is None:
                    break
                self.send(batch, transport)
                between()
                if batch.wait:
                    jobs.wait(batch.wait)

    def send(self, batch: Batch, transport: Transport) -> None:
        """Send a batch in order. What is not begun when sending has to stop waits again, untouched.

        The relay reads a message while the answer to the one before is written down and its reader is looked at once
        more. Only then the last word is said: a killed sender leaves one message a connection in doubt, not more.
        """
        note: Note | None = None
        for item in batch.items:
            if jobs.stopping() or self._breaker.is_open:
                break
            trouble = self._begin(item, transport)
            verdict = self._ledger.step(batch, note, item)
            note = None
            if verdict == GO:
                note = Note(item, self._outcome(item, transport, trouble))
                continue
            transport.withdraw()
            if verdict == STOP:
                break
            if verdict == GONE:
                note = Note(item, {"state": SUPPRESSED, "answer": NOT_WANTED, "done_at": clock.now()})
        if note is not None:
            self._ledger.step(batch, note, None)
        if batch.items:
            give_back(batch)

    def _begin(self, item: Item, transport: Transport) -> Exception | None:
        """Give the relay a message but for its end; answers why that could not be."""
        try:
            octets = self._sign(self._frame(item).octets(item))
            transport.begin(octets, verp.return_path(item.id), item.email)
        except (TemporaryFailure, PermanentFailure, ValueError, TypeError, IndexError, AttributeError) as error:
            return error
        return None

    def _outcome(self, item: Item, transport: Transport, trouble: Exception | None) -> dict[str, Any]:
        """Let the message that was begun be a mail; answers what its row says from now on."""
        if trouble is None:
            try:
                answer = transport.finish()
            except (TemporaryFailure, PermanentFailure) as error:
                trouble = error
        if isinstance(trouble, ConnectionFailure) and not isinstance(trouble, AnswerLost):
            if self._breaker.failed():
                answers.hold(str(trouble))
        else:
            self._breaker.answered()
        if trouble is not None:
            return answers.refused(item, trouble)
        self.accepted += 1
        self._told()
        return answers.taken(item, answer)

    def _frame(self, item: Item) -> Frame:
        """The message of an issue in a reader's language, German where there is none; read and written once."""
        key: tuple[object, ...] = (item.mailing_id, item.language)
        if key not in self._texts:
            self._texts[key] = _read_text(item)
        text = self._texts[key]
        if item.trigger == DIGEST:  # readers of the same blocks get the same
            text = _of_reader(text, item.subscription_id)
            key += (text.body_text,)
        if key not in self._frames:
            if len(self._frames) >= FRAMES:
                del self._frames[next(iter(self._frames))]
            self._frames[key] = Frame(text, item.trigger)
        return self._frames[key]


@patient
def _read_text(item: Item) -> MailingText:
    rows = db.session.scalars(select(MailingText).where(MailingText.mailing_id == item.mailing_id)).all()
    by_language = {row.language: row for row in rows}
    for row in rows:
        db.session.expunge(row)
    db.session.rollback()
    return by_language.get(item.language) or by_language["de"]


@patient
def _of_reader(text: MailingText | Parts, subscription_id: int) -> Parts:
    """Of a weekly mail, the blocks that concern this reader. Raises NothingLeft."""
    try:
        return for_reader(text, subscription_id)
    finally:
        db.session.rollback()
