"""What the relay's answer means for a delivery: the new values of its row, and what else has to happen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.transport import AnswerLost, ConnectionFailure, PermanentFailure, TemporaryFailure
from consul_py.newsletter import bounces, issues, rules
from consul_py.newsletter.claims import Item, patient
from consul_py.newsletter.digest_text import NothingLeft
from consul_py.newsletter.models import DEFERRED, FAILED, PAUSED, QUEUED, SENDING, SUPPRESSED, UNCERTAIN, Mailing

Values = dict[str, Any]


def taken(item: Item, answer: str) -> Values:
    """The relay took the message."""
    return _answered(item, answer, permanent=False, accepted=True)


def refused(item: Item, trouble: Exception) -> Values:
    """What a row says whose message was not taken."""
    words = str(trouble)
    if isinstance(trouble, AnswerLost):
        return _lost(item, words)
    if isinstance(trouble, ConnectionFailure):  # no attempt: the relay is away, whoever the reader is
        return {"state": DEFERRED, "answer": words, "next_try_at": clock.now() + timedelta(minutes=1)}
    if isinstance(trouble, TemporaryFailure):
        return _answered(item, words, permanent=False)
    if isinstance(trouble, PermanentFailure):
        return _refused_for_good(item, words)
    if isinstance(trouble, NothingLeft):
        return {"state": SUPPRESSED, "answer": f"not sent: {words}", "done_at": clock.now()}
    return _answered(item, f"cannot be written: {words}", permanent=True)  # the mail library says so


def _refused_for_good(item: Item, words: str) -> Values:
    if rules.is_policy(words):
        _stop_issue(item.mailing_id, words)
        return {"state": QUEUED, "answer": words}
    _note_refusal(item, words)
    return _answered(item, words, permanent=True)


@patient
def _note_refusal(item: Item, words: str) -> None:
    """A refusal at the door counts like a mail that came back."""
    with transaction():
        bounces.refused(item.id, item.subscription_id, words, key=f"{item.message_id} {item.attempts}")


def _answered(item: Item, answer: str, *, permanent: bool, accepted: bool = False) -> Values:
    now = clock.now()
    first = item.first_try_at or now
    attempts = item.attempts + 1
    state = rules.outcome(accepted, permanent, first, now)
    values: dict[str, Any] = {"state": state, "answer": answer, "attempts": attempts, "first_try_at": first}
    return values | (
        {"next_try_at": rules.next_try(attempts, now)} if state == DEFERRED else {"done_at": now}
    )  # fmt: skip


def _lost(item: Item, answer: str) -> Values:
    """The relay may have the message or not: once more, with the same Message-ID."""
    state = UNCERTAIN if item.lost + 1 < rules.LOST_LIMIT else FAILED
    next_try_at = clock.now() + timedelta(minutes=1)
    return {"state": state, "lost": item.lost + 1, "answer": answer, "next_try_at": next_try_at}


@patient
def _stop_issue(mailing_id: int, answer: str) -> None:
    """The relay refuses us, not the address: pause the issue, spare the address, let a person look."""
    with transaction():
        db.session.execute(
            update(Mailing)
            .where(Mailing.id == mailing_id, Mailing.state == SENDING)
            .values(state=PAUSED, note=answer[:500])
            .execution_options(synchronize_session=False)
        )


@patient
def hold(answer: str) -> None:
    """Open the circuit: nothing is sent for some minutes, no attempt is used up, the desk shows why."""
    with transaction():
        for mailing in issues.hold(Mailing.state == SENDING):
            mailing.hold_until, mailing.note = clock.now() + rules.HOLD, answer[:500]
