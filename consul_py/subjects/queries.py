"""Reading subjects without knowing what they are."""

from __future__ import annotations

from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.subjects.models import PUBLIC, Subject


def visible_subject(subject_id: int) -> Subject:
    """A public subject of any kind, with its own columns. Raises 404."""
    subject = db.session.get(Subject, subject_id)
    if subject is None or subject.visibility != PUBLIC:
        not_found()
    return subject
