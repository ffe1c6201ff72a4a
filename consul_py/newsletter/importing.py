"""Taking over an existing list: only with proof of consent per row, else the person is asked anew."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from email_validator import EmailNotValidError, validate_email

from consul_py.kernel import clock
from consul_py.kernel.clock import from_berlin
from consul_py.kernel.db import db, transaction
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.text import clean, one_line
from consul_py.newsletter import queries, service
from consul_py.newsletter.models import KINDS, SubscriptionConsent
from consul_py.newsletter.queries import AT_ONCE, WEEKLY

COLUMNS = ("email", "consent_text", "consented_at", "confirmed_at", "source")
CHOICES = ("kinds", "rhythm", "language")  # may be missing: everything, at once, German


class BadFile(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass
class Result:
    imported: int = 0
    unchanged: int = 0
    asked: int = 0  # of the imported: those who have to confirm first
    rejected: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    email: str
    text: str
    consented_at: datetime | None
    confirmed_at: datetime | None
    source: str
    wanted: dict[str, Any]
    language: str

    @property
    def has_proof(self) -> bool:
        return bool(self.text and self.source and self.consented_at and self.confirmed_at)


def import_file(path: Path) -> Result:
    """Import a CSV file; a bad row is reported with its line and does not stop the others. Raises BadFile."""
    result = Result()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=_delimiter(file.readline()))
            file.seek(0)
            for cells in reader:
                _import_row(reader.line_num, cells, result)
    except UnicodeDecodeError as error:
        raise BadFile(f"{path.name} is not UTF-8") from error
    except csv.Error as error:
        raise BadFile(f"{path.name} is no CSV file: {error}") from error
    return result


def _delimiter(head: str) -> str:
    """The separator of the header line. Raises BadFile when `email` is no column."""
    found = max(",;\t", key=head.count)
    if "email" not in [cell.strip().strip('"') for cell in head.lstrip("\ufeff").split(found)]:
        raise BadFile(f"the first line must name the columns {', '.join(COLUMNS)}")
    return found


def _import_row(line: int, cells: dict[str, str | None], result: Result) -> None:
    try:
        row = _read(cells)
    except ValueError as error:
        result.rejected.append((line, str(error)))
        return
    with transaction():
        known = queries.by_key(queries.address_key(row.email)) or queries.by_key(queries.removed_key(row.email))
        if known is not None:
            result.unchanged += 1
        elif row.has_proof:
            _take_over(row)
            result.imported += 1
        else:
            service.ask(row.email, row.wanted, language=row.language, source=row.source or "import")
            result.imported += 1
            result.asked += 1


def _read(cells: dict[str, str | None]) -> Row:
    """A row of the file. Raises ValueError with what is wrong."""
    given = {name: clean(cells.get(name) or "").strip() for name in (*COLUMNS, *CHOICES)}
    try:
        address = validate_email(one_line(given["email"]), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(f"'{given['email'][:80]}' is no e-mail address") from error
    consented_at, confirmed_at = _in_order(given)
    return Row(
        email=address.ascii_email or address.normalized,
        text=given["consent_text"],
        consented_at=consented_at,
        confirmed_at=confirmed_at,
        source=given["source"],
        wanted={"kinds": _kinds(given["kinds"]), "scopes": [], "weekly": _is_weekly(given["rhythm"])},
        language=_language(given["language"]),
    )


def _kinds(value: str) -> list[str]:
    """Kinds of news such as `openings results`; none means all. Raises ValueError."""
    named = value.replace(",", " ").replace(";", " ").split()
    for kind in named:
        if kind not in KINDS:
            raise ValueError(f"'{kind[:40]}' is no kind of news; there are {', '.join(KINDS)}")
    return named or list(KINDS)


def _is_weekly(value: str) -> bool:
    if value not in ("", AT_ONCE, WEEKLY):
        raise ValueError(f"'{value[:40]}' is no rhythm; there are {AT_ONCE}, {WEEKLY}")
    return value == WEEKLY


def _language(value: str) -> str:
    if value and value not in LANGUAGES:
        raise ValueError(f"'{value[:40]}' is no language here; there are {', '.join(LANGUAGES)}")
    return value or "de"


def _time(value: str) -> datetime | None:
    """An ISO time; without a zone it is meant as in Berlin. Raises ValueError."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.astimezone(UTC) if moment.tzinfo else from_berlin(moment)
    except (ValueError, OverflowError) as error:  # the latter at the ends of the calendar
        raise ValueError(f"'{value[:40]}' is no time like 2026-05-31T14:00") from error
    if moment > clock.now():
        raise ValueError(f"'{value[:40]}' lies in the future")
    return moment


def _in_order(given: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    """When somebody consented and when they confirmed it. Raises ValueError when that cannot have been so.

    Such a row is not asked instead: where two columns were mixed up, a whole list of people would get a mail for it.
    """
    consented, confirmed = _time(given["consented_at"]), _time(given["confirmed_at"])
    if consented and confirmed and confirmed < consented:
        raise ValueError(f"'{given['confirmed_at'][:40]}' (confirmed_at) lies before consented_at")
    return consented, confirmed


def _take_over(row: Row) -> None:
    """A row with complete proof receives at once; the proof is kept as it was brought."""
    taken = service.enter(row.email, row.language)
    service.apply(taken, row.wanted)
    taken.confirmed_at = row.confirmed_at
    db.session.add(
        SubscriptionConsent(
            subscription_id=taken.id,
            wording=row.text,
            wording_sha256=hashlib.sha256(row.text.encode()).hexdigest(),
            language=row.language,
            source=f"import: {row.source}"[:120],
            wanted=row.wanted,
            asked_at=row.consented_at,
            confirmed_at=row.confirmed_at,
        )
    )
