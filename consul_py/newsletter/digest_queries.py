"""Reading for the weekly mail: which news belong to a week, and which of them concern whom.

Issues of the week and consultations that end before the next weekly mail are one small table of blocks with a kind
and a scope; a subscription matches a block by its kinds and interests, and never one that it was already sent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    exists,
    false,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from consul_py.kernel.db import db
from consul_py.newsletter import facts, issue_queries, rules
from consul_py.newsletter.audience import receives
from consul_py.newsletter.desk_models import TriggerChoice
from consul_py.newsletter.models import (
    AUTOMATIC,
    CLOSES_SOON,
    CLOSING,
    DIGEST,
    KINDS,
    PAUSED,
    SENDING,
    SENT,
    TRIGGERS,
    WAITING,
    Delivery,
    Mailing,
    MailingText,
    Subscription,
    SubscriptionInterest,
)
from consul_py.processes.models import Consultation, Process, ProcessMunicipality, TopicField

OVERLAP = timedelta(hours=1)  # an issue may be committed a little later than its time says
FIRST = timedelta(days=7)  # how far back the very first weekly mail looks
FARTHEST = timedelta(days=21)  # after a long time without one: older news are for the archive


@dataclass(frozen=True)
class Week:
    """A weekly mail: its ISO week, the moment it was due, and the moment of the next."""

    period: str
    until: datetime
    next: datetime


def previous() -> Mailing | None:
    """The weekly mail before, with its texts, whether it was sent or there was nothing to send."""
    statement = select(Mailing).where(Mailing.trigger == DIGEST).options(selectinload(Mailing.texts))
    return db.session.scalars(statement.order_by(Mailing.id.desc()).limit(1)).first()


def is_told(period: str) -> bool:
    found = select(Mailing.id).where(Mailing.trigger == DIGEST, Mailing.period == period)
    return db.session.scalar(found) is not None


def has_readers(before: datetime) -> bool:
    """Whether somebody waits for the weekly mail that was due then."""
    statement = select(Subscription.id).where(receives(), Subscription.weekly, Subscription.confirmed_at <= before)
    return db.session.scalar(statement.limit(1)) is not None


def untold(since: datetime, left: Collection[int], now: datetime) -> list[Mailing]:
    """Public issues about facts that were released since then, or left for later (ids), and are not over; oldest first.

    What staff stopped is not told here either.
    """
    statement = (
        select(Mailing)
        .where(
            Mailing.trigger.in_(TRIGGERS),
            Mailing.state.in_((SENDING, SENT, PAUSED)),
            or_(Mailing.released_at > since, Mailing.id.in_(left)),
            Mailing.id.not_in(issue_queries.stopped()),
            ~facts.over(now),
        )
        .order_by(Mailing.released_at, Mailing.id)
    )
    return list(db.session.scalars(statement))


def ending(now: datetime, until: datetime) -> list[Consultation]:
    """Open consultations that end before the next weekly mail: its readers would hear of it too late otherwise.

    The same ones that get a reminder: longer than a week, and where staff let the reminder go out by itself.
    """
    steered = select(TriggerChoice.id).where(
        TriggerChoice.process_id == Consultation.process_id,
        TriggerChoice.trigger == CLOSES_SOON,
        TriggerChoice.choice != AUTOMATIC,
    )
    told = select(Mailing.consultation_id).where(Mailing.trigger == CLOSES_SOON, Mailing.consultation_id.is_not(None))
    statement = (
        select(Consultation)
        .join(Consultation.process)
        .options(joinedload(Consultation.process))
        .where(
            Consultation.published_at.is_not(None), Process.published_at.is_not(None), Consultation.opens_at <= now,
            Consultation.closes_at > now, Consultation.closes_at <= until, Consultation.evaluated_at.is_(None),
            Consultation.id.not_in(told), ~exists(steered),
        )
        .order_by(Consultation.closes_at, Consultation.id)
    )  # fmt: skip
    rows = db.session.scalars(statement)
    return [row for row in rows if row.closes_at and row.opens_at and row.closes_at - row.opens_at > rules.LONG_ENOUGH]


def _numbers(keys: Collection[str], letter: str) -> list[int]:
    return [int(key[1:]) for key in keys if key[0] == letter]


def _table(keys: Collection[str]) -> Any:
    """The blocks as a table: key, kind, process, topic, municipality, issue."""
    told = select(
        (literal("m") + cast(Mailing.id, String)).label("key"), Mailing.kind.label("kind"), Mailing.process_id,
        Mailing.topic_id, Mailing.municipality_id, Mailing.id.label("issue_id"),
    ).where(Mailing.id.in_(_numbers(keys, "m")))  # fmt: skip
    ends = select(
        (literal("c") + cast(Consultation.id, String)).label("key"), literal(CLOSING).label("kind"),
        Consultation.process_id, Consultation.topic_id, cast(null(), Integer).label("municipality_id"),
        cast(null(), Integer).label("issue_id"),
    ).where(Consultation.id.in_(_numbers(keys, "c")))  # fmt: skip
    return union_all(told, ends).subquery("block")


def _matches(block: Any) -> ColumnElement[bool]:
    """Whether a block concerns a subscription that receives."""
    kinds = [and_(block.c.kind == kind, getattr(Subscription, f"wants_{kind}")) for kind in KINDS]
    of_process = select(TopicField.id).where(TopicField.process_id == block.c.process_id).correlate(block)
    places = select(ProcessMunicipality.municipality_id).where(ProcessMunicipality.process_id == block.c.process_id)
    interest = SubscriptionInterest
    interested = exists().where(
        interest.subscription_id == Subscription.id,
        or_(
            interest.process_id == block.c.process_id,
            interest.topic_id == block.c.topic_id,
            and_(block.c.topic_id.is_(None), interest.topic_id.in_(of_process)),
            interest.municipality_id == block.c.municipality_id,
            and_(block.c.municipality_id.is_(None), interest.municipality_id.in_(places.correlate(block))),
        ),
    )
    sent = exists().where(Delivery.mailing_id == block.c.issue_id, Delivery.subscription_id == Subscription.id)
    # Said aloud, because both stand deeper than SQLAlchemy looks for what belongs to the outer statement.
    interested, sent = interested.correlate(Subscription, block), sent.correlate(Subscription, block)
    return and_(or_(false(), *kinds), or_(Subscription.everything, interested), ~sent)


def readers(keys: Collection[str]) -> ColumnElement[bool]:
    """Who gets a weekly mail with these blocks: everybody who wants the week in one mail and to whom one is news."""
    block = _table(keys)
    return and_(
        receives(), Subscription.weekly, exists(select(block.c.key).where(_matches(block)).correlate(Subscription))
    )


def matching(keys: Collection[str], subscription_ids: Collection[int]) -> dict[int, list[str]]:
    """The keys that concern each of some subscriptions; who is concerned by none is left out. One statement."""
    rows = db.session.execute(_matching(tuple(keys)), {"subscriptions": list(subscription_ids)})
    found: dict[int, list[str]] = {}
    for subscription_id, key in rows:
        found.setdefault(subscription_id, []).append(key)
    return found


@lru_cache(maxsize=32)
def _matching(keys: tuple[str, ...]) -> Any:
    """Built once for each weekly mail: it is asked for every reader."""
    block = _table(keys)
    statement = select(Subscription.id, block.c.key).join(block, _matches(block))
    return statement.where(Subscription.id.in_(bindparam("subscriptions", expanding=True)))


def waiting_for(subscription_id: int) -> list[tuple[int, str]]:
    """Weekly mails that are on their way to somebody: delivery id and one of their texts."""
    rows = db.session.execute(
        select(Delivery.id, MailingText.body_text)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .join(MailingText, (MailingText.mailing_id == Mailing.id) & (MailingText.language == "de"))
        .where(Delivery.subscription_id == subscription_id, Delivery.state.in_(WAITING), Mailing.trigger == DIGEST)
    )
    return [(number, text) for number, text in rows]
