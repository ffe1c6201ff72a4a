"""Changes to subscriptions: ask, confirm, change, leave; and what staff do to an address."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from consul_py.kernel import clock, mail
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import ensure
from consul_py.kernel.settings import site
from consul_py.kernel.web import public_url
from consul_py.municipalities.models import Municipality
from consul_py.newsletter import content, digest, orders, queries, rules
from consul_py.newsletter.models import (
    KINDS,
    SUPPRESSED,
    WAITING,
    Delivery,
    Subscription,
    SubscriptionConsent,
    SubscriptionInterest,
)
from consul_py.processes.models import Process, TopicField

Wanted = dict[str, Any]  # {"kinds": ["openings", …], "scopes": ["topic:3", …], "weekly": False}; no scopes: everything


def wording() -> str:
    """What a person agrees to, in the current language; its text and hash are the proof of consent."""
    words: str = _(
        "I would like to receive the newsletter of %(name)s by e-mail. My address is used for nothing else. "
        "I can unsubscribe at any time with one click.",
        name=site().name,
    )
    return words


def ask(email: str, wanted: Wanted, *, language: str, source: str) -> None:
    """Somebody entered an address. What happens looks the same for known and unknown addresses.

    An unknown one gets a mail with a button, a known one a mail that says so; at most three mails an hour.
    """
    row = enter(email, language)
    now = clock.now()
    asked = [datetime.fromisoformat(at) for at in row.asked]
    if row.suppressed_at is not None or not rules.may_mail(asked, now):
        return
    row.asked = [at.isoformat() for at in (*asked, now)][-rules.MAILS_AN_HOUR :]
    if row.receives:
        mail.post(
            "newsletter/known",
            row.email,
            language=row.language,
            url=content.manage_url(row),
            when=content.now_in_words(),
        )
        return
    token = secrets.token_urlsafe(24)
    consent = _declare(row, wanted, language, source, now)
    consent.token_sha256, consent.expires_at = queries.token_hash(token), now + rules.TOKEN_LIFE
    url = public_url("newsletter.confirm", token=token)
    sent = mail.post("newsletter/confirm", row.email, language=language, url=url, when=content.now_in_words())
    consent.message_id = sent.message_id


def enter(email: str, language: str) -> Subscription:
    """The one row of an address, locked; new when nobody knows it. A removed address stays recognisable by its hash."""
    removed = queries.by_key(queries.removed_key(email), lock=True)
    if removed is not None:
        return removed
    key = queries.address_key(email)
    new = insert_once(
        Subscription,
        {
            "email": email,
            "email_key": key,
            "domain": key.rpartition("@")[2],
            "language": language,
            "leave_token": secrets.token_urlsafe(16),
            "mark": secrets.token_hex(8),
            "asked": [],
            "created_at": clock.now(),
        },
    )
    if new and (removed := queries.by_key(queries.removed_key(email), lock=True)) is not None:  # between the two looks
        db.session.execute(delete(Subscription).where(Subscription.email_key == key))
        return removed
    row = queries.by_key(key, lock=True)
    return row if row is not None else enter(email, language)  # it was removed or corrected at this moment


def _declare(row: Subscription, wanted: Wanted, language: str, source: str, now: datetime) -> SubscriptionConsent:
    text = wording()
    consent = SubscriptionConsent(
        subscription_id=row.id,
        wording=text,
        wording_sha256=hashlib.sha256(text.encode()).hexdigest(),
        language=language,
        source=source[:120],
        wanted=wanted,
        asked_at=now,
    )
    db.session.add(consent)
    return consent


def confirm(token: str) -> Subscription:
    """The button in the confirmation mail's page. Raises Refused when the link is used or too old."""
    now = clock.now()
    asked = queries.open_consent(token, now)
    ensure(None if asked else rules.ENDED)
    assert asked is not None
    row = queries.get_subscription(asked.subscription_id, lock=True)
    consent = queries.open_consent(token, now)  # again: the link may have been used or ended before the lock was given
    ensure(None if consent else rules.ENDED)
    assert consent is not None
    consent.confirmed_at = now
    sent = db.session.scalar(select(mail.MailOut).where(mail.MailOut.message_id == consent.message_id))
    consent.smtp_answer = sent.answer if sent else ""
    _begin(row, consent, now)
    return row


