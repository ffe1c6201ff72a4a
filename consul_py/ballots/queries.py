"""Reading urns: definitions, registers, checkpoints, and the log once it is final. Waiting ballots are never read."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, bindparam, column, func, select, table

from consul_py.ballots.models import Checkpoint, Observer, RegisterPlace, SealedBallot, Urn, UrnKey
from consul_py.kernel.db import db
from consul_py.subjects.models import PUBLIC, Subject

URN: Any = Urn.__table__
REGISTER: Any = RegisterPlace.__table__
LOG: Any = SealedBallot.__table__
POLL: Any = bindparam("poll", type_=Integer)


class Line(NamedTuple):
    """An urn without its definition."""

    poll_id: int
    definition_hash: str
    opens_at: datetime
    closes_at: datetime
    seal_from: int
    objection_days: int
    frozen_at: datetime
    sealed_at: datetime | None
    objections_until: datetime | None
    destroyed_at: datetime | None
    paper_open: bool
    paper_issued: int
    paper_counted: int
    used: int
    trouble: str


def find_urn(poll_id: int) -> Line | None:
    """The urn of a frozen poll; None for drafts."""
    row = db.session.execute(_urn(), {"poll": poll_id}).first()
    return Line._make(row) if row else None


@cache
def _urn() -> Any:
    return select(*[URN.c[name] for name in Line._fields]).where(URN.c.poll_id == POLL)


def is_frozen(poll_id: int) -> bool:
    return find_urn(poll_id) is not None


def is_public(poll_id: int) -> bool:
    asked = select(Subject.id).where(Subject.id == poll_id, Subject.visibility == PUBLIC)
    return db.session.execute(asked).first() is not None


def definition_text(poll_id: int) -> str:
    """The definition as it is hashed: canonical JSON."""
    return str(db.session.execute(select(URN.c.definition).where(URN.c.poll_id == poll_id)).scalar_one())


def definition(poll_id: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(definition_text(poll_id))
    return found


def result(poll_id: int) -> dict[str, Any] | None:
    """The published result; None until the final seal."""
    found = db.session.execute(select(URN.c.result).where(URN.c.poll_id == poll_id)).scalar()
    return json.loads(found) if found else None


def person_key(poll_id: int, identity: str) -> str | None:
    """What this urn's register calls somebody; None once the key is destroyed."""
    return next(iter(person_keys(poll_id, [identity])), None)


def person_keys(poll_id: int, identities: list[str]) -> list[str]:
    """The same for many; none once the key is destroyed."""
    secret = db.session.execute(select(UrnKey.secret).where(UrnKey.poll_id == poll_id)).scalar()
    return [key_under(secret, identity) for identity in identities] if secret else []


def key_under(secret: str, identity: str) -> str:
    return hmac.new(bytes.fromhex(secret), identity.encode(), hashlib.sha256).hexdigest()


def has_voted(poll_id: int, key: str | None) -> bool:
    return key is not None and db.session.execute(_used(), {"poll": poll_id, "key": key}).scalar() == 1


def is_listed(poll_id: int, key: str) -> bool:
    """Whether the register knows this key, used or not."""
    return db.session.execute(_used(), {"poll": poll_id, "key": key}).first() is not None


@cache
def _used() -> Any:
    return select(REGISTER.c.used).where(
        REGISTER.c.poll_id == POLL, REGISTER.c.person_key == bindparam("key", type_=String)
    )


def used(poll_id: int) -> int:
    """How many places are used: the turnout, all that may be known before the end."""
    counted = select(func.count()).where(REGISTER.c.poll_id == poll_id, REGISTER.c.used == 1)
    return db.session.execute(counted).scalar_one()


def used_by_channel(poll_id: int) -> dict[str, int]:
    counted = (
        select(REGISTER.c.channel, func.count())
        .where(REGISTER.c.poll_id == poll_id, REGISTER.c.used == 1)
        .group_by(REGISTER.c.channel)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def listed(poll_id: int) -> int:
    """How many places stand in the register, used or not."""
    return db.session.execute(select(func.count()).where(REGISTER.c.poll_id == poll_id)).scalar_one()


def channels(poll_id: int) -> dict[str, dict[str, int]]:
    """`eligible` and `turnout` by channel, as they were kept."""
    row = db.session.execute(select(URN.c.eligible, URN.c.turnout).where(URN.c.poll_id == poll_id)).one()
    return {"eligible": json.loads(row.eligible), "turnout": json.loads(row.turnout)}


def checkpoints(poll_id: int) -> list[Checkpoint]:
    """All, oldest first."""
    asked = select(Checkpoint).where(Checkpoint.poll_id == poll_id).order_by(Checkpoint.number)
    return list(db.session.scalars(asked))


def last_checkpoint(poll_id: int) -> Checkpoint | None:
    asked = select(Checkpoint).where(Checkpoint.poll_id == poll_id).order_by(Checkpoint.number.desc()).limit(1)
    return db.session.scalar(asked)


def leaves(poll_id: int) -> list[str]:
    """The hashes of all sealed ballots in their order; public at any time, because the nonce hides the choice."""
    return list(db.session.scalars(select(LOG.c.leaf).where(LOG.c.poll_id == poll_id).order_by(LOG.c.position)))


def has_leaf(poll_id: int, leaf: str) -> int | None:
    """The place of a leaf in the log, from 0; None when it is not sealed yet."""
    asked = select(LOG.c.position).where(LOG.c.poll_id == poll_id, LOG.c.leaf == leaf)
    return db.session.execute(asked).scalar()


class Ballot(NamedTuple):
    """A published ballot; `choice` is canonical JSON."""

    position: int
    tracker: str
    own_number: str
    nonce: str
    choice: str


# The view that shows sealed ballots of urns whose final seal is made, and nothing of any other: migration 0025.
PUBLISHED: Any = table("ballot_published", *[column(name, LOG.c[name].type) for name in ("poll_id", *Ballot._fields)])


def _final(poll_id: int) -> Any:
    return select(*[PUBLISHED.c[name] for name in Ballot._fields]).where(PUBLISHED.c.poll_id == poll_id)


def ballots(poll_id: int) -> Iterator[Ballot]:
    """All ballots of a final urn in their order, a thousand at a time."""
    start, size = 0, 1000
    while True:
        part = (
            _final(poll_id)
            .where(PUBLISHED.c.position >= start, PUBLISHED.c.position < start + size)
            .order_by(PUBLISHED.c.position)
        )
        rows = db.session.execute(part).all()
        yield from (Ballot._make(row) for row in rows)
        if len(rows) < size:
            return
        start += size


def find_ballot(poll_id: int, tracker: str) -> Ballot | None:
    """The ballot with a control number; None before the end and for numbers that are not there."""
    row = db.session.execute(_final(poll_id).where(PUBLISHED.c.tracker == tracker)).first()
    return Ballot._make(row) if row else None


def ballots_with_own_number(poll_id: int, own_number: str) -> list[Ballot]:
    """The first ten ballots with a number that voters picked themselves."""
    asked = _final(poll_id).where(PUBLISHED.c.own_number == own_number).order_by(PUBLISHED.c.position).limit(10)
    return [Ballot._make(row) for row in db.session.execute(asked)]


def observers(poll_id: int) -> list[Observer]:
    return list(db.session.scalars(select(Observer).where(Observer.poll_id == poll_id).order_by(Observer.id)))
