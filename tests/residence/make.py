"""What tests of residence need: a municipality, proven people."""

from __future__ import annotations

import io
import re
from datetime import date

from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from consul_py.accounts.models import User
from consul_py.kernel.db import db, transaction
from consul_py.municipalities.models import Municipality
from consul_py.residence import digests, service
from consul_py.residence.models import Residence
from tests.watch import Client

BORN = date(1965, 3, 4)


def make_place(name: str = "Auental", ags: str | None = None) -> Municipality:
    place = Municipality(name=name, ags=ags)
    db.session.add(place)
    db.session.commit()
    return place


def make_proof(
    user: User, name: str = "Eva Müller", *, born_on: date = BORN, place: Municipality | None = None, by: User,
    method: str = "desk",
) -> bool:  # fmt: skip
    """Proven, by whatever way; answers whether another account is, too."""
    number = place.id if place else None
    proof = service.Proof(digests.of_line(name, born_on), born_on, number, method, service.LEVEL.get(method, "basic"))
    with transaction():
        return service.prove(user.id, proof, by=by.id if method == "desk" else None)


def proof_of(user: User) -> Residence | None:
    """The proof as it stands in the database now."""
    statement = select(Residence).where(Residence.user_id == user.id)
    return db.session.scalar(statement.execution_options(populate_existing=True))


ADDRESS = {
    "name": "Eva Müller",
    "born_on": "04.03.1965",
    "street": "Am Bach 7",
    "postcode": "12345",
    "place": "Auental",
}


def ask_letter(client: Client, town: Municipality | None = None, **more: str) -> TestResponse:
    fields = ADDRESS | {"municipality_id": str(town.id) if town else ""} | more
    return client.submit("/account/residence/letter", **fields)


def print_letters(client: Client) -> TestResponse:
    return client.submit("/desk/residence/letters/print")


def codes_in(content: bytes) -> list[str]:
    """The codes in a file of letters."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}\b", text)


def code_by_letter(client: Client, staff: Client, town: Municipality | None = None, **more: str) -> str:
    """Ask for a letter and print it; answers the code in it."""
    ask_letter(client, town, **more)
    return codes_in(print_letters(staff).data)[-1]
