"""Contributions from elsewhere: TSV or CSV, one row each or one row per sentence. Repeating an import changes nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError

from consul_py.kernel import clock
from consul_py.kernel.clock import LocalTimeError, from_berlin
from consul_py.kernel.db import db, transaction
from consul_py.kernel.text import clean, html_from_markdown, one_line
from consul_py.processes.models import Consultation
from consul_py.proposals.models import Proposal
from consul_py.subjects import service as subjects

BATCH = 100  # rows of one transaction: few enough that visitors never wait long for the write lock
TITLE_LIMIT, BODY_LIMIT, KEY_LIMIT, URL_LIMIT = 200, 50_000, 120, 500
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
SENTENCES = {"document_id", "content", "title/text"}


class UnreadableFile(Exception):
    """The file as a whole cannot be used; the message says why."""


class BadRow(ValueError):
    """One row cannot be used; the message says why."""


@dataclass
class Contribution:
    """One contribution as the file has it; `line` is where it begins."""

    line: int
    external_id: str
    title: str
    body: str
    url: str = ""
    topic: str = ""
    latitude: float | None = None
    longitude: float | None = None
    created_at: datetime | None = None


@dataclass
class Outcome:
    """What an import did; `faults` are sentences with line numbers."""

    imported: int = 0
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"imported {self.imported}, unchanged {self.unchanged}, rejected {len(self.faults)}"


@dataclass(frozen=True)
class Frame:
    """What all contributions of an import take from their consultation."""

    consultation_id: int
    process_id: int
    topic_id: int | None
    threshold: int


def read(path: Path, outcome: Outcome) -> list[Contribution]:
    """The contributions of a file; bad rows go to the outcome. Raises UnreadableFile."""
    rows = _rows(path)
    header = [name.strip().casefold() for name in next(rows, (0, []))[1]]
    if set(header) >= SENTENCES:
        return _documents(rows, header, outcome)
    if "title" not in header:
        raise UnreadableFile("the first line must name the columns, among them “title” or “document_id”")
    return _single(rows, header, outcome)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row. Bytes that are no UTF-8 stay recognisable, so that only their row fails."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise UnreadableFile(error.strerror or "it cannot be read") from error
    head = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [f"\udcff{error}"]
            continue
        if row:
            yield line, row


def _cells(row: list[str], header: list[str]) -> dict[str, str]:
    if any("\ud800" <= character <= "\udfff" for cell in row for character in cell):
        raise BadRow("it is not UTF-8 or cannot be read")
    if len(row) < len(header):
        raise BadRow(f"it has {len(row)} columns, the header has {len(header)}")
    return {name: clean(cell).strip() for name, cell in zip(header, row, strict=False)}


def _single(rows: Iterator[tuple[int, list[str]]], header: list[str], outcome: Outcome) -> list[Contribution]:
    found: list[Contribution] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        try:
            one = _contribution(line, _cells(row, header))
            if one.external_id in seen:
                raise BadRow(f"it has the same external_id as line {seen[one.external_id]}")
        except BadRow as fault:
            outcome.faults.append(f"line {line}: {fault}")
            continue
        seen[one.external_id] = line
        found.append(one)
    return found


def _contribution(line: int, cells: dict[str, str]) -> Contribution:
    title, body = one_line(cells.get("title", "")), cells.get("body", "")
    if not title:
        raise BadRow("it has no title")
    external_id = cells.get("external_id", "")
    if not external_id:  # recognised again by what it says
        external_id = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:32]
    return _checked(
        Contribution(
            line=line, external_id=external_id, title=title, body=body or title, url=cells.get("url", ""),
            topic=cells.get("topic", ""), latitude=_number(cells, "latitude", 90),
            longitude=_number(cells, "longitude", 180), created_at=_time(cells.get("created_at", "")),
        )
    )  # fmt: skip


def _checked(one: Contribution) -> Contribution:
    if len(one.title) > TITLE_LIMIT:
        one.title = one.title[: TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "…"
    if len(one.body) > BODY_LIMIT:
        raise BadRow(f"its text has more than {BODY_LIMIT} characters")
    if len(one.external_id) > KEY_LIMIT:
        raise BadRow(f"its external_id has more than {KEY_LIMIT} characters")
    if one.url and (len(one.url) > URL_LIMIT or _scheme(one.url) not in ("http", "https")):
        raise BadRow("its url is not a web address")
    return one


def _scheme(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.scheme if parts.hostname else ""


def _number(cells: dict[str, str], name: str, limit: float) -> float | None:
    value = cells.get(name, "").replace(",", ".")
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        raise BadRow(f"its {name} is not a number") from None
    if not -limit <= number <= limit:
        raise BadRow(f"its {name} is out of range")
    return number


def _time(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.astimezone(UTC) if moment.tzinfo else from_berlin(moment)
    except LocalTimeError:
        raise BadRow("its created_at does not exist or exists twice, because the clocks change") from None
    except (ValueError, OverflowError):
        raise BadRow("its created_at is not a date such as 2026-03-01 or 2026-03-01T18:00") from None
    if not EARLIEST <= moment <= clock.now():  # no page could show the year 9999
        raise BadRow("its created_at is before 1990 or still to come")
    return moment


def _documents(rows: Iterator[tuple[int, list[str]]], header: list[str], outcome: Outcome) -> list[Contribution]:
    """The sentence format: the sentences of a `document_id`, title and text apart, in the order of the file."""
    titles: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    first: dict[str, tuple[int, str]] = {}
    for line, row in rows:
        try:
            cells = _cells(row, header)
            if not cells["document_id"] or not cells["content"]:
                raise BadRow("it has no document_id or no content")
            if cells["title/text"] not in ("title", "text"):
                raise BadRow("its column title/text says neither “title” nor “text”")
        except BadRow as fault:
            outcome.faults.append(f"line {line}: {fault}")
            continue
        key = cells["document_id"]
        first.setdefault(key, (line, cells.get("url", "")))
        part = titles if cells["title/text"] == "title" else texts
        part.setdefault(key, []).append(one_line(cells["content"]))
    found: list[Contribution] = []
    for key, (line, url) in first.items():
        sentences = texts.get(key, [])
        title = " ".join(titles.get(key, [])) or sentences[0]
        one = Contribution(line, key, title, " ".join(sentences) or title, url)
        try:
            found.append(_checked(one))
        except BadRow as fault:
            outcome.faults.append(f"line {line}: {fault}")
    return found


def bring_in(
    found: list[Contribution], consultation: Consultation, source: str, topics: dict[str, int], outcome: Outcome,
    *, progress: Callable[[int], None] = lambda _done: None,
) -> None:  # fmt: skip
    """Write the contributions, `BATCH` to a transaction; what is there already stays as it is."""
    frame = Frame(consultation.id, consultation.process_id, consultation.topic_id, consultation.support_threshold)
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        with transaction():
            for one in batch:
                _enter(one, frame, source, topics, outcome)
        progress(len(batch))


def _enter(one: Contribution, frame: Frame, source: str, topics: dict[str, int], outcome: Outcome) -> None:
    if one.topic and one.topic.casefold() not in topics:
        outcome.faults.append(f"line {one.line}: the process has no topic field “{one.topic}”")
        return
    now = clock.now()
    proposal = Proposal(
        process_id=frame.process_id, consultation_id=frame.consultation_id, threshold=frame.threshold,
        source_name=source, external_id=one.external_id,
        topic_id=topics[one.topic.casefold()] if one.topic else frame.topic_id, external_url=one.url or None,
        title=one.title, summary="", body=one.body, body_html=html_from_markdown(one.body), latitude=one.latitude,
        longitude=one.longitude, created_at=one.created_at or now, published_at=one.created_at or now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            subjects.enter(proposal, one.body)
    except IntegrityError:
        outcome.unchanged += 1
    else:
        outcome.imported += 1
