"""What the worker does for the newsletter: tell what opened, send what is due, forget what nobody confirmed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.jobs import Job
from consul_py.newsletter import delivery, digest, issue_queries, service, telling, writing
from consul_py.newsletter.models import CLOSES_SOON, OPENED
from consul_py.processes.models import Consultation

log = logging.getLogger("consul.newsletter")


def announce() -> int:
    """Issues for everything that opened or closes soon; answers how many. One that fails does not stop the others."""
    now = clock.now()
    due = [(t, c.id) for t in (OPENED, CLOSES_SOON) for c in issue_queries.unannounced(t, now)]
    waiting = [mailing.id for mailing in telling.unapproved()]
    db.session.rollback()
    told = 0
    for trigger, consultation_id in due:
        told += _alone(partial(_announce, trigger, consultation_id), f"{trigger} {consultation_id}")
    for mailing_id in waiting:
        _alone(partial(telling.refresh, mailing_id), f"issue {mailing_id}")
    _alone(digest.build, "weekly mail")
    return told


def _alone(act: Callable[[], bool], name: str) -> bool:
    """Do one thing in a transaction of its own; when it fails, the others still happen."""
    try:
        with transaction():
            return act()
    except Exception:
        log.exception("the newsletter could not tell: %s", name)
        return False


def _announce(trigger: str, consultation_id: int) -> bool:
    return telling.announce(trigger, db.session.get_one(Consultation, consultation_id))


def send() -> int:
    return delivery.send_due()


def sweep() -> None:
    with transaction():
        service.sweep_unconfirmed()


JOBS = [
    Job("newsletter.announce", announce),
    Job("newsletter.scheduled", writing.release_scheduled),
    Job("newsletter", send, lane="newsletter"),
    Job("newsletter.sweep", sweep),
]
