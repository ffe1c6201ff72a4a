"""The end: when objections are over and answered, key and register are destroyed and the result is final."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Select, exists, func, select, update

from consul_py.ballots import freezing
from consul_py.ballots.models import Urn
from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, insert_once, transaction
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.jobs import Job
from consul_py.polls.part_events import PollFinal
from consul_py.polls.part_models import UPHELD, Objection, PollStatement, PollWorker
from consul_py.polls.seal_rules import LATE
from consul_py.subjects.models import Subject

log = logging.getLogger("consul.polls")


def look_after() -> int:
    """Make every result final that is due; answers how many. One failure stops no other."""
    _be_seen()
    due = list(db.session.scalars(_due(clock.now())))
    db.session.rollback()
    made = 0
    for poll_id in due:
        try:
            with transaction():
                made += make_final(poll_id)
        except Exception:
            log.exception("the result of poll %s could not be made final", poll_id)
    return made


JOB = Job("polls", look_after)


def _due(moment: datetime) -> Select[int]:
    """Urns whose objections are over, all answered, with a statement where one was upheld."""
    waits = exists().where(Objection.poll_id == Urn.poll_id, Objection.outcome.is_(None))
    upheld = exists().where(Objection.poll_id == Urn.poll_id, Objection.outcome == UPHELD)
    stated = exists().where(PollStatement.poll_id == Urn.poll_id)
    over = (Urn.sealed_at.is_not(None), Urn.destroyed_at.is_(None), Urn.objections_until <= moment)
    return select(Urn.poll_id).where(*over, ~waits, ~upheld | stated).order_by(Urn.poll_id)


def make_final(poll_id: int) -> bool:
    """Destroy key and register of a poll if that is due, once; whoever follows it is told."""
    db.session.execute(select(Urn.poll_id).where(Urn.poll_id == poll_id).with_for_update())
    if poll_id not in db.session.scalars(_due(database_now())).all():
        return False
    freezing.destroy(poll_id)
    title = db.session.execute(select(Subject.title).where(Subject.id == poll_id)).scalar_one()
    audit.record("polls.final", "poll", poll_id, title)
    emit(PollFinal(poll_id, title))
    return True


def _be_seen() -> None:
    """Note that the worker lives, every ten minutes while there is an urn that needs it."""
    now = clock.now()
    needed = select(func.count()).select_from(Urn).where(Urn.destroyed_at.is_(None))
    seen = db.session.execute(select(PollWorker.seen_at)).scalar()
    waiting = db.session.execute(needed).scalar_one()
    db.session.rollback()
    if not waiting or (seen is not None and abs(now - seen) < LATE):
        return
    with transaction():  # of two workers at once the second only says it again
        if not insert_once(PollWorker, {"id": 1, "seen_at": now}):
            db.session.execute(update(PollWorker).values(seen_at=now))
