"""Reading notifications and choices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, bindparam, func, select

from consul_py.accounts.models import User
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, few, paged
from consul_py.kernel.reading import kept
from consul_py.notifications.models import BY_MAIL, Notification, NotificationChoice

COUNT_LIMIT = 100


def unread_count(user_id: int) -> int:
    """How many notifications a person has not read; counts to 100, by an index."""
    return int(db.session.scalar(_unread(), {"person": user_id}) or 0)


@kept
def _unread() -> Any:
    return _counted(bindparam("person", type_=Integer))


def unread_of(user_id: Any) -> Any:
    """The same beside `user_id`, a column: pages count with the statement that reads the session."""
    return _counted(user_id, user_id.table).scalar_subquery()


def _counted(user_id: Any, *around: Any) -> Any:
    told: Any = Notification.__table__.c
    unread = select(told.id).where(told.user_id == user_id, told.read_at.is_(None)).correlate(*around or (None,))
    return select(func.count()).select_from(unread.limit(few(COUNT_LIMIT)).subquery())


def notifications_of(user_id: int, number: int) -> Page[Notification]:
    """A person's notifications, newest first."""
    return paged(select(Notification).where(Notification.user_id == user_id).order_by(Notification.id.desc()), number)


def choices_of(user_id: int) -> dict[str, bool]:
    """Which groups a person wants by mail."""
    rows = db.session.scalars(select(NotificationChoice).where(NotificationChoice.user_id == user_id))
    return BY_MAIL | {row.group: row.mail for row in rows}


def due_by_mail(after: int = 0, limit: int = 50) -> list[tuple[int, str, str | None]]:
    """Notifications behind `after` that still need a mail, by their ids: id, address, language."""
    rows = db.session.execute(
        select(Notification.id, User.email, User.locale)
        .join(User, User.id == Notification.user_id)
        .where(Notification.mail_due.is_(True), Notification.id > after)
        .order_by(Notification.id)
        .limit(limit)
    )
    return [(number, email, locale) for number, email, locale in rows]


def data_of(user_id: int) -> dict[str, Any]:
    """What is stored about a person, for the download of one's own data."""
    rows = db.session.scalars(select(Notification).where(Notification.user_id == user_id).order_by(Notification.id))
    chosen = select(NotificationChoice).where(NotificationChoice.user_id == user_id).order_by(NotificationChoice.group)
    return {
        "news": [
            {
                "kind": row.kind,
                "words": row.words,
                "path": row.path,
                "created_at": row.created_at,
                "read_at": row.read_at,
            }
            for row in rows
        ],
        "chosen_by_mail": {choice.group: choice.mail for choice in db.session.scalars(chosen)},
    }
