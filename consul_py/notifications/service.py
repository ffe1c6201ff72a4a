"""Telling people, marking as read, choosing what comes by mail."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import JSON, Boolean, Integer, String, and_, bindparam, delete, func, insert, select, update

from consul_py.accounts.models import User
from consul_py.kernel import clock, jobs, mail
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.web import public_url
from consul_py.notifications.models import BY_MAIL, GROUPS, Notification, NotificationChoice
from consul_py.notifications.words import sentence

NOTIFICATION: Any = Notification.__table__
CHOICE: Any = NotificationChoice.__table__
USER: Any = User.__table__
MANY = 500


def tell(
    people: Iterable[int | None], group: str, kind: str, path: str, *, subject_id: int | None = None, **words: Any
) -> set[int]:
    """Write one notification per person; answers whom it was written for. Closed accounts are left out."""
    ids = sorted({user_id for user_id in people if user_id is not None})
    news = {
        "of_group": group, "of_kind": kind, "of_subject": subject_id, "of_words": words, "of_path": path[:300],
        "of_now": clock.now(), "of_mail": BY_MAIL[group],
    }  # fmt: skip
    told: set[int] = set()
    for start in range(0, len(ids), MANY):
        told.update(db.session.scalars(_tell(), news | {"of_people": ids[start : start + MANY]}))
    if told:
        jobs.ring("notifications")
    return told


@cache
def _tell() -> Any:
    """News for those of `:of_people` whose account is open, each with their own choice of mail; one statement."""
    wished = func.coalesce(CHOICE.c.mail, bindparam("of_mail", type_=Boolean))
    values = {
        "user_id": USER.c.id,
        "group": bindparam("of_group", type_=String),
        "kind": bindparam("of_kind", type_=String),
        "subject_id": bindparam("of_subject", type_=Integer),
        "words": bindparam("of_words", type_=JSON),
        "path": bindparam("of_path", type_=String),
        "created_at": bindparam("of_now", type_=UtcDateTime()),
        "mail_due": wished,
    }
    chosen = and_(CHOICE.c.user_id == USER.c.id, CHOICE.c.group == bindparam("of_group", type_=String))
    reachable = (
        select(*values.values())
        .join_from(USER, CHOICE, chosen, isouter=True)
        .where(USER.c.id.in_(bindparam("of_people", expanding=True, type_=Integer)))
        .where(USER.c.confirmed_at.is_not(None), USER.c.deleted_at.is_(None), USER.c.disabled_at.is_(None))
        .order_by(USER.c.id)
    )
    return insert(NOTIFICATION).from_select(list(values), reachable).returning(NOTIFICATION.c.user_id)


def mark_read(user_id: int, notification_id: int | None = None) -> None:
    """Mark one notification, or all, as read."""
    conditions = [Notification.user_id == user_id, Notification.read_at.is_(None)]
    if notification_id is not None:
        conditions.append(Notification.id == notification_id)
    db.session.execute(
        update(Notification)
        .where(*conditions)
        .values(read_at=clock.now(), mail_due=False)
        .execution_options(synchronize_session=False)
    )


def choose(user_id: int, groups: Iterable[str]) -> None:
    """Set which groups come by mail; the others only stand on the site."""
    wanted = set(groups)
    db.session.execute(delete(NotificationChoice).where(NotificationChoice.user_id == user_id))
    db.session.add_all(NotificationChoice(user_id=user_id, group=group, mail=group in wanted) for group in GROUPS)


def forget(user_id: int) -> None:
    """The account is gone: so is what it was told."""
    db.session.execute(delete(Notification).where(Notification.user_id == user_id))
    db.session.execute(delete(NotificationChoice).where(NotificationChoice.user_id == user_id))


def write_mail(notification_id: int, email: str, locale: str | None) -> bool:
    """Turn one notification into a mail; only who takes the row by this UPDATE writes it."""
    taken: Any = db.session.execute(
        update(Notification)
        .where(Notification.id == notification_id, Notification.mail_due.is_(True))
        .values(mail_due=False)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        return False
    row = db.session.get_one(Notification, notification_id)
    language = locale or "de"
    with mail.speaking(language):
        text = sentence(row.kind, row.words)
    mail.post(
        "notifications/news", email, language=language, text=text, title=row.words.get("title", ""),
        url=current_app.config["BASE_URL"] + row.path,
        settings_url=public_url("notifications.settings"),
    )  # fmt: skip
    return True
