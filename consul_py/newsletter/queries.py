"""Reading subscriptions and what a person can choose."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from consul_py.accounts.models import User
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.web import not_found
from consul_py.municipalities.models import Municipality
from consul_py.newsletter import content
from consul_py.newsletter.audience import receives
from consul_py.newsletter.models import (
    CLOSING,
    KINDS,
    MEASURES,
    OPENINGS,
    RESULTS,
    Delivery,
    Mailing,
    Subscription,
    SubscriptionConsent,
)
from consul_py.processes.models import Process, TopicField

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,32}")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def address_key(email: str) -> str:
    """An address folded for comparison."""
    return email.strip().casefold()


def removed_key(email: str) -> str:
    """What stays of an address that was removed: enough to recognise it, not enough to write to it."""
    return "removed:" + hashlib.sha256(address_key(email).encode()).hexdigest()


def kind_choices() -> list[tuple[str, str]]:
    """What a person can hear about; each of these is really sent."""
    return [
        (OPENINGS, _("New ways to take part")),
        (CLOSING, _("What ends soon")),
        (RESULTS, _("Results and follow-ups")),
        (MEASURES, _("Measures and how they progress")),
    ]


AT_ONCE, WEEKLY = "at_once", "weekly"


def rhythm_choices() -> list[tuple[str, str]]:
    return [
        (AT_ONCE, _("At once, one mail for each piece of news")),
        (WEEKLY, _("Once a week, everything in one mail")),
    ]


def asked_words(wanted: dict[str, Any]) -> list[str]:
    """What somebody asked for, in words: the kinds, the rhythm, and what it is to be about."""
    kinds = wanted.get("kinds") or KINDS
    rhythm = WEEKLY if wanted.get("weekly") else AT_ONCE
    words = [*(label for value, label in kind_choices() if value in kinds), dict(rhythm_choices())[rhythm]]
    scopes = wanted.get("scopes") or ()
    offered = scope_choices(scopes) if scopes else []
    names = [label for _heading, choices in offered for value, label in choices if value in scopes]
    return [*words, _("Only: %(names)s", names=", ".join(names))] if names else words


def _ids(scopes: Collection[str], name: str) -> list[int]:
    return [int(scope.partition(":")[2]) for scope in scopes if re.fullmatch(name + r":[0-9]{1,9}", scope)]


def scope_choices(kept: Collection[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Processes, their topic fields and municipalities to choose from, in groups with a heading. Three statements.

    Processes that are over are offered only to those who chose them, or a topic field of them, before (`kept`).
    """
    of_topics = select(TopicField.process_id).where(TopicField.id.in_(_ids(kept, "topic")))
    chosen = or_(Process.id.in_(_ids(kept, "process")), Process.id.in_(of_topics))
    processes = db.session.execute(
        select(Process.id, Process.title)
        .where(Process.published_at.is_not(None), or_(Process.completed_at.is_(None), chosen))
        .order_by(Process.title, Process.id)
    ).all()
    topics = db.session.execute(
        select(TopicField.id, TopicField.title, TopicField.process_id)
        .where(TopicField.process_id.in_([number for number, _title in processes]))
        .order_by(TopicField.process_id, TopicField.position, TopicField.id)
    ).all()
    places = db.session.execute(select(Municipality.id, Municipality.name).order_by(Municipality.name)).all()
    titles: dict[int, str] = dict(processes)
    several = len(titles) > 1
    groups = [
        (_("Processes"), [(f"process:{number}", title) for number, title in processes]),
        (
            _("Topic fields"),
            [(f"topic:{n}", f"{title} ({titles[of]})" if several else title) for n, title, of in topics],
        ),
        (_("Municipalities"), [(f"municipality:{number}", name) for number, name in places]),
    ]
    return [(heading, choices) for heading, choices in groups if choices]


def _one(statement: Select[Subscription], lock: bool) -> Subscription | None:
    """The subscription; locked, it is as it stands now, and nobody else changes it or its orders before this act ends.

    Deliveries may be written to a locked one: a release waits for no reader, and no reader for a release.
    """
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalar(locked if lock else statement)


def by_key(key: str, *, lock: bool = False) -> Subscription | None:
    return _one(select(Subscription).where(Subscription.email_key == key), lock)


