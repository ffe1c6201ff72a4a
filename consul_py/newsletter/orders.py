"""Orders that were not confirmed yet: how they end without it."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from consul_py.kernel import clock, mail
from consul_py.kernel.db import db
from consul_py.newsletter.models import Subscription, SubscriptionConsent


def end(row: Subscription) -> None:
    """No link that asks for a confirmation works any more: it was sent to somebody else, or for a time that is over.

    A mail with such a link that still waits is not sent. Call with the subscription locked: confirming locks it, too.
    """
    now = clock.now()
    is_open = (
        SubscriptionConsent.subscription_id == row.id,
        SubscriptionConsent.confirmed_at.is_(None),
        SubscriptionConsent.expires_at > now,
    )
    asking = select(SubscriptionConsent.message_id).where(*is_open)
    db.session.execute(
        delete(mail.MailOut)
        .where(mail.MailOut.message_id.in_(asking), mail.MailOut.state == "queued")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(SubscriptionConsent)
        .where(*is_open)
        .values(token_sha256=None, expires_at=now)
        .execution_options(synchronize_session=False)
    )
