"""The sender: hands claimed deliveries to the relay over connections it keeps open, and notes each answer at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, update

from consul_py.kernel import clock, jobs
from consul_py.kernel.db import db, transaction
from consul_py.kernel.transport import (
    AnswerLost,
    ConnectionFailure,
    PermanentFailure,
    TemporaryFailure,
    Transport,
    open_transport,
)
from consul_py.newsletter import issues, rules
from consul_py.newsletter.audience import receives
from consul_py.newsletter.claims import NOT_WANTED, Batch, Item, claim, give_back, record, recover
from consul_py.newsletter.digest_text import NothingLeft, Parts, for_reader
from consul_py.newsletter.message import message_for
from consul_py.newsletter.models import (
    DEFERRED,
    DIGEST,
    FAILED,
    PAUSED,
    QUEUED,
    SENDING,
    SUPPRESSED,
    TAKEN,
    UNCERTAIN,
    Delivery,
    Mailing,
    MailingText,
)

Texts = dict[tuple[int, str], MailingText]


class Breaker:
    """Counts connection failures in a row over all connections of a worker; any answer of the relay closes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0

    def failed(self) -> bool:
        """Note a failure; True when the circuit is open now."""
        with self._lock:
            self._failures += 1
            return self._failures >= rules.BREAKER

    def answered(self) -> None:
        with self._lock:
            self._failures = 0

    @property
    def is_open(self) -> bool:
        return self._failures >= rules.BREAKER


def send_due() -> int:
    """The newsletter job: send everything due over some connections side by side; answers how many were accepted."""
    recover()
    if not _sending():
        return 0
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # of werkzeug's proxy
    breaker, accepted = Breaker(), []

    def connection() -> None:
        with app.app_context():
            try:
                accepted.append(_connection(breaker))
            finally:
                db.session.remove()

    number = max(1, app.config["MAIL_CONNECTIONS"])
    threads = [threading.Thread(target=connection, name=f"sender-{n}") for n in range(1, number)]
    for thread in threads:
        thread.start()
    accepted.append(_connection(breaker))
    for thread in threads:
        thread.join()
    with transaction():
        issues.finish()
    return sum(accepted)


def _connection(breaker: Breaker) -> int:
    """Send batch after batch over one connection until nothing is due."""
    accepted = 0
    texts: Texts = {}
    with open_transport(current_app.config["MAIL_URL"]) as transport:
        while not jobs.stopping() and not breaker.is_open:
            batch = claim()
            if batch is None:
                break
            accepted += _send_batch(batch, transport, breaker, texts)
    return accepted


def _sending() -> list[int]:
    """Issues that may be sent now."""
    now = clock.now()
    free = Mailing.hold_until.is_(None) | (Mailing.hold_until <= now)
    found = list(db.session.scalars(select(Mailing.id).where(Mailing.state == SENDING, free).order_by(Mailing.id)))
    db.session.rollback()
    return found


def _send_batch(batch: Batch, transport: Transport, breaker: Breaker, texts: Texts) -> int:
    """Send a batch in order. What is not begun when sending has to stop waits again, untouched."""
    accepted = 0
    for item in batch.items:
        if jobs.stopping() or breaker.is_open:
            break
        verdict = _check(item, batch)
        if verdict == "stop":
            break
        if verdict == "go":
            accepted += _hand_over(item, batch, transport, breaker, texts)
    give_back(batch)
    return accepted


def _check(item: Item, batch: Batch) -> str:
    """Right before sending: is the row still ours, the issue not paused, the person still there?"""
    row = db.session.execute(
        select(Mailing.state, receives(), Delivery.lease_by == batch.name, Delivery.state)
        .select_from(Delivery)
        .join(Delivery.mailing)
        .join(Delivery.subscription)
        .where(Delivery.id == item.id)
    ).one()
    db.session.rollback()
    state, wanted, ours, delivery_state = row
    if state != SENDING:
        return "stop"
    if not ours or delivery_state != TAKEN:
        return "skip"
    if not wanted:
        record(item, batch, state=SUPPRESSED, answer=NOT_WANTED, done_at=clock.now())
        return "skip"
    return "go"


