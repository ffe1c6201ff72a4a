"""Where a subject lives on the site, by its kind, without importing who stands above."""

from __future__ import annotations

from typing import Protocol

from consul_py.kernel.web import path_for, public_url

AREAS = {
    "proposal": "proposals",
    "debate": "debates",
    "poll": "polls",
    "workshop": "workshops",
    "measure": "measures",
}


class Named(Protocol):
    """What an address needs to know: a subject, or a row with these columns of one."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def slug(self) -> str: ...


def subject_path(subject: Named) -> str:
    """The address of its page: every area shows one at `show` with `id` and `slug`."""
    return path_for(f"{AREAS[subject.kind]}.show", id=subject.id, slug=subject.slug)


def subject_url(subject: Named) -> str:
    """The absolute public address, for mails and feeds."""
    return public_url(f"{AREAS[subject.kind]}.show", id=subject.id, slug=subject.slug)
