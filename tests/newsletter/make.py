"""Subscriptions and issues for tests; each is committed."""

from __future__ import annotations

import secrets
from itertools import count
from typing import Any

from sqlalchemy import insert

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import writing, writing_queries
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from consul_py.processes.models import Consultation
from consul_py.subjects.models import Subject
from tests.processes.make import make_consultation

_number = count(1)


def make_subscription(email: str = "", *, confirmed: bool = True, **fields: Any) -> Subscription:
    """Somebody who wants everything in German, unless told otherwise."""
    now = clock.now()
    email = email or f"leserin{next(_number)}@example.org"
    values = {
        "email": email,
        "email_key": email.lower(),
        "leave_token": secrets.token_urlsafe(16),
        "mark": secrets.token_hex(8),
        "created_at": now,
        "confirmed_at": now if confirmed else None,
    }
    row = Subscription(**(values | fields))
    db.session.add(row)
    db.session.commit()
    return row


def make_issue(title: str = "Neues aus dem Kreis", source: str = "Guten Tag.\n\nEs **geht** los.") -> Mailing:
    """An issue written by hand and released to everybody."""
    with transaction():
        mailing = writing.write(title, source, None)
        writing.release(mailing)
    return mailing


def seen(mailing: Mailing) -> str:
    """What the page of a prepared issue says was looked at."""
    found = writing.fingerprint(mailing, writing_queries.pictures_of(mailing.id))
    db.session.rollback()
    return found


def states(mailing: Mailing) -> dict[str, str]:
    """How each address of an issue stands."""
    rows = db.session.query(Subscription.email, Delivery.state).join(
        Delivery, Delivery.subscription_id == Subscription.id
    )
    found = dict(rows.filter(Delivery.mailing_id == mailing.id).all())
    db.session.rollback()
    return found


def make_subject(
    consultation: Consultation | None = None, title: str = "Werkstatt", author_id: int | None = None
) -> int:
    """The bare identity of something that can be told about; answers its id."""
    consultation = consultation or make_consultation()
    now = clock.now()
    row = {
        "kind": "workshop", "process_id": consultation.process_id, "consultation_id": consultation.id,
        "title": title, "slug": "werkstatt", "created_at": now, "published_at": now, "author_id": author_id,
    }  # fmt: skip
    written: Any = db.session.execute(insert(Subject.__table__).values(**row))
    number = int(written.inserted_primary_key[0])
    db.session.commit()
    return number
