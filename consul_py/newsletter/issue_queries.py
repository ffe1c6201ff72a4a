"""Reading issues: what is due, live numbers, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from consul_py.accounts.models import User
from consul_py.kernel import clock
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.web import not_found
from consul_py.newsletter import rules
from consul_py.newsletter.models import (
    CLOSES_SOON,
    DELIVERY_STATES,
    FAILED,
    PAUSED,
    PREPARED,
    SENDING,
    SENT,
    TAKEN,
    TRIGGERS,
    WAITING,
    Delivery,
    Mailing,
    MailingText,
    Subscription,
)
from consul_py.processes.models import Consultation, Process


@dataclass(frozen=True)
class Numbers:
    """How the deliveries of an issue stand, counted now."""

    accepted: int = 0
    queued: int = 0
    sending: int = 0
    deferred: int = 0
    uncertain: int = 0
    failed: int = 0
    suppressed: int = 0
    bounced: int = 0

    @property
    def recipients(self) -> int:
        """Everybody who was to get it; who left before it was their turn no longer counts."""
        return self.accepted + self.waiting + self.failed + self.bounced

    @property
    def waiting(self) -> int:
        return self.queued + self.sending + self.deferred + self.uncertain


def unannounced(trigger: str, now: datetime) -> list[Consultation]:
    """Published consultations whose moment has come and that have no issue of this trigger."""
    told = select(Mailing.consultation_id).where(Mailing.trigger == trigger, Mailing.consultation_id.is_not(None))
    statement = (
        select(Consultation)
        .join(Consultation.process)
        .options(contains_eager(Consultation.process), joinedload(Consultation.topic))
        .where(
            Consultation.published_at.is_not(None),
            Process.published_at.is_not(None),
            Consultation.id.not_in(told),
            Consultation.opens_at <= now,
        )
        .order_by(Consultation.opens_at, Consultation.id)
    )
    if trigger == CLOSES_SOON:
        statement = statement.where(Consultation.closes_at <= now + rules.SOON)
    return list(db.session.scalars(statement))


def find_mailing(mailing_id: int) -> Mailing | None:
    return db.session.get(Mailing, mailing_id)


def get_mailing(mailing_id: int, *, lock: bool = False) -> Mailing:
    """An issue in any state with its texts, for the desk. Raises 404."""
    statement = select(Mailing).where(Mailing.id == mailing_id).options(selectinload(Mailing.texts))
    found = db.session.scalar(statement.with_for_update(of=Mailing) if lock else statement)
    if found is None:
        not_found()
    return found


def in_reach(who: Person | None) -> ColumnElement[bool]:
    """The issues that a person may write, mirrors `permissions`; all of them for the shell, which is nobody."""
    if who is None or who.everywhere(STAFF):
        return true()
    roles = (STAFF, ADMINISTRATOR)
    return Mailing.process_id.in_([g.scope_id for g in who.grants if g.scope == "process" and g.role in roles])


def mailings(who: Person | None, number: int) -> Page[Mailing]:
    """A person's issues for the desk, latest first by the time that their line shows."""
    shown = func.coalesce(Mailing.released_at, Mailing.scheduled_at, Mailing.created_at)
    return paged(select(Mailing).where(in_reach(who)).order_by(shown.desc(), Mailing.id.desc()), number)


def archive(number: int) -> Page[Mailing]:
    """What was sent, newest first, with its texts."""
    statement = (
        select(Mailing)
        .where(Mailing.state.in_((SENDING, SENT, PAUSED)), Mailing.released_at.is_not(None))
        .options(selectinload(Mailing.texts))
        .order_by(Mailing.released_at.desc(), Mailing.id.desc())
    )
    return paged(statement, number)


def public_issue(mailing_id: int) -> Mailing:
    """An issue of the archive with its texts. Raises 404."""
    mailing = get_mailing(mailing_id)
    if not mailing.is_public or not mailing.texts:
        not_found()
    return mailing


def text_in(mailing: Mailing, language: str) -> MailingText:
    """Its text in a language, German where there is none."""
    by_language = {text.language: text for text in mailing.texts}
    return by_language.get(language) or by_language["de"]


def numbers_of(mailing_ids: list[int]) -> dict[int, Numbers]:
    """Live numbers of some issues: one statement."""
    rows = db.session.execute(
        select(Delivery.mailing_id, Delivery.state, func.count())
        .where(Delivery.mailing_id.in_(mailing_ids))
        .group_by(Delivery.mailing_id, Delivery.state)
    )
    found: dict[int, dict[str, int]] = {number: {} for number in mailing_ids}
    for mailing_id, state, count in rows:
        found[mailing_id][state] = count
    return {number: Numbers(**counts) for number, counts in found.items()}


