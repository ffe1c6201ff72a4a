"""Issues: released to everybody they concern, paused and resumed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, insert, literal, select, update

from consul_py.kernel import audit, clock, jobs, locks, mail
from consul_py.kernel.authz import person
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import ensure
from consul_py.newsletter import audience, issue_queries, rules
from consul_py.newsletter.audience import Scope
from consul_py.newsletter.models import (
    DEFERRED,
    FAILED,
    PAUSED,
    QUEUED,
    SENDING,
    SENT,
    SUPPRESSED,
    TAKEN,
    WAITING,
    Delivery,
    Mailing,
    Subscription,
)

# Whoever releases an issue reads who wants news at once; whoever begins to want that reads which issues are released.
# Neither sees what the other has not committed yet, so they do not overlap.
RHYTHM = "newsletter rhythm"


def hold(*conditions: ColumnElement[bool], skip_locked: bool = False) -> list[Mailing]:
    """Issues as they are now, locked: nobody else changes their state, nor gives them deliveries, before this act ends.

    Always in the order of their ids, so that two acts never wait for each other.
    """
    locked = (
        select(Mailing).where(*conditions).order_by(Mailing.id).with_for_update(of=Mailing, skip_locked=skip_locked)
    )
    return list(db.session.scalars(locked.execution_options(populate_existing=True)))


def deliver(mailing: Mailing, recipients: ColumnElement[bool] | None = None) -> int:
    """Release an issue whose texts are frozen: one delivery per recipient by one INSERT … SELECT; answers how many.

    `recipients` is who gets it; without it, everybody whom its kind and scope concern.
    """
    locks.beside(RHYTHM)
    now = clock.now()
    mailing.state, mailing.released_at = SENDING, now
    db.session.flush()
    number = queue(mailing.id, audience.wanted(scope_of(mailing)) if recipients is None else recipients)
    if number == 0:
        mailing.state, mailing.finished_at = SENT, now
        mailing.note = _("Nobody had asked to hear about this.")
    jobs.ring("newsletter")
    return number


def queue(mailing_id: int, recipients: ColumnElement[bool]) -> int:
    """Write the deliveries of an issue; answers how many."""
    now = clock.now()
    rows = select(
        literal(mailing_id),
        Subscription.id,
        literal(QUEUED),
        literal(f"<issue-{mailing_id}.") + Subscription.mark + literal(f"@{mail.domain()}>"),
        literal(0),
        literal(0),
        literal(now, Delivery.next_try_at.type),
        literal(""),
        literal(now, Delivery.created_at.type),
    ).where(recipients)
    columns = ("mailing_id", "subscription_id", "state", "message_id", "attempts", "lost", "next_try_at", "answer",
               "created_at")  # fmt: skip
    insertion = insert(Delivery).from_select(columns, rows)
    # PostgreSQL's driver forgets the number of an INSERT unless it is asked to keep it.
    written: Any = db.session.execute(insertion.execution_options(preserve_rowcount=True))
    return int(written.rowcount)


def scope_of(mailing: Mailing) -> Scope:
    return Scope(mailing.kind, mailing.process_id, mailing.topic_id, mailing.municipality_id)


def pause(mailing: Mailing) -> None:
    ensure(rules.can_pause(mailing.state))
    mailing.state, mailing.note = PAUSED, _("Paused by %(name)s.", name=person().display_name or "consul-py")
    audit.record("newsletter.pause", "mailing", mailing.id, mailing.title)


def resume(mailing: Mailing) -> None:
    ensure(rules.can_resume(mailing.state))
    mailing.state, mailing.note, mailing.hold_until = SENDING, "", None
    audit.record("newsletter.resume", "mailing", mailing.id, mailing.title)
    jobs.ring("newsletter")


def stop(mailing: Mailing) -> int:
    """End an issue for good: what is not sent yet is never sent. Answers how many addresses that are.

    What a worker has in its hands at this moment is still sent, and its answer noted; what it could not deliver ends
    with `end_stopped`.
    """
    ensure(rules.can_stop(mailing.state))
    now = clock.now()
    ended = _end(Delivery.mailing_id == mailing.id)
    mailing.state, mailing.finished_at, mailing.hold_until = SENT, now, None
    mailing.note = _("Stopped by %(name)s.", name=person().display_name or "consul-py")
    audit.record("newsletter.stop", "mailing", mailing.id, mailing.title, deliveries=ended)
    return ended


def end_stopped() -> int:
    """What came back from a worker after its issue was stopped ends as the rest did; answers how many."""
    done = select(Mailing.id).where(Mailing.state == SENT, Mailing.id.in_(issue_queries.stopped()))
    return _end(Delivery.mailing_id.in_(done))


def _end(which: ColumnElement[bool]) -> int:
    ended: Any = db.session.execute(
        update(Delivery)
        .where(which, Delivery.state.in_(WAITING))
        .values(state=SUPPRESSED, answer=_("stopped by staff"), done_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)


def retry_failed(mailing: Mailing) -> int:
    """Queue every failed delivery anew; answers how many."""
    hold(Mailing.id == mailing.id)  # it may have been finished since it was read
    again = try_again(mailing, Delivery.mailing_id == mailing.id)
    audit.record("newsletter.retry", "mailing", mailing.id, mailing.title, deliveries=again)
    return again


def try_again(mailing: Mailing, which: ColumnElement[bool]) -> int:
    """Queue failed deliveries of a held issue from the start of the schedule; answers how many."""
    again: Any = db.session.execute(
        update(Delivery)
        .where(which, Delivery.state == FAILED)
        .values(state=QUEUED, attempts=0, lost=0, first_try_at=None, next_try_at=clock.now(), done_at=None)
        .execution_options(synchronize_session=False)
    )
    if again.rowcount and mailing.state == SENT:
        mailing.state, mailing.finished_at = SENDING, None
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
    """Mark what nobody waits for any more as sent; answers how many issues.

    Whoever queues deliveries holds the issue meanwhile; one that is held is looked at the next time. Nobody being left
    is asked once more after the lock, because the first view may be older than what was queued before it was given.
    """
    idle = ~exists().where(Delivery.mailing_id == Mailing.id, Delivery.state.in_((*WAITING, TAKEN)))
    held = hold(Mailing.state == SENDING, idle, skip_locked=True)
    if not held:
        return 0
    done = set(db.session.scalars(select(Mailing.id).where(Mailing.id.in_([issue.id for issue in held]), idle)))
    for issue in held:
        if issue.id in done:
            issue.state, issue.finished_at, issue.hold_until, issue.note = SENT, clock.now(), None, ""
    return len(done)
