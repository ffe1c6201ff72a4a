"""Who may do what with comments and with reported things."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import FACILITATOR, MODERATOR, STAFF, Permissions, Person


def is_author(who: Person, thing: Any) -> bool:
    return who.id is not None and thing.author_id == who.id


def speaks_for(who: Person, thing: Any) -> bool:
    """Whether a role of the person reaches this subject."""
    return who.has(
        STAFF,
        MODERATOR,
        FACILITATOR,
        process_id=thing.process_id,
        municipality_id=thing.municipality_id,
        workshop_id=thing.id if thing.kind == "workshop" else None,
    )


def moderates(who: Person, thing: Any) -> bool:
    """Anything with a `process_id`: a subject, a report, a hiding. With the second factor given: it shows what is hidden."""
    return who.strong and who.has(STAFF, MODERATOR, process_id=thing.process_id)


PERMISSIONS: Permissions = {
    "edit": is_author,
    "delete": is_author,
    "appeal": is_author,
    "speak_in_office": speaks_for,
    "moderate": moderates,
}
