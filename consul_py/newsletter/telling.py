"""Facts become issues: each once, as staff have chosen for its process, and none that has become pointless."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.db import now as db_now
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.text import slug
from consul_py.measures.models import Measure, MeasureChange
from consul_py.newsletter import choices, content, facts, issues, rules
from consul_py.newsletter.models import (
    APPROVAL,
    CLOSES_SOON,
    CLOSING,
    DROPPED,
    EVALUATED,
    MEASURE,
    MEASURES,
    OFF,
    OPENINGS,
    PREPARED,
    RESULTS,
    SENDING,
    STRATEGY,
    SUPPRESSED,
    TRIGGERS,
    WAITING,
    Delivery,
    Mailing,
)
from consul_py.processes.models import Consultation, Process


def announce(trigger: str, consultation: Consultation) -> bool:
    """Tell that a consultation opened or closes soon, once, whoever calls this and how often; True when this call did.

    What was over before it could be told is noted as dropped, so that it is never told late.
    """
    opens_at, closes_at, now = consultation.opens_at, consultation.closes_at, db_now()
    assert opens_at is not None
    assert closes_at is not None
    reminder = trigger == CLOSES_SOON
    due = (rules.reminder_due if reminder else rules.opening_due)(opens_at, closes_at, now)
    if due is None:
        return False
    kind = CLOSING if reminder else OPENINGS
    mailing = born(trigger, kind, consultation.title, **_about(consultation))
    if mailing is None:
        return False
    if due == "drop":
        return _drop(mailing, _("It was over before it could be announced."))
    return _tell(mailing)


def tell_evaluation(consultation: Consultation) -> bool:
    mailing = born(EVALUATED, RESULTS, consultation.title, **_about(consultation))
    return mailing is not None and _tell(mailing)


def tell_subject(trigger: str, kind: str, title: str, *, subject_id: int, **scope: int | None) -> bool:
    """An issue about a workshop or its results; `scope` are the ids that choose recipients."""
    mailing = born(trigger, kind, title, subject_id=subject_id, **scope)
    return mailing is not None and _tell(mailing)


def tell_strategy(document_id: int, process_id: int, title: str) -> bool:
    mailing = born(STRATEGY, RESULTS, title, document_id=document_id, process_id=process_id)
    return mailing is not None and _tell(mailing)


def tell_measure(measure_id: int) -> bool:
    """An issue about the latest public change of a measure. Corrections of a slip are no news."""
    latest = select(MeasureChange).where(MeasureChange.measure_id == measure_id, MeasureChange.is_public)
    change = db.session.scalars(latest.order_by(MeasureChange.id.desc()).limit(1)).first()
    if change is None:
        return False
    measure = db.session.get_one(Measure, measure_id)
    mailing = born(
        MEASURE, MEASURES, measure.title, measure_change_id=change.id, process_id=measure.process_id,
        topic_id=measure.topic_id, municipality_id=measure.municipality_id,
    )  # fmt: skip
    return mailing is not None and _tell(mailing)


def _about(consultation: Consultation) -> dict[str, int | None]:
    return {
        "consultation_id": consultation.id,
        "process_id": consultation.process_id,
        "topic_id": consultation.topic_id,
    }


def born(trigger: str, kind: str, title: str, **about: Any) -> Mailing | None:
    """A new issue, or None when this fact has one already: the unique key decides, also between two workers."""
    mailing = Mailing(
        trigger=trigger, kind=kind, title=title[:200], slug=slug(title), state=PREPARED, created_at=clock.now(), **about
    )
    try:
        with db.session.begin_nested():
            db.session.add(mailing)
            db.session.flush()
    except IntegrityError:
        return None
    return mailing


def _tell(mailing: Mailing) -> bool:
    """Send, prepare or note, as staff have chosen for the process; True when it goes out now."""
    assert mailing.process_id is not None
    choice = choices.of(mailing.process_id)[mailing.trigger]
    if choice == OFF:
        return _drop(mailing, _("This news is switched off for the process."))
    if db.session.scalar(select(Process.published_at).where(Process.id == mailing.process_id)) is None:
        return _drop(mailing, _("The process was not public."))
    content.freeze(mailing, facts.composer(mailing))
    if choice == APPROVAL:
        mailing.note = _("Waits for approval.")
        return False
    issues.deliver(mailing)
    return True


def _drop(mailing: Mailing, why: str) -> bool:
    mailing.state, mailing.note = DROPPED, why
    return False


def unapproved() -> list[Mailing]:
    """Issues about facts that wait for approval, oldest first."""
    statement = select(Mailing).where(Mailing.state == PREPARED, Mailing.trigger.in_(TRIGGERS))
    return list(db.session.scalars(statement.order_by(Mailing.id)))


def refresh(mailing_id: int) -> bool:
    """Freeze an issue that waits for approval anew when its fact has changed; nobody has approved those words."""
    mailing = db.session.get_one(Mailing, mailing_id, with_for_update=True)
    if mailing.state != PREPARED:
        return False
    before = {text.sha256 for text in mailing.texts}
    content.freeze(mailing, facts.composer(mailing))
    if before == {text.sha256 for text in mailing.texts}:
        return False
    mailing.approved_at = mailing.approved_by_id = None
    return True


def drop_pointless() -> int:
    """Drop what waited too long: unapproved issues, and deliveries not yet sent, of what is over by now.

    Runs before each round of sending, so that a service that was down does not tell on Monday what ended on Sunday.
    """
    now = clock.now()
    late = select(Mailing.id).where(facts.over(now))
    dropped: Any = _update(
        Mailing, Mailing.state == PREPARED, Mailing.id.in_(late),
        state=DROPPED, note=_("It was over before it was approved."),
    )  # fmt: skip
    sending = late.where(Mailing.state == SENDING)
    stopped = _update(
        Delivery, Delivery.state.in_(WAITING), Delivery.mailing_id.in_(sending),
        state=SUPPRESSED, answer=_("not sent: it was over by then"), done_at=now,
    )  # fmt: skip
    return int(dropped + stopped)


def _update(model: Any, *conditions: Any, **values: Any) -> int:
    done: Any = db.session.execute(
        update(model).where(*conditions).values(**values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
