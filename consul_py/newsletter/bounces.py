"""Mails that came back: what is noted, and when an address is written to no more.

Hard twice at least a day apart, or five times softly within thirty days: the address is suppressed. A complaint: at
once. An answer that speaks about us and not about the address (5.7.x) is noted and never held against it.
Everything is a row that the desk shows; what was suppressed can be allowed again there, and an address be corrected.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.i18n import gettext as _
from consul_py.newsletter import address_queries, orders, queries, reports
from consul_py.newsletter.desk_models import COMPLAINT, HARD, SOFT, Bounce
from consul_py.newsletter.models import (
    ACCEPTED,
    BOUNCED,
    PAUSED,
    SENDING,
    TAKEN,
    UNCERTAIN,
    WAITING,
    Delivery,
    Mailing,
    Subscription,
)
from consul_py.newsletter.service import leave, stop_queued

APART = timedelta(hours=24)
SOFT_DAYS, SOFT_LIMIT = timedelta(days=30), 5
POLICY_LIMIT = 10  # returned mails of one issue that speak about us; then a person has to look at it
_CODE = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def take(report: reports.Report, delivery_id: int) -> bool:
    """Note what came back for a delivery; False when it was noted before or there is no such delivery."""
    row = db.session.execute(
        select(Delivery.subscription_id, Delivery.mailing_id).where(Delivery.id == delivery_id)
    ).first()
    if row is None:
        return False
    if report.kind == reports.LEAVE:
        return not _went_elsewhere(delivery_id, row.subscription_id) and _leave(row.subscription_id)
    if not note(delivery_id, row.subscription_id, report.kind, report.status, report.words, key=report.key):
        return False
    _came_back(delivery_id, report)
    if report.status.startswith("5.7."):
        _look_at_us(row.mailing_id, report.words)
    return True


def refused(delivery_id: int, subscription_id: int, words: str, *, key: str) -> None:
    """The relay itself refused an address for good while we were talking to it."""
    found = _CODE.search(words)
    note(delivery_id, subscription_id, HARD, found[1] if found else "", words, key=key)


def note(delivery_id: int, subscription_id: int, kind: str, status: str, words: str, *, key: str) -> bool:
    """Write a bounce down, once, and suppress the address when it is time to."""
    values = {
        "report_key": hashlib.sha256(f"{delivery_id} {key}".encode("utf-8", "replace")).hexdigest(),
        "delivery_id": delivery_id, "subscription_id": subscription_id, "at": clock.now(), "kind": kind,
        "status": status[:12], "words": words[:500],
    }  # fmt: skip
    if not insert_once(Bounce, values):
        return False
    reason = "" if _went_elsewhere(delivery_id, subscription_id) else _reason(subscription_id, kind, status)
    if reason:
        _suppress(subscription_id, reason, words)
    return True


def _went_elsewhere(delivery_id: int, subscription_id: int) -> bool:
    """Whether this was sent before the address was corrected: whoever had it speaks for nobody who has the new one."""
    corrected = address_queries.last("newsletter.correct", "subscription", subscription_id)
    if corrected is None:
        return False
    sent = select(func.coalesce(Delivery.first_try_at, Delivery.done_at)).where(Delivery.id == delivery_id)
    at = db.session.scalar(sent)
    return at is not None and at <= corrected


def _reason(subscription_id: int, kind: str, status: str) -> str:
    """Why this address is written to no more; empty while it is."""
    if kind == COMPLAINT:
        return str(_("A complaint about our mail was reported."))
    if status.startswith("5.7."):
        return ""
    # What came back before the address was corrected and confirmed anew says nothing about it.
    confirmed = select(Subscription.confirmed_at).where(Subscription.id == subscription_id).scalar_subquery()
    of_kind = select(func.count(), func.min(Bounce.at), func.max(Bounce.at)).where(
        Bounce.subscription_id == subscription_id,
        Bounce.kind == kind,
        Bounce.status.not_like("5.7.%"),
        Bounce.at >= confirmed,
    )
    if kind == HARD:
        count, first, last = db.session.execute(of_kind).one()
        apart = count > 1 and last - first >= APART
        return str(_("The address was refused for good, more than once and at least a day apart.")) if apart else ""
    count = db.session.execute(of_kind.where(Bounce.at > clock.now() - SOFT_DAYS)).one()[0]
    often = count >= SOFT_LIMIT
    return str(_("The address could not be reached five times within thirty days.")) if often else ""


def _suppress(subscription_id: int, reason: str, words: str) -> None:
    row = queries.get_subscription(subscription_id, lock=True)
    if row.suppressed_at is not None:
        return
    row.suppressed_at, row.suppressed_reason = clock.now(), reason[:300]
    orders.end(row)
    stop_queued(row, reason)
    audit.record("newsletter.suppress", "subscription", row.id, f"…@{row.domain}", reason=reason, answer=words[:200])


def _leave(subscription_id: int) -> bool:
    """A mail program left the list by mail."""
    row = queries.get_subscription(subscription_id, lock=True)
    left = row.left_at is None
    leave(row)
    return left


def _came_back(delivery_id: int, report: reports.Report) -> None:
    """The relay had taken it, and then it came back. A complaint means that it arrived."""
    if report.kind == COMPLAINT:
        return
    db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_((ACCEPTED, UNCERTAIN, TAKEN, *WAITING)))
        .values(state=BOUNCED, answer=report.words[:500], done_at=clock.now(), lease_by=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def _look_at_us(mailing_id: int, words: str) -> None:
    """When receivers refuse us again and again, stop and let a person look."""
    statement = (
        select(func.count())
        .select_from(Bounce)
        .join(Delivery, Delivery.id == Bounce.delivery_id)
        .where(Delivery.mailing_id == mailing_id, Bounce.status.like("5.7.%"))
    )
    if db.session.execute(statement).scalar_one() >= POLICY_LIMIT:
        _paused: Any = db.session.execute(
            update(Mailing)
            .where(Mailing.id == mailing_id, Mailing.state == SENDING)
            .values(state=PAUSED, note=words[:500])
            .execution_options(synchronize_session=False)
        )


def by_message_id(message_id: str) -> int | None:
    """The delivery of a message that came back without its own return path, as in reports of complaints."""
    found = reports.OUR_ID.fullmatch(message_id.strip())
    if not found:
        return None
    statement = (
        select(Delivery.id)
        .join(Delivery.subscription)
        .where(Delivery.mailing_id == int(found[1]), Subscription.mark == found[2])
    )
    return db.session.scalar(statement)


__all__ = ["COMPLAINT", "HARD", "SOFT", "by_message_id", "note", "refused", "take"]
