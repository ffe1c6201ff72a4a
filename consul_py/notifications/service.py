"""Telling people, marking as read, choosing what comes by mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import delete, insert, update

from consul_py.kernel import clock, jobs, mail
from consul_py.kernel.db import db
from consul_py.kernel.web import public_url
from consul_py.notifications import queries
from consul_py.notifications.models import GROUPS, Notification, NotificationChoice
from consul_py.notifications.words import sentence

MANY = 500


def tell(
    people: Iterable[int | None], group: str, kind: str, path: str, *, subject_id: int | None = None, **words: Any
) -> set[int]:
    """Write one notification per person; answers whom it was written for. Closed accounts are left out."""
    wanted = {user_id for user_id in people if user_id is not None}
    ids = sorted(wanted)
    told: set[int] = set()
    now = clock.now()
    for start in range(0, len(ids), MANY):
        wishes = queries.mail_wishes(set(ids[start : start + MANY]), group)
        rows = [
            {
                "user_id": user_id, "group": group, "kind": kind, "subject_id": subject_id, "words": words,
                "path": path[:300], "created_at": now, "mail_due": by_mail,
            }
            for user_id, by_mail in sorted(wishes.items())
        ]  # fmt: skip
        if rows:
            db.session.execute(insert(Notification), rows)
            told |= set(wishes)
    if told:
        jobs.ring("notifications")
    return told


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
