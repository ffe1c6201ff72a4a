"""Municipalities as registers and providers write them: `Stadt Auental`, `06 440 001`, `6440001`."""

from __future__ import annotations

import re

from consul_py.municipalities.queries import all_municipalities
from consul_py.residence import names


def place_key(written: str) -> str:
    """A municipality folded for comparison: its official key, or its name without what kind it is."""
    written = re.sub(r"\([^)]*\)", "", written).strip() or written  # Friedberg (Hessen)
    digits = written.replace(" ", "")
    if digits.isascii() and digits.isdigit():
        return digits.zfill(8)
    return " ".join(word for word in names.parts(written) if word not in ("stadt", "gemeinde", "markt"))


def places_by_key(places: list[tuple[int, str]]) -> dict[str, int]:
    """Every way to write some municipalities → id."""
    mine = {number for number, _name in places}
    known = {place_key(name): number for number, name in places}
    return known | {place.ags: place.id for place in all_municipalities() if place.ags and place.id in mine}


def find_place(*written: str) -> tuple[int, str]:
    """The first that is a municipality of the district: id and name; (0, "") when none is."""
    everywhere = [(place.id, place.name) for place in all_municipalities()]
    known = places_by_key(everywhere)
    for one in written:
        if one and (number := known.get(place_key(one))):
            return number, dict(everywhere)[number]
    return 0, ""
