"""What the worker does: write the mails that notifications are due."""

from __future__ import annotations

from consul_py.kernel.db import db, transaction
from consul_py.kernel.jobs import Job, stopping
from consul_py.notifications import queries, service


def send() -> int:
    """Write all mails that are due; answers how many. Each in its own transaction, so that one cannot stop the others."""
    written = 0
    while not stopping():
        due = queries.due_by_mail()
        db.session.rollback()
        if not due:
            break
        for number, email, locale in due:
            with transaction():
                written += service.write_mail(number, email, locale)
    return written


JOB = Job("notifications", send)