def _begin(row: Subscription, consent: SubscriptionConsent, now: datetime) -> None:
    """From now on the address receives. Links of a time before it left stop working."""
    if row.left_at is not None:
        row.leave_token, row.weekly = secrets.token_urlsafe(16), False
    row.confirmed_at, row.left_at, row.language = now, None, consent.language
    apply(row, consent.wanted)


def join(email: str, wanted: Wanted, *, language: str, source: str) -> Subscription:
    """A signed-in person subscribes with the address of their account, which they have confirmed before."""
    row = enter(email, language)
    now = clock.now()
    if row.suppressed_at is not None:
        row.suppressed_at, row.suppressed_reason = None, ""
        row.email, row.email_key = email, queries.address_key(email)
    if row.receives:  # what they chose before stays: the button may stand on a page that was left open
        return row
    consent = _declare(row, wanted, language, source, now)
    consent.confirmed_at = now
    _begin(row, consent, now)
    return row


def apply(row: Subscription, wanted: Wanted) -> None:
    """Set kinds, scopes and rhythm; scopes that are gone by now are left out, none left means everything.

    Who no longer waits for the weekly mail gets what had gathered for it.
    """
    weekly = bool(wanted.get("weekly"))
    chosen = {_column(scope) for scope in wanted.get("scopes") or ()}
    found = [(name, number) for name, number in sorted(chosen) if _holds(name, number)]
    if row.receives and row.weekly and not weekly:
        digest.hand_over(row)
    row.weekly = weekly
    kinds = set(wanted.get("kinds") or KINDS)
    for kind in KINDS:
        setattr(row, f"wants_{kind}", kind in kinds)
    db.session.execute(delete(SubscriptionInterest).where(SubscriptionInterest.subscription_id == row.id))
    db.session.add_all(SubscriptionInterest(subscription_id=row.id, **{f"{n}_id": number}) for n, number in found)
    row.everything = not found
    db.session.flush()
    db.session.expire(row, ["interests"])
    if row.receives:
        digest.recheck(row)


def _column(scope: str) -> tuple[str, int]:
    name, _, number = scope.partition(":")
    return name, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _holds(name: str, number: int) -> bool:
    """Whether there is such a scope; it stays there until this act has written that it is wanted."""
    models: dict[str, Any] = {"process": Process, "topic": TopicField, "municipality": Municipality}
    if name not in models:
        return False
    there = select(models[name].id).where(models[name].id == number).with_for_update(read=True, key_share=True)
    return db.session.scalar(there) is not None


def leave(row: Subscription) -> None:
    """Stop at once: also what is queued already is not sent. Doing it again ends only what was ordered since."""
    orders.end(row)
    if row.left_at is not None:
        return
    now = clock.now()
    row.left_at = now
    _withdraw(row, now)
    stop_queued(row, _("unsubscribed"))


def _withdraw(row: Subscription, now: datetime) -> None:
    db.session.execute(
        update(SubscriptionConsent)
        .where(
            SubscriptionConsent.subscription_id == row.id,
            SubscriptionConsent.confirmed_at.is_not(None),
            SubscriptionConsent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )


def stop_queued(row: Subscription, why: str) -> None:
    db.session.execute(
        update(Delivery)
        .where(Delivery.subscription_id == row.id, Delivery.state.in_(WAITING))
        .values(state=SUPPRESSED, answer=why, done_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def sweep_unconfirmed() -> int:
    """Delete what nobody confirmed within seven days; answers how many addresses went.

    The mails that asked go, too: the address stands in their rows, and what they prove was kept at the confirmation.
    """
    before = clock.now() - rules.UNCONFIRMED_LIFE
    asked = mail.MailOut.template.in_(("newsletter/confirm", "newsletter/known"))
    db.session.execute(delete(mail.MailOut).where(asked, mail.MailOut.created_at < before))
    db.session.execute(
        delete(SubscriptionConsent).where(
            SubscriptionConsent.confirmed_at.is_(None), SubscriptionConsent.asked_at < before
        )
    )
    pending = exists().where(SubscriptionConsent.subscription_id == Subscription.id)
    gone: Any = db.session.execute(
        delete(Subscription).where(
            Subscription.confirmed_at.is_(None),
            Subscription.suppressed_at.is_(None),
            Subscription.created_at < before,
            ~pending,
        )
    )
    return int(gone.rowcount)
