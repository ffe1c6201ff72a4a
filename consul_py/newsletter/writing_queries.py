"""Reading what an issue is written with: its pictures, consultations to link, what waits for its time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from consul_py.accounts.models import User
from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.newsletter.audience import Scope, wanted
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import PREPARED, Mailing, Subscription
from consul_py.processes.models import Consultation, Process


def pictures_of(mailing_id: int) -> list[MailingPicture]:
    """The pictures beside an issue, in the order in which they were put there."""
    statement = select(MailingPicture).where(MailingPicture.mailing_id == mailing_id).order_by(MailingPicture.id)
    return list(db.session.scalars(statement))


def shown_with(mailing_id: int) -> list[tuple[MailingPicture, StoredFile]]:
    """The pictures of an issue's page with their files."""
    statement = (
        select(MailingPicture, StoredFile)
        .join(StoredFile, StoredFile.id == MailingPicture.file_id)
        .where(MailingPicture.mailing_id == mailing_id)
        .order_by(MailingPicture.id)
    )
    return [(picture, file) for picture, file in db.session.execute(statement)]


def consultations(slugs: Collection[str]) -> dict[str, Consultation]:
    """Public consultations by their slug, with their process: one statement."""
    statement = (
        select(Consultation)
        .join(Consultation.process)
        .options(contains_eager(Consultation.process))
        .where(Consultation.slug.in_(slugs), *_public())
    )
    return {found.slug: found for found in db.session.scalars(statement)} if slugs else {}


def _public() -> list[ColumnElement[bool]]:
    return [Consultation.published_at.is_not(None), Process.published_at.is_not(None)]


def consultation_choices() -> list[tuple[str, str]]:
    """Public consultations to link, those that end last first."""
    statement = (
        select(Consultation.slug, Consultation.title, Process.title)
        .join(Process, Process.id == Consultation.process_id)
        .where(*_public())
        .order_by(Consultation.closes_at.desc(), Consultation.id.desc())
        .limit(100)
    )
    return [(slug, f"{title} ({process})") for slug, title, process in db.session.execute(statement)]


def scheduled(now: datetime) -> list[int]:
    """Prepared issues whose time has come, the earliest first."""
    statement = select(Mailing.id).where(Mailing.state == PREPARED, Mailing.scheduled_at <= now)
    return list(db.session.scalars(statement.order_by(Mailing.scheduled_at, Mailing.id)))


def by_language(scope: Scope) -> list[tuple[str, int]]:
    """How many recipients read an issue in which language."""
    statement = select(Subscription.language, func.count()).where(wanted(scope)).group_by(Subscription.language)
    return [(code, number) for code, number in db.session.execute(statement.order_by(func.count().desc()))]


def names_of(user_ids: Collection[int | None]) -> dict[int, str]:
    """The names of staff who wrote or approved."""
    known = [number for number in user_ids if number is not None]
    if not known:
        return {}
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(known)))
    names: dict[int, str] = dict(rows.all())
    return names
