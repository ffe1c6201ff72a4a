"""Where a subject lives on the site, by its kind, without importing who stands above."""

from __future__ import annotations

from consul_py.kernel.web import path_for, public_url
from consul_py.subjects.models import Subject

AREAS = {
    "proposal": "proposals",
    "debate": "debates",
    "poll": "polls",
    "workshop": "workshops",
    "measure": "measures",
}


def subject_path(subject: Subject) -> str:
    """The address of its page: every area shows one at `show` with `id` and `slug`."""
    return path_for(f"{AREAS[subject.kind]}.show", id=subject.id, slug=subject.slug)


def subject_url(subject: Subject) -> str:
    """The absolute public address, for mails and feeds."""
    return public_url(f"{AREAS[subject.kind]}.show", id=subject.id, slug=subject.slug)
