"""Where somebody stands in the register of a poll.

In a poll for proven residents that is the key of their proof, the same for all accounts of a person. In a poll for
accounts it is the proof's key, too, when there is one, else the account's. There the first review decides once and
for all: the account's row is written then, with the channel `proof` when the vote is registered under the proof. So
nobody votes once without a proof and once more with it, nor the other way round.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.ballots import queries as urns
from consul_py.ballots.casting import ALREADY_VOTED, OVER
from consul_py.ballots.models import RegisterPlace, UrnKey
from consul_py.ballots.slips import Place
from consul_py.kernel import clock, codes, limits
from consul_py.kernel.authz import Person, SignInNeeded, person
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.refusal import Refusal, Refused, ensure
from consul_py.polls import rules
from consul_py.polls.shown import Shown
from consul_py.residence.queries import Identity, identity_of

BY_PROOF = "proof"  # channel of an account's row when the person is registered under their proof
TRIES = "10/day"


def holder_of(who: Person, code: str) -> str:
    """Whose slip it is: a code's, or an account's. Raises SignInNeeded."""
    if code:
        return "code" + hashlib.sha256(codes.normal(code).encode()).hexdigest()
    if who.id is None:
        raise SignInNeeded
    return str(who.id)


def place_of(poll: Shown, who: Person, code: str) -> Place:
    """The place in the register under which a vote would be cast. Writes the account's row where that is needed.

    Raises SignInNeeded, and Refused for who may not vote, has voted, or typed a code that is none.
    """
    if poll.who == rules.CODES:
        return _by_code(poll, code)
    if who.id is None:
        raise SignInNeeded
    identity = identity_of(who.id)
    ensure(refusal_for(poll, who, identity))
    secret, voter = _known(poll.id, who.id)
    if poll.who == rules.ACCOUNT:
        place = _pinned(poll.id, urns.key_under(secret, f"account:{voter}"), secret, identity)
    else:
        place = _by_proof(secret, identity)
    if urns.has_voted(poll.id, place.key):
        raise Refused(ALREADY_VOTED)
    return place


def refusal_for(poll: Shown, who: Person, identity: Identity | None) -> Refusal | None:
    """Why somebody signed in may not vote in a poll that is no matter of codes."""
    assert poll.urn is not None
    first_day = clock.to_berlin(poll.urn.opens_at).date()
    place = poll.municipality_name or ""
    return rules.may_vote(
        poll.who, poll.municipality_id, place, poll.minimum_age, first_day=first_day, proof=identity,
        stated_municipality=who.municipality_id,
    )  # fmt: skip


def _by_code(poll: Shown, typed: str) -> Place:
    """The place of a one-time code; wrong ones are counted per network and account, ten a day."""
    asking = [("ballot code", "network", limits.network())]
    if (account := person().id) is not None:
        asking.append(("ballot code", "account", str(account)))
    if not all(limits.is_left(TRIES, *key) for key in asking):
        raise Refused(rules.NO_CODE_LEFT)
    code = codes.normal(typed)
    key = urns.person_key(poll.id, f"code:{code}") if codes.is_wellformed(code) else None
    if key is None or not urns.is_listed(poll.id, key):
        for each in asking:
            limits.within(TRIES, *each)
        raise Refused(rules.WRONG_CODE if key else rules.MISTYPED)
    if urns.has_voted(poll.id, key):
        raise Refused(ALREADY_VOTED)
    return Place(key, "code", listed=True)


def _known(poll_id: int, user_id: int) -> tuple[str, str]:
    """The urn's secret and who an account is as a voter, in one statement. Raises Refused once the secret is gone."""
    asked = select(UrnKey.secret, User.voter).join_from(UrnKey, User, User.id == user_id)
    asked = asked.where(UrnKey.poll_id == poll_id)
    row = db.session.execute(asked).first()
    if row is None:
        raise Refused(OVER)
    return row.secret, row.voter


def _by_proof(secret: str, identity: Identity | None) -> Place:
    assert identity is not None, "rules.may_vote asks for a proof"
    return Place(urns.key_under(secret, identity.key), identity.channel)


def _pinned(poll_id: int, account: str, secret: str, identity: Identity | None) -> Place:
    """The place in a poll for accounts. The account's row is written once and says under which key."""
    channel = "account" if identity is None else BY_PROOF
    row = {"poll_id": poll_id, "person_key": account, "used": 0, "channel": channel}
    if not insert_once(RegisterPlace, row):
        channel = _channel(poll_id, account)
    if channel != BY_PROOF:
        return Place(account, "account")
    if identity is None:
        raise Refused(rules.PROVE_AGAIN)
    return _by_proof(secret, identity)


def _channel(poll_id: int, key: str) -> str:
    asked = select(RegisterPlace.channel).where(RegisterPlace.poll_id == poll_id, RegisterPlace.person_key == key)
    return str(db.session.scalar(asked))


class Standing(NamedTuple):
    """How somebody stands to a poll: whether a vote is recorded for them, and why they may not vote, if they may not."""

    recorded: bool = False
    refusal: Refusal | None = None


def standing(poll: Shown, who: Person) -> Standing:
    """For somebody signed in; of codes the page knows nothing. A recorded vote is found under either of their keys."""
    if who.id is None or poll.urn is None or poll.urn.destroyed_at is not None or poll.who == rules.CODES:
        return Standing()
    secret, voter = _known(poll.id, who.id)
    identity = identity_of(who.id)
    names = [f"account:{voter}"] if poll.who == rules.ACCOUNT else []
    names += [identity.key] if identity else []
    keys = [urns.key_under(secret, name) for name in names]
    used = select(RegisterPlace.used).where(
        RegisterPlace.poll_id == poll.id, RegisterPlace.person_key.in_(keys), RegisterPlace.used == 1
    )
    recorded = bool(keys) and db.session.scalar(used.limit(1)) is not None
    return Standing(recorded, refusal_for(poll, who, identity))
