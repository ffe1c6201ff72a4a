"""What the worker does: write the mails that notifications are due."""

from __future__ import annotations

import logging

from consul_py.kernel.db import db, transaction
from consul_py.kernel.jobs import Job, stopping
from consul_py.notifications import queries, service

log = logging.getLogger("consul.notifications")


def send() -> int:
    """Write all mails that are due; answers how many. Each in its own transaction, so that one cannot stop the others:
    what cannot be written is logged and tried again with the next sweep.
    """
    written = last = 0
    while not stopping():
        due = queries.due_by_mail(after=last)
        db.session.rollback()
        if not due:
            break
        for last, email, locale in due:
            try:
                with transaction():
                    written += service.write_mail(last, email, locale)
            except Exception:
                log.exception("the mail of notification %s cannot be written", last)
    return written


JOB = Job("notifications", send)
