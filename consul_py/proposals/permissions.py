"""Who may do what to proposals."""

from __future__ import annotations

from typing import Any

from consul_py.kernel.authz import MODERATOR, STAFF, Permissions, Person


def is_author(who: Person, thing: Any) -> bool:
    return who.id is not None and thing.author_id == who.id


def is_staff_of(who: Person, thing: Any) -> bool:
    """Staff of the proposal's process or of its municipality, with the second factor given."""
    if not who.strong:
        return False
    in_process = who.has(STAFF, process_id=thing.process_id)
    return in_process or (thing.municipality_id is not None and who.has(STAFF, municipality_id=thing.municipality_id))


def _moderates(who: Person, thing: Any) -> bool:
    """Moderator of the proposal's process."""
    return who.strong and who.has(MODERATOR, process_id=thing.process_id)


def sees_hidden(who: Person, thing: Any) -> bool:
    return is_author(who, thing) or is_staff_of(who, thing) or _moderates(who, thing)


PERMISSIONS: Permissions = {
    "edit": is_author,
    "withdraw": is_author,
    "see_draft": is_author,
    "see_hidden": sees_hidden,
    "answer": is_staff_of,
    "merge": is_staff_of,
}
