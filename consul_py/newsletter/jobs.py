"""What the worker does for the newsletter: tell what opened, send what is due, forget what nobody confirmed."""

from __future__ import annotations

import logging

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.jobs import Job
from consul_py.newsletter import delivery, issue_queries, issues, service
from consul_py.newsletter.models import CLOSES_SOON, OPENED
from consul_py.processes.models import Consultation

log = logging.getLogger("consul.newsletter")


def announce() -> int:
    """Issues for everything that opened or closes soon; answers how many. One that fails does not stop the others."""
    told = 0
    now = clock.now()
    due = [(t, c.id) for t in (OPENED, CLOSES_SOON) for c in issue_queries.unannounced(t, now)]
    db.session.rollback()
    for trigger, consultation_id in due:
        try:
            with transaction():
                told += _announce(trigger, consultation_id)
        except Exception:
            log.exception("consultation %s could not be announced (%s)", consultation_id, trigger)
    return told


def _announce(trigger: str, consultation_id: int) -> bool:
    consultation = db.session.get_one(Consultation, consultation_id)
    return issues.announce(trigger, consultation)


def send() -> int:
    return delivery.send_due()


def sweep() -> None:
    with transaction():
        service.sweep_unconfirmed()


JOBS = [
    Job("newsletter.announce", announce),
    Job("newsletter", send, lane="newsletter"),
    Job("newsletter.sweep", sweep),
]
