"""What the domains above tell about people: the scopes of roles, and their part of a person's data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True)
class Scope:
    """Something a role can be limited to.

    `choices` lists (id, name); `find` turns a word of the command line (slug, AGS) into an id.
    """

    name: str
    label: Callable[[], str]
    choices: Callable[[], list[tuple[int, str]]]
    find: Callable[[str], int | None]


PersonData = Callable[[int], Any]


def init_app(app: Flask, scopes: Sequence[Scope], person_data: Sequence[tuple[str, PersonData]]) -> None:
    """`person_data`: name of the part → function of the user's id, answering what JSON can hold."""
    app.extensions["consul_scopes"] = {scope.name: scope for scope in scopes}
    app.extensions["consul_person_data"] = list(person_data)


def scopes() -> dict[str, Scope]:
    found: dict[str, Scope] = current_app.extensions["consul_scopes"]
    return found


def person_data(user_id: int) -> dict[str, Any]:
    """What every domain above knows about a person."""
    return {name: function(user_id) for name, function in current_app.extensions["consul_person_data"]}


def scope_names(wanted: Iterable[str]) -> dict[tuple[str, int], str]:
    """The names of what roles are limited to, by kind and id, for some kinds of scope."""
    kinds = [scopes()[kind] for kind in sorted(set(wanted)) if kind in scopes()]
    return {(scope.name, number): name for scope in kinds for number, name in scope.choices()}


def plain(value: Any) -> Any:
    """The same with times as ISO 8601 and without anything JSON does not know."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
