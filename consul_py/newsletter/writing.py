"""Issues before they go out: written, changed, approved by a second person, given a time, released or thrown away."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from consul_py.kernel import audit, clock, files
from consul_py.kernel.authz import person
from consul_py.kernel.db import db, transaction
from consul_py.kernel.db import now as db_now
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import sentence
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.settings import site
from consul_py.kernel.text import one_line, slug
from consul_py.kernel.web import not_found
from consul_py.newsletter import (
    audience,
    content,
    facts,
    issue_queries,
    issues,
    library_queries,
    rules,
    writing_queries,
)
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import BY_HAND, DROPPED, LETTERS, PREPARED, Mailing

log = logging.getLogger("consul.newsletter")


def second_person() -> bool:
    """Whether issues written by hand need the approval of somebody else than their author."""
    return bool(site().newsletter_second_person)


def fingerprint(mailing: Mailing, pictures: list[MailingPicture]) -> str:
    """What one looked at: an approval and a click on "send" are worth nothing for another text."""
    parts = [mailing.title, mailing.source, str(mailing.process_id or "")]
    parts += [f"{picture.file_id} {picture.alt}" for picture in pictures]
    if mailing.trigger != BY_HAND:
        parts += [text.sha256 for text in mailing.texts]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


def _unchanged(mailing: Mailing, seen: str | None) -> None:
    """Raise Refused when `seen` is not what the issue says now; None is for callers who saw no page."""
    if seen is not None and seen != fingerprint(mailing, writing_queries.pictures_of(mailing.id)):
        raise Refused(rules.CHANGED)


def write(title: str, source: str, process_id: int | None) -> Mailing:
    """Staff begin an issue by hand."""
    mailing = Mailing(
        trigger=BY_HAND, kind=LETTERS, title=title, slug=slug(title), source=source, process_id=process_id,
        state=PREPARED, created_at=clock.now(), created_by_id=person().id,
    )  # fmt: skip
    db.session.add(mailing)
    db.session.flush()
    audit.record("newsletter.write", "mailing", mailing.id, title)
    return mailing


def edit(mailing: Mailing, title: str, source: str, process_id: int | None, *, seen: str | None = None) -> None:
    """Change an issue. Who changes it last is its author, so that nobody approves their own words."""
    ensure(rules.can_write(mailing.state, mailing.trigger))
    _unchanged(mailing, seen)
    mailing.title, mailing.slug, mailing.source, mailing.process_id = title, slug(title), source, process_id
    _touched(mailing)
    audit.record("newsletter.edit", "mailing", mailing.id, title)


def _touched(mailing: Mailing) -> None:
    mailing.created_by_id = person().id
    mailing.approved_at = mailing.approved_by_id = None
    mailing.note = ""


def add_picture(mailing: Mailing, picture: files.Content, alt: str) -> None:
    """Put a new picture into the library and beside this issue."""
    ensure(rules.can_write(mailing.state, mailing.trigger))
    _show(mailing, files.keep(picture, alt).id, alt)


def add_from_library(mailing: Mailing, file_id: int, alt: str) -> None:
    """Put a picture of the library beside this issue; one that stands there already stays as it is.

    It is copied: its owner may take it away, and an issue that was sent stays as it is.
    """
    ensure(rules.can_write(mailing.state, mailing.trigger))
    file = library_queries.library_picture(file_id, person())
    if any(shown.sha256 == file.sha256 for _picture, shown in writing_queries.shown_with(mailing.id)):
        return
    own = files.copy(file)
    if own is None:
        not_found()
    _show(mailing, own.id, alt or file.title)


def _show(mailing: Mailing, file_id: int, alt: str) -> None:
    alt = one_line(alt)[:300]
    db.session.add(MailingPicture(mailing_id=mailing.id, file_id=file_id, alt=alt))
    _touched(mailing)
    audit.record("newsletter.picture_add", "mailing", mailing.id, mailing.title, picture=alt)


def remove_picture(mailing: Mailing, picture_id: int) -> None:
    """Take a picture away from this issue, and its file."""
    ensure(rules.can_write(mailing.state, mailing.trigger))
    for picture, file in writing_queries.shown_with(mailing.id):
        if picture.id == picture_id:
            db.session.delete(picture)
            files.let_go(file)
            _touched(mailing)
            audit.record("newsletter.picture_remove", "mailing", mailing.id, mailing.title, picture=picture.alt)


def approve(mailing: Mailing, seen: str | None) -> None:
    """A second person read it and agrees; only what they saw is approved."""
    ensure(rules.can_approve(mailing.state, mailing.created_by_id, person().id))
    _unchanged(mailing, seen)
    mailing.approved_at, mailing.approved_by_id = clock.now(), person().id
    audit.record("newsletter.approve", "mailing", mailing.id, mailing.title)


def schedule(mailing: Mailing, at: datetime, seen: str | None) -> None:
    """Let an issue go out by itself at a time. What it still lacks by then is said at the desk."""
    ensure(rules.can_schedule(mailing.state, at, db_now()))
    _unchanged(mailing, seen)
    mailing.scheduled_at, mailing.note = at, ""
    audit.record("newsletter.schedule", "mailing", mailing.id, mailing.title, at=at.isoformat())


def unschedule(mailing: Mailing) -> None:
    ensure(rules.can_change(mailing.state))
    mailing.scheduled_at = None
    audit.record("newsletter.unschedule", "mailing", mailing.id, mailing.title)


def discard(mailing: Mailing) -> None:
    """Throw an issue away that was never sent. One about a fact leaves its row, so that it is not told again."""
    ensure(rules.can_change(mailing.state))
    audit.record("newsletter.discard", "mailing", mailing.id, mailing.title)
    if mailing.trigger == BY_HAND:
        pictures = [file for _picture, file in writing_queries.shown_with(mailing.id)]
        db.session.delete(mailing)
        for file in pictures:
            files.let_go(file)
    else:
        mailing.state, mailing.scheduled_at = DROPPED, None
        mailing.note = _("Not sent: decided by %(name)s.", name=person().display_name)


def release(mailing: Mailing, seen: str | None = None) -> int:
    """Send a prepared issue; answers the number of recipients. Only the first of two clicks does it.

    Texts that a fact composed are frozen already; those written by hand are frozen now.
    """
    number = sum(count for _reason, count in audience.counted(issues.scope_of(mailing)))
    by_hand = mailing.trigger == BY_HAND
    # News of a fact go to the archive and into the weekly mail even when nobody gets them at once.
    ensure(rules.can_release(mailing.state, number if by_hand else 1))
    if not by_hand:
        ensure(facts.can_tell(mailing, db_now()))
    ensure(rules.can_go(mailing.approved_at is not None, second_person(), by_hand))
    _unchanged(mailing, seen)
    if by_hand:
        pictures = [picture.alt for picture in writing_queries.pictures_of(mailing.id)]
        content.freeze(mailing, lambda: content.by_hand(mailing.title, mailing.source, pictures))
    mailing.note, mailing.scheduled_at = "", None
    issues.deliver(mailing)
    audit.record("newsletter.send", "mailing", mailing.id, mailing.title, recipients=number)
    return number


def release_scheduled() -> int:
    """The minute's job: send what is due; answers how many. What may not go says why and waits for a person."""
    sent = 0
    due = writing_queries.scheduled(clock.now())
    db.session.rollback()
    for mailing_id in due:
        try:
            with transaction():
                sent += _release_one(mailing_id)
        except Exception:
            log.exception("issue %s could not be sent at its time", mailing_id)
    return sent


def _release_one(mailing_id: int) -> bool:
    mailing = issue_queries.get_mailing(mailing_id, lock=True)
    if mailing.state != PREPARED or mailing.scheduled_at is None or mailing.scheduled_at > clock.now():
        return False
    try:
        with db.session.begin_nested():
            release(mailing)
    except Refused as refused:
        mailing.scheduled_at = None
        mailing.note = _("Not sent at its time: %(why)s", why=sentence(refused.refusal))[:500]
        return False
    return True
