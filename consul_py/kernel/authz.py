"""Who asks, and what they may: persons, grants, and the needs a route declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask_login import current_user
from werkzeug.exceptions import Forbidden

STAFF, FACILITATOR, MODERATOR, ADMINISTRATOR = "staff", "facilitator", "moderator", "administrator"
ROLES = (STAFF, FACILITATOR, MODERATOR, ADMINISTRATOR)
SCOPES = ("installation", "process", "municipality", "workshop")


@dataclass(frozen=True)
class Grant:
    """A role in a scope; `scope_id` is None for the whole installation."""

    role: str
    scope: str = "installation"
    scope_id: int | None = None


@dataclass(frozen=True)
class Person:
    """Who is asking in this request. `id` is None for a visitor.

    `strong` is True once the second factor was given in this session; the desk opens only then.
    """

    id: int | None = None
    display_name: str = ""
    email: str = ""
    locale: str | None = None
    municipality_id: int | None = None
    grants: tuple[Grant, ...] = ()
    session_id: int | None = None
    strong: bool = False
    unread: int | None = None  # notifications, where they were counted with the session
    is_authenticated: bool = False  # what flask-login asks
    is_active: bool = True

    @property
    def is_signed_in(self) -> bool:
        return self.id is not None

    @property
    def is_anonymous(self) -> bool:
        return self.id is None

    @property
    def is_official(self) -> bool:
        """Speaks for the district: has any grant."""
        return bool(self.grants)

    def get_id(self) -> str:
        return str(self.id or "")

    def has(
        self,
        *roles: str,
        process_id: int | None = None,
        municipality_id: int | None = None,
        workshop_id: int | None = None,
    ) -> bool:
        """Whether a grant of one of `roles` covers the given object.

        A grant for the whole installation covers everything, an administrator has every role.
        Without an object it is enough to have the role anywhere.
        """
        asked = {"process": process_id, "municipality": municipality_id, "workshop": workshop_id}
        anywhere = all(value is None for value in asked.values())
        for grant in self.grants:
            if grant.role not in roles and grant.role != ADMINISTRATOR:
                continue
            if grant.scope == "installation" or anywhere:
                return True
            if asked[grant.scope] is not None and asked[grant.scope] == grant.scope_id:
                return True
        return False

    def everywhere(self, *roles: str) -> bool:
        """Whether the person has one of `roles` for the whole installation, or administers it."""
        return any(grant.scope == "installation" and grant.role in (*roles, ADMINISTRATOR) for grant in self.grants)


NOBODY = Person()


def person() -> Person:
    """The person of this request; NOBODY for a visitor, on the command line and in the worker."""
    return cast(Person, current_user._get_current_object() or NOBODY)


class SignInNeeded(Exception):
    """A visitor asked for something that needs an account: lead them through sign-in and back."""


class SecondFactorNeeded(Exception):
    """The desk needs the second factor of a signed-in official."""


@dataclass(frozen=True)
class Need:
    """What a route needs; `check` raises SignInNeeded, SecondFactorNeeded or Forbidden."""

    name: str
    check: Callable[[Person], None]

    def __repr__(self) -> str:
        return self.name


def _everybody(_who: Person) -> None:
    return None


def _signed_in(who: Person) -> None:
    if not who.is_signed_in:
        raise SignInNeeded


anyone = Need("anyone", _everybody)
resident = Need("resident", _signed_in)


def desk(*roles: str, everywhere: bool = False) -> Need:
    """A desk route: signed in, one of the roles (in any scope), second factor given.

    The object's own scope is checked by the domain's permissions once it is loaded. `everywhere` is for what belongs
    to the whole installation: a grant for a process, municipality or workshop does not open it.
    """
    wanted = roles or ROLES

    def check(who: Person) -> None:
        _signed_in(who)
        if not (who.everywhere(*wanted) if everywhere else who.has(*wanted)):
            raise Forbidden
        if not who.strong:
            raise SecondFactorNeeded

    return Need("desk:" + "+".join(sorted(wanted)) + (" everywhere" if everywhere else ""), check)


class Predicate(Protocol):
    def __call__(self, who: Person, thing: Any) -> bool: ...


Permissions = dict[str, Predicate]


def may(table: Permissions, verb: str, thing: Any = None) -> bool:
    """Whether the person of this request may do `verb` to `thing`, by a domain's table of permissions."""
    return table[verb](person(), thing)


def require(table: Permissions, verb: str, thing: Any = None) -> None:
    """Raise Forbidden unless `may`."""
    if not may(table, verb, thing):
        raise Forbidden


def roles_of(grants: Iterable[Grant]) -> set[str]:
    return {grant.role for grant in grants}
