"""What staff do to an address: stop all mail to it, allow it again, forget it, try a failed delivery once more."""

from __future__ import annotations

from consul_py.kernel import audit, clock, jobs
from consul_py.newsletter import queries
from consul_py.newsletter.models import QUEUED, SENDING, SENT, Delivery, Subscription
from consul_py.newsletter.service import leave, stop_queued


def suppress(row: Subscription, reason: str) -> None:
    """Staff stop all mail to an address, for instance after a complaint."""
    row.suppressed_at, row.suppressed_reason = clock.now(), reason
    stop_queued(row, reason)
    audit.record("newsletter.suppress", "subscription", row.id, _masked(row), reason=reason)


def unsuppress(row: Subscription) -> None:
    row.suppressed_at, row.suppressed_reason = None, ""
    audit.record("newsletter.unsuppress", "subscription", row.id, _masked(row))


def remove(row: Subscription, reason: str) -> None:
    """Forget an address. Its hash stays, so that it is not written to again; proof of consent stays without it."""
    name = _masked(row)
    leave(row)
    row.suppressed_at, row.suppressed_reason = clock.now(), reason
    row.email_key, row.email, row.asked = queries.removed_key(row.email), "", []
    audit.record("newsletter.remove", "subscription", row.id, name, reason=reason)


def _masked(row: Subscription) -> str:
    """Enough of an address for the log to be understood, not enough to write to it."""
    local, _at, host = row.email.partition("@")
    return f"{local[:2]}…@{host}" if host else "–"


def retry(row: Delivery) -> None:
    """Staff let a failed delivery be tried again, from the start of the schedule."""
    row.state, row.attempts, row.lost, row.first_try_at = QUEUED, 0, 0, None
    row.next_try_at, row.done_at = clock.now(), None
    if row.mailing.state == SENT:
        row.mailing.state, row.mailing.finished_at = SENDING, None
    audit.record("newsletter.retry", "mailing", row.mailing_id, row.mailing.title, delivery=row.id)
    jobs.ring("newsletter")
