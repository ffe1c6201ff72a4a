"""One-time codes as letters: made, drawn and entered in the register; the codes themselves are kept nowhere."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from consul_py.ballots import freezing
from consul_py.ballots import queries as urns
from consul_py.kernel import audit, clock, codes, letters
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.kernel.text import clean, one_line
from consul_py.kernel.web import public_url
from consul_py.polls import rules
from consul_py.polls.models import Poll

MOST = 500  # letters in one go: drawing them takes time
MOST_LINES, LINE = 5, 80
MOST_OCTETS = 500_000
COLUMNS = {
    "adresse", "adressen", "address", "anrede", "salutation", "titel", "title", "name", "names", "namen", "vorname",
    "firstname", "givenname", "nachname", "familienname", "lastname", "surname", "familyname", "vorundnachname",
    "empfaenger", "empfänger", "recipient", "strasse", "straße", "str", "street", "hausnummer", "hausnr", "nr", "nummer",
    "strasseundhausnummer", "straßeundhausnummer", "straßehausnummer", "strassehausnummer", "strassenr", "straßenr",
    "straßeundnr", "plz", "postleitzahl", "postcode", "zip", "zipcode", "ort", "wohnort", "stadt", "gemeinde", "ortsteil",
    "place", "city", "town", "plzort", "plzundort", "postleitzahlundort", "postcodeandplace", "anschrift", "zusatz",
    "adresszusatz", "land", "country", "email", "mail",
}  # fmt: skip

NO_CODES = Refusal("no_codes", N_("Codes are printed for published polls in which people vote with codes."), status=409)
TOO_LATE = Refusal("too_late", N_("Voting is over. No more codes can be printed."), status=409)
HOW_MANY = Refusal("how_many", N_("Please say how many letters you need, 1 to %(most)s at a time."), {"most": MOST})
NO_TABLE = Refusal(
    "no_table",
    N_("This file cannot be read as a table of addresses: UTF-8 text, one address a line, semicolons between."),
)
COUNTED = N_(
    "Addresses in this file: %(found)s. As many letters are printed, each with a vote. If that is right, please choose "
    "the file once more and print."
)


@dataclass(frozen=True)
class Letters:
    """Drawn letters and the codes in them; nothing is written yet."""

    content: bytes | str
    codes: list[str]


def addresses(content: bytes) -> list[list[str]]:
    """The addresses of an uploaded table, a list of lines each. They are printed and never stored. Raises Refused."""
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ",")) if "\0" not in text else []
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(NO_TABLE) from error
    cells = [[one_line(clean(cell))[:LINE] for cell in row] for row in rows]
    found = [[cell for cell in row if cell][:MOST_LINES] for row in cells]
    found = [row for row in found if row]
    if found and _names_columns(found[0]):  # it is no address, and its code would be one vote more
        del found[0]
    if not found or len(content) > MOST_OCTETS:
        raise Refused(NO_TABLE)
    if len(found) > MOST:
        raise Refused(HOW_MANY)
    return found


def _names_columns(row: list[str]) -> bool:
    """Whether a line says what stands in the columns: two names of columns, or the only cell is one."""
    words = ["".join(letter for letter in cell.casefold() if letter.isalnum()) for cell in row]
    return sum(word in COLUMNS for word in words) >= min(2, len(row))


def draw(poll: Poll, recipients: list[list[str]]) -> Letters:
    """Letters with fresh codes, one for each address; an address may be empty. Raises Refused."""
    _ensure_needed(poll)
    made = [codes.new_code() for _recipient in recipients]
    shown = [
        {"address": address, "code": codes.readable(code), "picture": letters.picture_of(_address(poll.id, code))}
        for address, code in zip(recipients, made, strict=True)
    ]
    urn = urns.find_urn(poll.id)
    context = {"letters": shown, "poll": poll, "urn": urn, "today": clock.now()}
    if letters.available():
        return Letters(letters.pdf(letters.render("polls/print_codes.html", **context)), made)
    return Letters(letters.page("polls/print_codes.html", **context), made)


def _address(poll_id: int, code: str) -> str:
    """The poll, with the code behind a #: browsers send that part to nobody."""
    return f"{public_url('polls.short', id=poll_id)}#code={code}"


def _ensure_needed(poll: Poll) -> None:
    urn = urns.find_urn(poll.id)
    if poll.who != rules.CODES or urn is None:
        raise Refused(NO_CODES)
    if urn.closes_at <= clock.now():
        raise Refused(TOO_LATE)


def enter(poll: Poll, made: Letters) -> None:
    """Give every code its place in the register; from now on it can vote. Raises Refused.

    The urn is held, so that of two print runs at once the second counts the codes of both.
    """
    freezing.hold(poll.id)
    _ensure_needed(poll)
    keys = urns.person_keys(poll.id, [f"code:{code}" for code in made.codes])
    freezing.list_places(poll.id, keys, "code")
    freezing.say_eligible(poll.id, {"code": urns.listed(poll.id)})
    audit.record("polls.codes", "poll", poll.id, poll.title, letters=len(keys))