def _hand_over(item: Item, batch: Batch, transport: Transport, breaker: Breaker, texts: Texts) -> int:
    """Send one message and write down what the relay said; 1 when it was accepted."""
    try:
        message = message_for(item, _text_for(item, texts))
        answer = transport.send(message, current_app.config["MAIL_FROM"], item.email)
    except AnswerLost as error:
        breaker.answered()
        _lost(item, batch, str(error))
    except ConnectionFailure as error:
        record(item, batch, state=DEFERRED, answer=str(error), next_try_at=clock.now() + timedelta(minutes=1))
        if breaker.failed():
            _hold(str(error))
    except TemporaryFailure as error:
        breaker.answered()
        _answered(item, batch, str(error), permanent=False)
    except PermanentFailure as error:
        breaker.answered()
        if rules.is_policy(str(error)):
            _stop_issue(item, batch, str(error))
        else:
            _answered(item, batch, str(error), permanent=True)
    except NothingLeft as error:
        record(item, batch, state=SUPPRESSED, answer=f"not sent: {error}", done_at=clock.now())
    except (ValueError, TypeError, IndexError, AttributeError) as error:  # an address the mail library cannot write
        _answered(item, batch, f"cannot be written: {error}", permanent=True)
    else:
        breaker.answered()
        _answered(item, batch, answer, permanent=False, accepted=True)
        return 1
    return 0


def _answered(item: Item, batch: Batch, answer: str, *, permanent: bool, accepted: bool = False) -> None:
    now = clock.now()
    first = item.first_try_at or now
    attempts = item.attempts + 1
    state = rules.outcome(accepted, permanent, first, now)
    values: dict[str, Any] = {"state": state, "answer": answer, "attempts": attempts, "first_try_at": first}
    if state == DEFERRED:
        values["next_try_at"] = rules.next_try(attempts, now)
    else:
        values["done_at"] = now
    record(item, batch, **values)


def _lost(item: Item, batch: Batch, answer: str) -> None:
    """The relay may have the message or not: once more, with the same Message-ID."""
    now = clock.now()
    state = UNCERTAIN if item.lost + 1 < rules.LOST_LIMIT else FAILED
    record(item, batch, state=state, lost=item.lost + 1, answer=answer, next_try_at=now + timedelta(minutes=1))


def _stop_issue(item: Item, batch: Batch, answer: str) -> None:
    """The relay refuses us, not the address: pause the issue, spare the address, let a person look."""
    with transaction():
        db.session.execute(
            update(Mailing)
            .where(Mailing.id == item.mailing_id, Mailing.state == SENDING)
            .values(state=PAUSED, note=answer[:500])
            .execution_options(synchronize_session=False)
        )
    record(item, batch, state=QUEUED, answer=answer)


def _hold(answer: str) -> None:
    """Open the circuit: nothing is sent for some minutes, no attempt is used up, the desk shows why."""
    with transaction():
        db.session.execute(
            update(Mailing)
            .where(Mailing.state == SENDING)
            .values(hold_until=clock.now() + rules.HOLD, note=answer[:500])
            .execution_options(synchronize_session=False)
        )


def _text_for(item: Item, texts: Texts) -> MailingText | Parts:
    """What this reader gets: the text in their language, of a weekly mail the blocks that concern them."""
    text = _text(item.mailing_id, item.language, texts)
    if item.trigger != DIGEST:
        return text
    try:
        return for_reader(text, item.subscription_id)
    finally:
        db.session.rollback()


def _text(mailing_id: int, language: str, texts: Texts) -> MailingText:
    """The frozen text of an issue in a language, German where there is none; read once per connection."""
    if (mailing_id, language) not in texts:
        rows = db.session.scalars(select(MailingText).where(MailingText.mailing_id == mailing_id)).all()
        by_language = {row.language: row for row in rows}
        texts[mailing_id, language] = by_language.get(language) or by_language["de"]
        for row in rows:
            db.session.expunge(row)
        db.session.rollback()
    return texts[mailing_id, language]
