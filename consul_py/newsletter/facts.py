"""What an issue about a fact says, from the rows as they are now, and whether it is still worth saying.

An issue that waits for approval is worded anew when its fact changes (`telling.refresh`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from consul_py.kernel.db import db
from consul_py.kernel.i18n import date_long, date_time
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import N_, Refusal
from consul_py.measures.models import Measure, MeasureChange
from consul_py.measures.words import status_word
from consul_py.newsletter import content
from consul_py.newsletter.models import CLOSES_SOON, EVALUATED, MEASURE, OPENED, STRATEGY, WORKSHOP, Mailing
from consul_py.processes.models import Consultation, Process, ProcessDocument
from consul_py.subjects.links import subject_path
from consul_py.workshops.followup_service import summary_of
from consul_py.workshops.links import follow_up_path
from consul_py.workshops.models import Workshop

Compose = Callable[[], content.News]

OVER = Refusal("over", N_("What this issue tells is over. It is not sent any more."))
EARLY = Refusal("early", N_("The consultation has not opened yet."))


def composer(mailing: Mailing) -> Compose:
    """What words this issue about a fact, once per language."""
    if mailing.consultation_id is not None:
        about = _consultation(mailing.consultation_id)
        say = {OPENED: content.opened, CLOSES_SOON: content.closes_soon, EVALUATED: content.evaluated}[mailing.trigger]
        return lambda: say(about)
    if mailing.trigger == MEASURE:
        change = db.session.get_one(MeasureChange, mailing.measure_change_id)
        moved = db.session.get_one(Measure, change.measure_id, options=[joinedload(Measure.process)])
        return lambda: measure(moved, change)
    if mailing.trigger == STRATEGY:
        document = db.session.get(ProcessDocument, mailing.document_id) if mailing.document_id else None
        process = db.session.get_one(Process, mailing.process_id)
        return lambda: strategy(mailing.title, process, document)
    told = db.session.get_one(
        Workshop, mailing.subject_id, options=[joinedload(Workshop.follow_up), joinedload(Workshop.process)]
    )
    return lambda: (workshop if mailing.trigger == WORKSHOP else follow_up)(told)


def _consultation(consultation_id: int) -> Consultation:
    return db.session.get_one(Consultation, consultation_id, options=[joinedload(Consultation.process)])


def workshop(told: Workshop) -> content.News:
    return content.News(
        subject=_("Workshop: %(title)s", title=told.title),
        heading=told.title,
        over=told.process.title,
        lead=told.summary,
        facts=[(_("When"), told.time_text or date_time(told.starts_at)), (_("Where"), told.place)],
        label=_("See the programme and register"),
        url=content.absolute(subject_path(told)),
    )


def follow_up(told: Workshop) -> content.News:
    said = summary_of(told, told.follow_up) if told.follow_up is not None else ""
    return content.News(
        subject=_("Workshop results: %(title)s", title=told.title),
        heading=told.title,
        over=told.process.title,
        lead=said or _("The results of the workshop are published."),
        label=_("Read the results"),
        url=content.absolute(follow_up_path(told)),
    )


def strategy(title: str, process: Process, document: ProcessDocument | None) -> content.News:
    """A version of the strategy is public; a document that is gone meanwhile is still named, and not sent: see `over`."""
    return content.News(
        subject=_("New version of the strategy: %(title)s", title=title),
        heading=title,
        over=process.title,
        lead=_("The district has published a new version. You find it among the documents of the process."),
        facts=[(_("Date of the document"), date_long(document.dated) if document and document.dated else "")],
        label=_("Read the new version"),
        url=content.absolute(f"/processes/{process.slug}#docs"),
    )


def measure(moved: Measure, change: MeasureChange) -> content.News:
    """A measure has another status, or is new."""
    word = status_word(change.after)
    facts = [
        (_("Status"), word),
        (_("Before"), status_word(change.before)),
        (_("Why"), change.reason),
        (_("Decided by"), moved.decided_by if change.after == "adopted" else ""),
        (_("From"), date_long(moved.starts_on) if moved.starts_on else ""),
        (_("Until"), date_long(moved.ends_on) if moved.ends_on else ""),
    ]
    return content.News(
        subject=_("Measure – %(status)s: %(title)s", status=word, title=moved.title),
        heading=moved.title,
        over=moved.process.title,
        lead=moved.summary,
        facts=facts,
        label=_("See the measure and its way"),
        url=content.absolute(subject_path(moved)),
    )


def over(now: datetime) -> ColumnElement[bool]:
    """Issues that nobody needs any more: the window is closed, the workshop has begun or was cancelled, the document is
    gone."""
    closed = select(Consultation.id).where(Consultation.closes_at <= now)
    past = select(Workshop.__table__.c.id).where(
        or_(Workshop.__table__.c.starts_at <= now, Workshop.__table__.c.cancelled_at.is_not(None))
    )
    return or_(
        and_(Mailing.trigger.in_((OPENED, CLOSES_SOON)), Mailing.consultation_id.in_(closed)),
        and_(Mailing.trigger == WORKSHOP, Mailing.subject_id.in_(past)),
        and_(Mailing.trigger == STRATEGY, Mailing.document_id.is_(None)),
    )


def can_tell(mailing: Mailing, now: datetime) -> Refusal | None:
    """Whether an issue that waited may still go out, or may already."""
    if db.session.scalar(select(Mailing.id).where(Mailing.id == mailing.id, over(now))) is not None:
        return OVER
    if mailing.trigger == OPENED:
        opens_at = db.session.scalar(select(Consultation.opens_at).where(Consultation.id == mailing.consultation_id))
        if opens_at is not None and opens_at > now:
            return EARLY
    return None
