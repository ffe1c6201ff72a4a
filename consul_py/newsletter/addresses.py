"""What staff do to an address: stop all mail to it, allow it again, correct it, forget it, try a delivery once more."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import N_, Refusal, Refused, ensure
from consul_py.newsletter import address_queries, issues, orders, queries
from consul_py.newsletter.models import Delivery, Subscription
from consul_py.newsletter.service import Wanted, ask, leave, stop_queued

TAKEN = Refusal("taken", N_("This address is in the list already. Look it up and block the wrong one."))
REMOVED = Refusal("removed", N_("This address was removed from the list and is not written to again."))
SAME = Refusal("same", N_("This is the address that is stored already."))
GONE = Refusal("gone", N_("The address of this entry was removed or unsubscribed. It cannot be corrected."))
STOPPED = Refusal("stopped", N_("This issue was stopped for good. What had not been sent is never sent."), status=409)
NOT_FAILED = Refusal("not_failed", N_("Only a delivery that failed can be tried again."), status=409)


def suppress(row: Subscription, reason: str) -> None:
    """Staff stop all mail to an address, for instance after a complaint."""
    ensure(can_change(row))
    row.suppressed_at, row.suppressed_reason = clock.now(), reason
    orders.end(row)
    stop_queued(row, reason)
    audit.record("newsletter.suppress", "subscription", row.id, masked(row.email), reason=reason)


def unsuppress(row: Subscription) -> None:
    ensure(can_change(row))
    row.suppressed_at, row.suppressed_reason = None, ""
    audit.record("newsletter.unsuppress", "subscription", row.id, masked(row.email))


def can_change(row: Subscription) -> Refusal | None:
    """A removed address is only its hash: whatever were done to that again would make it forget who it was."""
    return None if row.email else REMOVED


def can_correct(row: Subscription, email: str) -> Refusal | None:
    """Whether an entry may get this address."""
    key = queries.address_key(email)
    if not row.email or row.left_at is not None:
        return GONE
    if email == row.email:
        return SAME
    if queries.by_key(queries.removed_key(email)) is not None:
        return REMOVED
    other = queries.by_key(key)
    return TAKEN if other is not None and other.id != row.id else None


def correct(row: Subscription, email: str, reason: str) -> None:
    """A better address for a subscription. Its owner has to confirm it: until then it gets nothing but that question.

    Interests stay. Old links stop working, those for confirming too, because they were sent to somebody else.
    """
    ensure(can_correct(row, email))
    before, key = masked(row.email), queries.address_key(email)
    wanted = _wanted(row)
    stop_queued(row, _("address corrected"))
    orders.end(row)
    row.email, row.email_key, row.domain = email, key, key.rpartition("@")[2]
    row.leave_token, row.confirmed_at, row.asked = secrets.token_urlsafe(16), None, []
    row.suppressed_at, row.suppressed_reason = None, ""
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:  # somebody entered it at this moment
        raise Refused(TAKEN) from error
    audit.record("newsletter.correct", "subscription", row.id, masked(email), reason=reason, before=before)
    ask(email, wanted, language=row.language, source="desk: corrected address")


def _wanted(row: Subscription) -> Wanted:
    """What was chosen; before it was ever confirmed, that stands in the order."""
    asked = [consent for consent in row.consents if consent.confirmed_at is None]
    if row.confirmed_at is None and asked:
        return asked[-1].wanted
    return {"kinds": row.kinds, "scopes": row.scopes, "weekly": row.weekly}


def remove(row: Subscription, reason: str) -> None:
    """Forget an address. Its hash stays, so that it is not written to again; proof of consent stays without it."""
    ensure(can_change(row))
    name = masked(row.email)
    leave(row)
    row.suppressed_at, row.suppressed_reason = clock.now(), reason
    row.email_key, row.email, row.asked = queries.removed_key(row.email), "", []
    audit.record("newsletter.remove", "subscription", row.id, name, reason=reason)


def masked(email: str) -> str:
    """Enough of an address for the log to be understood, not enough to write to it."""
    local, _at, host = email.partition("@")
    return f"{local[:2]}…@{host}" if host else "–"


def can_retry(mailing_id: int) -> Refusal | None:
    """What staff stopped for good is never sent, neither is what had failed before."""
    return STOPPED if address_queries.last("newsletter.stop", "mailing", mailing_id) else None


def retry(row: Delivery) -> None:
    """Staff let a failed delivery be tried again, from the start of the schedule. Raises Refused for any other."""
    db.session.refresh(row.mailing, with_for_update=True)  # it may have been finished or stopped since it was read
    ensure(can_retry(row.mailing_id))
    ensure(None if issues.try_again(row.mailing, Delivery.id == row.id) else NOT_FAILED)
    audit.record("newsletter.retry", "mailing", row.mailing_id, row.mailing.title, delivery=row.id)
