"""The keyed hashes of residence. All of them raise Refused when the person key is missing."""

from __future__ import annotations

from datetime import date

from consul_py.kernel.person_key import keyed
from consul_py.residence import names


def of_person(given: str, family: str, born_on: date) -> str:
    """Who somebody is: the same for every account and every way of proof."""
    return keyed("person", names.person(given, family, born_on))


def of_line(name: str, born_on: date) -> str:
    """The same for a name in one line."""
    return of_person(*names.split(name), born_on)


def of_resident(given: str, family: str, born_on: date, municipality_id: int) -> str:
    """A row of an extract; cannot be compared with `of_person`."""
    return keyed("extract", f"{names.person(given, family, born_on)}|{municipality_id}")


def of_code(code: str) -> str:
    return keyed("letter", code)


def of_state(state: str) -> str:
    return keyed("state", state)
