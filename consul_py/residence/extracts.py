"""Extracts of the register of residents: read in memory, kept as keyed hashes, looked up. Nothing here commits."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, insert, select

from consul_py.kernel import audit, clock, person_key
from consul_py.kernel.authz import person
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.text import one_line
from consul_py.municipalities.queries import all_municipalities
from consul_py.residence import digests, names, queries, rules, service, tries
from consul_py.residence.forms import parse_date, today
from consul_py.residence.models import BASIC, Extract, ExtractEntry
from consul_py.residence.places import place_key, places_by_key

HEADINGS = {
    "family": {"familienname", "nachname", "zuname", "familienname nachname", "name", "family name", "surname"},
    "given": {"vorname", "vornamen", "rufname", "given name", "first name"},
    "born": {"geburtsdatum", "geboren", "geboren am", "geburtstag", "date of birth", "birthdate"},
    "place": {"gemeinde", "gemeindeschluessel", "gemeindekennziffer", "ags", "kommune", "wohnort", "municipality"},
}
MOST_TOLD = 20  # lines that are named
PORTION = 5_000


class BadExtract(ValueError):
    """The file as a whole cannot be read; the message says why, in the language of who reads it."""


@dataclass
class Taken:
    """What is in a file: keyed hashes with their municipality, and the lines that could not be read, and why."""

    entries: dict[str, int] = field(default_factory=dict)
    wrong: list[tuple[int, str]] = field(default_factory=list)


def read(content: bytes, places: list[tuple[int, str]]) -> Taken:
    """Turn a file into keyed hashes. Only rows of `places` count. Raises BadExtract; Refused when the key is missing."""
    taken, known = Taken(), places_by_key(places)
    for line, cells in _rows(_text(content), alone=len(places) == 1):
        try:
            given, family, born_on = cells.get("given", ""), cells.get("family", ""), _born(cells.get("born", ""))
            if names.shape(f"{given} {family}") is not None or not names.parts(family):
                raise ValueError(_("the name is missing"))
            number = places[0][0] if "place" not in cells else known.get(place_key(cells["place"]), 0)
            if not number:
                raise ValueError(_("the municipality is not known, or not yours"))
        except ValueError as error:
            taken.wrong.append((line, str(error)))
        else:
            taken.entries[digests.of_resident(given, family, born_on, number)] = number
    if not taken.entries:
        raise BadExtract(_("No line of this file could be read.") + _first_wrong(taken))
    return taken


def keep(taken: Taken, places: list[tuple[int, str]], *, whole: bool) -> int:
    """The new extract takes the place of the old one, for all of `places`: the `whole` district, or parts of it."""
    person_key.hold()
    db.session.execute(delete(ExtractEntry).where(ExtractEntry.municipality_id.in_([number for number, _n in places])))
    rows = [{"digest": digest, "municipality_id": number} for digest, number in sorted(taken.entries.items())]
    for start in range(0, len(rows), PORTION):
        db.session.execute(insert(ExtractEntry), rows[start : start + PORTION])
    parts = Counter(taken.entries.values())
    for number, people in [(None, len(rows))] if whole else [(number, parts[number]) for number, _name in places]:
        row = Extract(taken_at=clock.now(), taken_by_id=person().id, municipality_id=number, rows=people)
        db.session.add(row)
        db.session.flush()
        audit.record("residence.extract", "residence_extract", row.id, str(row.id), rows=people)
    return len(rows)


def prove(user_id: int, name: str, born_on: date) -> None:
    """Somebody says who they are; if the extract has them, they are proven. Raises Refused; a wrong try counts."""
    given, family = names.split(name)
    tries.take(user_id, "extract")
    wanted = [digests.of_resident(given, family, born_on, place.id) for place in all_municipalities()]
    found = db.session.scalar(select(ExtractEntry.municipality_id).where(ExtractEntry.digest.in_(wanted)).limit(1))
    if found is None:
        raise Refused(rules.NOT_FOUND)
    digest = digests.of_person(given, family, born_on)
    ensure(rules.TAKEN if queries.others_with(digest, user_id) else None)
    service.prove(user_id, service.Proof(digest, born_on, found, "extract", BASIC))


def _text(content: bytes) -> str:
    """A file as spreadsheets write it: UTF-8, or Windows' Western European."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str, *, alone: bool) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Lines with their number and cells by what they mean. `alone`: there is one municipality, none need be named."""
    head = text.lstrip("\r\n").partition("\n")[0]
    if "\0" in text or not head.strip():
        raise BadExtract(_("This is no CSV file."))
    try:
        reader = csv.reader(io.StringIO(text.lstrip("\r\n")), delimiter=max(";,\t", key=head.count))
        columns = [_meaning(cell) for cell in next(reader)]
        missing = {"family", "given", "born", "place"} - set(columns) - ({"place"} if alone else set())
        if missing:
            words = {"family": _("Family name"), "given": _("Given name"), "born": _("Date of birth")}
            named = ", ".join(words.get(name, _("Municipality")) for name in sorted(missing))
            raise BadExtract(_("The first line must name the columns. Missing: %(names)s.", names=named))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                named_cells = zip(columns, cells, strict=False)
                yield reader.line_num, {name: one_line(cell)[:200] for name, cell in named_cells if name}
    except csv.Error as error:
        raise BadExtract(_("This is no CSV file.")) from error


def _meaning(heading: str) -> str:
    words = " ".join(names.parts(heading))
    return next((name for name, known in HEADINGS.items() if words in known), "")


def _born(cell: str) -> date:
    """Raises ValueError."""
    born_on = parse_date(cell)
    if born_on is None or rules.birth(born_on, today()) is not None:
        raise ValueError(_("the date of birth is no date"))
    return born_on


def _first_wrong(taken: Taken) -> str:
    return "".join(" " + _("Line %(line)s: %(why)s.", line=line, why=why) for line, why in taken.wrong[:1])
