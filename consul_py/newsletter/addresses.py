"""What staff do to an address: stop all mail to it, allow it again, correct it, forget it, try a delivery once more."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit, clock, jobs
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import N_, Refusal, Refused, ensure
from consul_py.newsletter import queries
from consul_py.newsletter.models import QUEUED, SENDING, SENT, Delivery, Subscription
from consul_py.newsletter.service import ask, leave, stop_queued

TAKEN = Refusal("taken", N_("This address is in the list already. Look it up and block the wrong one."))
REMOVED = Refusal("removed", N_("This address was removed from the list and is not written to again."))
SAME = Refusal("same", N_("This is the address that is stored already."))
GONE = Refusal("gone", N_("The address of this entry was removed or unsubscribed. It cannot be corrected."))


def suppress(row: Subscription, reason: str) -> None:
    """Staff stop all mail to an address, for instance after a complaint."""
    row.suppressed_at, row.suppressed_reason = clock.now(), reason
    stop_queued(row, reason)
    audit.record("newsletter.suppress", "subscription", row.id, masked(row.email), reason=reason)


def unsuppress(row: Subscription) -> None:
    row.suppressed_at, row.suppressed_reason = None, ""
    audit.record("newsletter.unsuppress", "subscription", row.id, masked(row.email))


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

    Interests stay. Old links stop working, because they were sent to somebody else.
    """
    ensure(can_correct(row, email))
    before, key = masked(row.email), queries.address_key(email)
    wanted = {"kinds": row.kinds, "scopes": row.scopes, "weekly": row.weekly}
    stop_queued(row, _("address corrected"))
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


def remove(row: Subscription, reason: str) -> None:
    """Forget an address. Its hash stays, so that it is not written to again; proof of consent stays without it."""
    name = masked(row.email)
    leave(row)
    row.suppressed_at, row.suppressed_reason = clock.now(), reason
    row.email_key, row.email, row.asked = queries.removed_key(row.email), "", []
    audit.record("newsletter.remove", "subscription", row.id, name, reason=reason)


def masked(email: str) -> str:
    """Enough of an address for the log to be understood, not enough to write to it."""
    local, _at, host = email.partition("@")
    return f"{local[:2]}…@{host}" if host else "–"


def retry(row: Delivery) -> None:
    """Staff let a failed delivery be tried again, from the start of the schedule."""
    row.state, row.attempts, row.lost, row.first_try_at = QUEUED, 0, 0, None
    row.next_try_at, row.done_at = clock.now(), None
    if row.mailing.state == SENT:
        row.mailing.state, row.mailing.finished_at = SENDING, None
    audit.record("newsletter.retry", "mailing", row.mailing_id, row.mailing.title, delivery=row.id)
    jobs.ring("newsletter")
