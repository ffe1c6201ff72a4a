"""What tests of residence need: a municipality, proven people."""

from __future__ import annotations

from datetime import date

from consul_py.accounts.models import User
from consul_py.kernel.db import db, transaction
from consul_py.municipalities.models import Municipality
from consul_py.residence import digests, service

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