def waiting() -> int:
    """How many deliveries a worker will still try, those among them that a dead one held."""
    given_up = (Delivery.state == TAKEN) & (Delivery.lease_until <= clock.now())
    statement = select(func.count()).select_from(Delivery).join(Delivery.mailing)
    due = statement.where(Mailing.state == SENDING, Delivery.state.in_(WAITING) | given_up)
    return int(db.session.scalar(due) or 0)


def deliveries(mailing_id: int, state: str, number: int, search: str = "") -> Page[Delivery]:
    """Deliveries of an issue with their addresses, in one state when it is a known one; `search` is part of one.

    Backwards along their index: those that wait or failed come before those that were delivered.
    """
    statement = (
        select(Delivery)
        .join(Delivery.subscription)
        .options(contains_eager(Delivery.subscription).load_only(Subscription.email))
        .where(Delivery.mailing_id == mailing_id)
        .order_by(Delivery.state.desc(), Delivery.id.desc())
    )
    if state in DELIVERY_STATES:
        statement = statement.where(Delivery.state == state)
    if search:
        statement = statement.where(Subscription.email_key.contains(search.strip().casefold(), autoescape=True))
    return paged(statement, number, 50)


def delivery_rows(mailing_id: int, state: str) -> list[tuple[object, ...]]:
    """All deliveries of an issue, or those in one state, as plain columns for a table to download."""
    statement = (
        select(
            Subscription.email, Delivery.state, Delivery.attempts, Delivery.answer, Delivery.created_at,
            Delivery.done_at, Delivery.message_id,
        )
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(Delivery.mailing_id == mailing_id)
        .order_by(Delivery.id)
    )  # fmt: skip
    if state in DELIVERY_STATES:
        statement = statement.where(Delivery.state == state)
    return [tuple(row) for row in db.session.execute(statement)]


def get_delivery(delivery_id: int) -> Delivery:
    found = db.session.scalar(select(Delivery).where(Delivery.id == delivery_id).options(joinedload(Delivery.mailing)))
    if found is None:
        not_found()
    return found


def wanting(second_person: bool, who: Person, days: int = 14) -> list[tuple[Mailing, int, str]]:
    """Issues in reach that want a person, newest first, with their failed deliveries and author. One statement.

    These are: facts that wait for approval, issues written by hand that could not go at their time or need somebody
    else than their author, paused and held ones, and those of the last days in which addresses could not be reached.
    """
    failed = (
        select(Delivery.mailing_id, func.count().label("count"))
        .where(Delivery.state == FAILED)
        .group_by(Delivery.mailing_id)
        .subquery()
    )
    recent = Mailing.released_at > clock.now() - timedelta(days=days)
    held = Mailing.hold_until.is_not(None) & (Mailing.state == SENDING)
    unseen = Mailing.approved_at.is_(None) & Mailing.created_by_id.is_distinct_from(who.id)
    missed = Mailing.trigger.in_(TRIGGERS) | (Mailing.note != "")
    to_look_at = (Mailing.state == PREPARED) & (missed | unseen if second_person else missed)
    statement = (
        select(Mailing, case((recent, func.coalesce(failed.c.count, 0)), else_=0), User.display_name)
        .outerjoin(failed, failed.c.mailing_id == Mailing.id)
        .outerjoin(User, User.id == Mailing.created_by_id)
        .where(in_reach(who), to_look_at | (Mailing.state == PAUSED) | held | (recent & failed.c.count.is_not(None)))
        .order_by(Mailing.id.desc())
    )
    return [(mailing, count, name or "") for mailing, count, name in db.session.execute(statement)]


def is_troubled(mailing: Mailing) -> bool:
    """It waits for a person: paused, or held because the relay cannot be reached."""
    return mailing.state == PAUSED or (mailing.hold_until is not None and mailing.state == SENDING)


def latest_released(who: Person) -> tuple[int, str, Numbers] | None:
    """The issue in reach that was released last: its id, its title and its live numbers; one statement."""
    latest = select(Mailing.id).where(Mailing.released_at.is_not(None), in_reach(who))
    latest = latest.order_by(Mailing.released_at.desc(), Mailing.id.desc()).limit(1)
    rows = db.session.execute(
        select(Mailing.id, Mailing.title, Delivery.state, func.count())
        .join(Delivery, Delivery.mailing_id == Mailing.id)
        .where(Mailing.id == latest.scalar_subquery())
        .group_by(Mailing.id, Mailing.title, Delivery.state)
    ).all()
    return (rows[0][0], rows[0][1], Numbers(**{row[2]: row[3] for row in rows})) if rows else None


def stopped() -> Select[int | None]:
    """The ids of issues that staff stopped."""
    return select(AuditEntry.object_id).where(
        AuditEntry.action == "newsletter.stop", AuditEntry.object_kind == "mailing", AuditEntry.object_id.is_not(None)
    )
