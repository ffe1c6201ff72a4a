"""Proof by a provider: sent there, come back, taken over once. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from consul_py.accounts import tickets
from consul_py.kernel import clock, person_key
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import public_url
from consul_py.residence import digests, names, oidc, rules, service
from consul_py.residence import online_rules as trouble
from consul_py.residence.forms import today
from consul_py.residence.models import OnlineStart
from consul_py.residence.places import find_place

MINUTES = int(rules.ONLINE_LIFE.total_seconds() // 60)


@dataclass(frozen=True)
class Found:
    """What a provider said, as far as it proves something; `ticket` carries it to the act that takes it over."""

    told: oidc.Told
    municipality: str
    ticket: str


def way() -> oidc.Way:
    """Ask the provider for the way; writes nothing. Raises Refused."""
    return oidc.way(public_url("residence.online_back"))


def start(user_id: int, chosen: oidc.Way) -> None:
    """Note that somebody is on their way; what they began before does not count any more."""
    person_key.hold()
    db.session.execute(delete(OnlineStart).where(OnlineStart.user_id == user_id))
    db.session.add(
        OnlineStart(
            state_hash=digests.of_state(chosen.state),
            user_id=user_id,
            nonce=chosen.nonce,
            verifier=chosen.verifier,
            expires_at=clock.now() + rules.ONLINE_LIFE,
        )
    )


def come_back(user_id: int, given: dict[str, str]) -> Found:
    """Check what somebody came back with, and ask the provider about them; writes nothing. Raises Refused."""
    begun = _begun(user_id, given.get("state", ""))
    if given.get("error"):
        raise Refused(trouble.STOPPED if given["error"] == "access_denied" else trouble.BAD_ANSWER)
    if begun is None or not given.get("code"):
        raise Refused(trouble.FORGED)
    nonce, verifier = begun.nonce, begun.verifier
    db.session.rollback()  # no connection waits for the provider
    told = oidc.ask(given["code"], public_url("residence.online_back"), nonce=nonce, verifier=verifier)
    if rules.birth(told.born_on, today()) or names.shape(f"{told.given_name} {told.family_name}"):
        raise Refused(trouble.INCOMPLETE)
    number, name = find_place(told.municipality, told.place)
    if not number:
        raise Refused(trouble.OUTSIDE)
    digest = digests.of_person(told.given_name, told.family_name, told.born_on)
    values = (user_id, digests.of_state(given["state"]), digest, told.born_on.isoformat(), number, told.level)
    return Found(told, name, tickets.issue("residence-online", *values))


def take(user_id: int, ticket: str) -> bool:
    """Take over what the provider said, once; True when another account is proven, too. Raises Refused."""
    said = tickets.read("residence-online", ticket, MINUTES)
    if said is None or said[0] != user_id:
        raise Refused(trouble.SPENT)
    _user, state_hash, digest, born_on, number, level = said
    mine = (OnlineStart.state_hash == state_hash, OnlineStart.user_id == user_id)
    gone: Any = db.session.execute(delete(OnlineStart).where(*mine).execution_options(synchronize_session=False))
    if not gone.rowcount:
        raise Refused(trouble.SPENT)
    proof = service.Proof(digest, date.fromisoformat(born_on), number, "online", level)
    return service.prove(user_id, proof)


def _begun(user_id: int, state: str) -> OnlineStart | None:
    """What somebody began with a state; None when it is forged, another person's or too old."""
    if not state:
        return None
    mine = (OnlineStart.state_hash == digests.of_state(state), OnlineStart.user_id == user_id)
    return db.session.scalar(select(OnlineStart).where(*mine, OnlineStart.expires_at > clock.now()))
