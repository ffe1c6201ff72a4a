"""Reading the public archive: what was sent, by kind, with its neighbours; and the newest for the feed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import selectinload

from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import Page, paged
from consul_py.newsletter.models import DIGEST, KINDS, LETTERS, PAUSED, SENDING, SENT, Mailing
from consul_py.newsletter.queries import kind_choices

FEED = 50  # entries; a reader that looks once a month still misses nothing
FILTERS = (*KINDS, LETTERS, DIGEST)


def filter_choices() -> list[tuple[str, str]]:
    """The kinds of issues of the archive, as people choose them."""
    return [*kind_choices(), (LETTERS, _("Letters")), (DIGEST, _("Weekly mails"))]


def is_public() -> ColumnElement[bool]:
    """Whether an issue stands in the archive."""
    return and_(Mailing.state.in_((SENDING, SENT, PAUSED)), Mailing.released_at.is_not(None))


def _newest() -> Select[Mailing]:
    newest = select(Mailing).where(is_public()).options(selectinload(Mailing.texts))
    return newest.order_by(Mailing.released_at.desc(), Mailing.id.desc())


def archive(kind: str, number: int) -> Page[Mailing]:
    """What was sent, newest first, with its texts; of one kind when it is a known one."""
    statement = _newest()
    if kind == DIGEST:
        statement = statement.where(Mailing.trigger == DIGEST)
    elif kind in FILTERS:
        statement = statement.where(Mailing.kind == kind, Mailing.trigger != DIGEST)
    return paged(statement, number)


def for_feed() -> list[Mailing]:
    """The newest issues; weekly mails only repeat what was told, so they are left out."""
    return list(db.session.scalars(_newest().where(Mailing.trigger != DIGEST).limit(FEED)))


def neighbours(mailing: Mailing) -> tuple[Mailing | None, Mailing | None]:
    """The public issues before and after one, with their texts."""
    at, older = Mailing.released_at, Mailing.released_at < mailing.released_at
    before = select(Mailing).where(is_public(), or_(older, and_(at == mailing.released_at, Mailing.id < mailing.id)))
    newer = Mailing.released_at > mailing.released_at
    after = select(Mailing).where(is_public(), or_(newer, and_(at == mailing.released_at, Mailing.id > mailing.id)))
    with_texts = selectinload(Mailing.texts)
    found = (
        before.order_by(at.desc(), Mailing.id.desc()).limit(1).options(with_texts),
        after.order_by(at, Mailing.id).limit(1).options(with_texts),
    )
    return db.session.scalars(found[0]).first(), db.session.scalars(found[1]).first()