def by_leave_token(token: str, *, lock: bool = False) -> Subscription | None:
    """The subscription behind a link for leaving; anything that cannot be a token is not asked for."""
    if not _TOKEN.fullmatch(token):
        return None
    return _one(select(Subscription).where(Subscription.leave_token == token), lock)


def by_manage_token(token: str, *, lock: bool = False) -> Subscription | None:
    """The subscription of a signed link, with its interests."""
    read = content.read_manage_token(token)
    if read is None:
        return None
    statement = select(Subscription).where(Subscription.id == read[0]).options(selectinload(Subscription.interests))
    found = _one(statement, lock)
    return found if found is not None and found.leave_token[:8] == read[1] else None


def open_consent(token: str, now: datetime) -> SubscriptionConsent | None:
    """The declaration behind a confirmation link that is still good."""
    return db.session.scalar(
        select(SubscriptionConsent).where(
            SubscriptionConsent.token_sha256 == token_hash(token),
            SubscriptionConsent.expires_at > now,
            SubscriptionConsent.confirmed_at.is_(None),
        )
    )


def get_subscription(subscription_id: int, *, lock: bool = False) -> Subscription:
    """One subscription with its proof and interests, for the desk. Raises 404."""
    loaded = selectinload(Subscription.consents), selectinload(Subscription.interests)
    found = _one(select(Subscription).where(Subscription.id == subscription_id).options(*loaded), lock)
    if found is None:
        not_found()
    return found


def sent_to(subscription_id: int, number: int) -> Page[Delivery]:
    """Everything that was or will be sent to one address, newest first."""
    statement = (
        select(Delivery)
        .where(Delivery.subscription_id == subscription_id)
        .options(joinedload(Delivery.mailing))
        .order_by(Delivery.id.desc())
    )
    return paged(statement, number)


STATES = ("receiving", "unconfirmed", "left", "suppressed")


def _in_state(state: str) -> Any:
    return {
        "receiving": receives(),
        "unconfirmed": Subscription.confirmed_at.is_(None) & Subscription.suppressed_at.is_(None),
        "left": Subscription.left_at.is_not(None) & Subscription.suppressed_at.is_(None),
        "suppressed": Subscription.suppressed_at.is_not(None),
    }[state]


def subscribers(state: str, search: str, number: int) -> Page[Subscription]:
    """Addresses for the desk, newest first; `search` finds parts of an address."""
    statement = select(Subscription).order_by(Subscription.id.desc())
    if state in STATES:
        statement = statement.where(_in_state(state))
    if search:
        statement = statement.where(Subscription.email_key.contains(address_key(search), autoescape=True))
    return paged(statement, number, 50)


def state_counts() -> dict[str, int]:
    """How many addresses are in which state."""
    columns = [func.count().filter(_in_state(state)).label(state) for state in STATES]
    row = db.session.execute(select(*columns).select_from(Subscription)).one()
    return dict(zip(STATES, row, strict=True))


def proof_of(consents: Iterable[SubscriptionConsent]) -> list[dict[str, Any]]:
    """The declarations of consent with everything that proves them, as plain data for an export."""
    return [
        {
            "wording": consent.wording, "wording_sha256": consent.wording_sha256, "language": consent.language,
            "source": consent.source, "wanted": consent.wanted, "asked_at": consent.asked_at,
            "confirmed_at": consent.confirmed_at, "withdrawn_at": consent.withdrawn_at,
            "message_id": consent.message_id, "smtp_answer": consent.smtp_answer,
        }
        for consent in consents
    ]  # fmt: skip


def data_of(user_id: int) -> list[dict[str, Any]]:
    """What is stored about the address of an account, for the download of one's own data."""
    email = db.session.scalar(select(User.email).where(User.id == user_id)) or ""
    row = by_key(address_key(email))
    if row is None:
        return []
    sent = db.session.execute(
        select(Mailing.title, Delivery.state, Delivery.done_at, Delivery.message_id)
        .join(Delivery.mailing)
        .where(Delivery.subscription_id == row.id)
        .order_by(Delivery.id)
    )
    return [
        {
            "email": row.email,
            "language": row.language,
            "kinds": row.kinds,
            "scopes": row.scopes,
            "weekly": row.weekly,
            "confirmed_at": row.confirmed_at,
            "left_at": row.left_at,
            "consents": proof_of(row.consents),
            "sent": [dict(one) for one in sent.mappings()],
        }
    ]
