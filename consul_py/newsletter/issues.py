"""Issues: born once by a fact or written by hand, released to everybody they concern, paused and resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit, clock, jobs, mail
from consul_py.kernel.authz import person
from consul_py.kernel.db import db
from consul_py.kernel.db import now as db_now
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import slug
from consul_py.newsletter import audience, content, rules
from consul_py.newsletter.audience import Scope
from consul_py.newsletter.models import (
    BY_HAND,
    CLOSES_SOON,
    CLOSING,
    DEFERRED,
    DROPPED,
    EVALUATED,
    FAILED,
    LETTERS,
    OPENINGS,
    PAUSED,
    PREPARED,
    QUEUED,
    RESULTS,
    SENDING,
    SENT,
    TAKEN,
    WAITING,
    Delivery,
    Mailing,
    Subscription,
)
from consul_py.processes.models import Consultation

Compose = Callable[[], content.News]


def announce(trigger: str, consultation: Consultation) -> bool:
    """Tell that a consultation opened or closes soon, once, whoever calls this and how often; True when this call did.

    What was over before it could be told is noted as dropped, so that it is never told late.
    """
    opens_at, closes_at, now = consultation.opens_at, consultation.closes_at, db_now()
    assert opens_at is not None
    assert closes_at is not None
    reminder = trigger == CLOSES_SOON
    due = (rules.reminder_due if reminder else rules.opening_due)(opens_at, closes_at, now)
    if due is None:
        return False
    kind, compose = (CLOSING, content.closes_soon) if reminder else (OPENINGS, content.opened)
    mailing = _born(trigger, kind, consultation.title, **_about(consultation))
    if mailing is None:
        return False
    if due == "drop":
        mailing.state, mailing.note = DROPPED, _("It was over before it could be announced.")
        return False
    _send(mailing, lambda: compose(consultation))
    return True


def _about(consultation: Consultation) -> dict[str, int | None]:
    return {
        "consultation_id": consultation.id,
        "process_id": consultation.process_id,
        "topic_id": consultation.topic_id,
    }


def tell_evaluation(consultation: Consultation) -> None:
    mailing = _born(EVALUATED, RESULTS, consultation.title, **_about(consultation))
    if mailing is not None:
        _send(mailing, lambda: content.evaluated(consultation))


def tell_subject(
    trigger: str, kind: str, title: str, compose: Compose, *, subject_id: int, **scope: int | None
) -> None:
    """An issue about one subject, such as a workshop or its follow-up; `scope` are the ids that choose recipients."""
    mailing = _born(trigger, kind, title, subject_id=subject_id, **scope)
    if mailing is not None:
        _send(mailing, compose)


def _born(trigger: str, kind: str, title: str, **about: int | None) -> Mailing | None:
    """A new issue, or None when this fact has one already: the unique key decides, also between two workers."""
    mailing = Mailing(
        trigger=trigger, kind=kind, title=title[:200], slug=slug(title), state=PREPARED, created_at=clock.now(), **about
    )
    try:
        with db.session.begin_nested():
            db.session.add(mailing)
            db.session.flush()
    except IntegrityError:
        return None
    return mailing


def _send(mailing: Mailing, compose: Compose) -> None:
    """Freeze the texts and write one delivery per recipient: one INSERT … SELECT."""
    content.freeze(mailing, compose)
    now = clock.now()
    mailing.state, mailing.released_at = SENDING, now
    db.session.flush()
    recipients = select(
        literal(mailing.id),
        Subscription.id,
        literal(QUEUED),
        literal(f"<issue-{mailing.id}.") + Subscription.mark + literal(f"@{mail.domain()}>"),
        literal(0),
        literal(0),
        literal(now, Delivery.next_try_at.type),
        literal(""),
        literal(now, Delivery.created_at.type),
    ).where(audience.wanted(scope_of(mailing)))
    columns = ("mailing_id", "subscription_id", "state", "message_id", "attempts", "lost", "next_try_at", "answer",
               "created_at")  # fmt: skip
    written: Any = db.session.execute(insert(Delivery).from_select(columns, recipients))
    if written.rowcount == 0:
        mailing.state, mailing.finished_at = SENT, now
        mailing.note = _("Nobody had asked to hear about this.")
    jobs.ring("newsletter")


def scope_of(mailing: Mailing) -> Scope:
    return Scope(mailing.kind, mailing.process_id, mailing.topic_id, mailing.municipality_id)


def write(title: str, source: str, process_id: int | None) -> Mailing:
    """Staff begin an issue by hand."""
    mailing = Mailing(
        trigger=BY_HAND, kind=LETTERS, title=title, slug=slug(title), source=source, process_id=process_id,
        state=PREPARED, created_at=clock.now(), created_by_id=person().id,
    )  # fmt: skip
    db.session.add(mailing)
    db.session.flush()
    audit.record("newsletter.write", "mailing", mailing.id, title)
    return mailing


def edit(mailing: Mailing, title: str, source: str, process_id: int | None) -> None:
    ensure(rules.can_change(mailing.state))
    mailing.title, mailing.slug, mailing.source, mailing.process_id = title, slug(title), source, process_id
    audit.record("newsletter.edit", "mailing", mailing.id, title)


def discard(mailing: Mailing) -> None:
    """Throw an issue away that was never sent."""
    ensure(rules.can_change(mailing.state))
    audit.record("newsletter.discard", "mailing", mailing.id, mailing.title)
    db.session.delete(mailing)


def release(mailing: Mailing) -> int:
    """Send an issue written by hand; answers the number of recipients. Only the first of two clicks does it."""
    number = sum(count for _reason, count in audience.counted(scope_of(mailing)))
    ensure(rules.can_release(mailing.state, number))
    _send(mailing, lambda: content.by_hand(mailing.title, mailing.source))
    audit.record("newsletter.send", "mailing", mailing.id, mailing.title, recipients=number)
    return number


def pause(mailing: Mailing) -> None:
    ensure(rules.can_pause(mailing.state))
    mailing.state, mailing.note = PAUSED, _("Paused by %(name)s.", name=person().display_name or "consul-py")
    audit.record("newsletter.pause", "mailing", mailing.id, mailing.title)


def resume(mailing: Mailing) -> None:
    ensure(rules.can_resume(mailing.state))
    mailing.state, mailing.note, mailing.hold_until = SENDING, "", None
    audit.record("newsletter.resume", "mailing", mailing.id, mailing.title)
    jobs.ring("newsletter")


def retry_failed(mailing: Mailing) -> int:
    """Queue every failed delivery anew; answers how many."""
    now = clock.now()
    again: Any = db.session.execute(
        update(Delivery)
        .where(Delivery.mailing_id == mailing.id, Delivery.state == FAILED)
        .values(state=QUEUED, attempts=0, lost=0, first_try_at=None, next_try_at=now, done_at=None)
        .execution_options(synchronize_session=False)
    )
    if again.rowcount and mailing.state == SENT:
        mailing.state, mailing.finished_at = SENDING, None
    audit.record("newsletter.retry", "mailing", mailing.id, mailing.title, deliveries=again.rowcount)
    jobs.ring("newsletter")
    return int(again.rowcount)


def retry_now(mailing: Mailing) -> None:
    """Do not wait for the next try of what was put off, and close the circuit."""
    mailing.hold_until = None
    db.session.execute(
        update(Delivery)
        .where(Delivery.mailing_id == mailing.id, Delivery.state == DEFERRED)
        .values(next_try_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    jobs.ring("newsletter")


def finish() -> int:
    """Mark what nobody waits for any more as sent; answers how many issues."""
    waiting = select(Delivery.mailing_id).where(Delivery.state.in_((*WAITING, TAKEN)))
    done: Any = db.session.execute(
        update(Mailing)
        .where(Mailing.state == SENDING, Mailing.id.not_in(waiting))
        .values(state=SENT, finished_at=clock.now(), hold_until=None, note="")
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)


def deliveries_of(mailing_id: int) -> int:
    statement = select(func.count()).select_from(Delivery).where(Delivery.mailing_id == mailing_id)
    return int(db.session.execute(statement).scalar_one())
