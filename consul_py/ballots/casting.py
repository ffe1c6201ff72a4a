"""The one transaction that takes a person's place and puts their ballot into the urn."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from consul_py.ballots import keys, queries
from consul_py.ballots.models import RegisterPlace, Urn, WaitingBallot
from consul_py.ballots.recount import canonical, leaf_hash
from consul_py.ballots.slips import Slip
from consul_py.kernel import clock
from consul_py.kernel.db import UtcDateTime, db, is_sqlite
from consul_py.kernel.db import now as database_now
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.subjects.models import PUBLIC, Subject

ALREADY_VOTED = Refusal(
    "already_voted", N_("A vote of yours is already recorded. It cannot be changed or taken back."), status=409
)
NOT_BEGUN = Refusal("not_begun", N_("Voting has not begun yet. Nothing was counted."), status=409)
OVER = Refusal("over", N_("Voting is over. Your vote came too late and was not counted."), status=409)
NOT_PUBLIC = Refusal("not_public", N_("This poll is not public. Nobody can vote in it."), status=409)
NO_CODE = Refusal("no_code", N_("This code is not valid in this poll."), status=409)
OWN_NUMBER = Refusal("own_number", N_("Your own number has 4 to 8 digits, or stays empty."))

URN: Any = Urn.__table__
REGISTER: Any = RegisterPlace.__table__
WAITING: Any = WaitingBallot.__table__
SUBJECT: Any = Subject.__table__
BALLOT = ("poll_id", "tracker", "own_number", "nonce", "choice")
NOW: Any = bindparam("now", type_=UtcDateTime())


class Ready(NamedTuple):
    """A ballot that only has to be put into the urn, and the receipt that is answered once it is there."""

    slip: Slip
    own_number: str
    receipt: dict[str, str]


def ready(slip: Slip, own_number: str) -> Ready:
    """Everything that needs no lock: the leaf and the signed receipt of definition, control number and leaf, without the
    choice. Raises Refused when the own number is no number, and when no receipt can be signed.
    """
    if own_number and not re.fullmatch(r"[0-9]{4,8}", own_number):
        raise Refused(OWN_NUMBER)
    leaf = leaf_hash(slip.definition_hash, slip.tracker, own_number, slip.nonce, json.loads(slip.choice))
    receipt = {"format": "urne-1 receipt", "definition": slip.definition_hash, "tracker": slip.tracker, "leaf": leaf}
    signature = keys.sign(keys.RECEIPT, canonical(receipt), slip.receipt_key)
    return Ready(slip, own_number, receipt | {"signature": signature})


def put(ballot: Ready) -> None:
    """Take the place and put the ballot; its receipt may be answered when this is committed.

    Needs a transaction. Raises Refused outside the window, when the place is used already, and when a code is unknown;
    then nothing is written.
    """
    slip = ballot.slip
    values = {
        "now": clock.now(), "the_poll": slip.poll_id, "the_key": slip.key, "the_channel": slip.channel,
        "the_tracker": slip.tracker, "the_own_number": ballot.own_number, "the_nonce": slip.nonce,
        "the_choice": slip.choice,
    }  # fmt: skip
    if not _taken_and_put(slip.listed, values):
        raise Refused(_why_not(slip))


def cast(slip: Slip, own_number: str) -> dict[str, str]:
    """Both at once; answers the receipt. Needs a transaction, raises Refused."""
    ballot = ready(slip, own_number)
    put(ballot)
    return ballot.receipt


def _taken_and_put(listed: bool, values: dict[str, Any]) -> bool:
    """Whether the place was free and is taken now, and the ballot in the urn."""
    if not is_sqlite():
        return db.session.execute(_both(listed, clock.is_fixed()), values).first() is not None
    if db.session.execute(_take(listed), values).first() is None:
        return False
    db.session.execute(_put(), values)
    return True


def _window(now: Any) -> Any:
    """The urn if it takes a ballot now. Its times are frozen; a sealed urn takes nothing, whatever the clock says."""
    public = exists().where(SUBJECT.c.id == URN.c.poll_id, SUBJECT.c.visibility == PUBLIC)
    in_time = (URN.c.opens_at <= now, now < URN.c.closes_at, URN.c.sealed_at.is_(None))
    return select(URN.c.poll_id).where(URN.c.poll_id == _given("poll", Integer), *in_time, public)


def _given(name: str, kind: Any = String) -> Any:
    return bindparam(f"the_{name}", type_=kind)  # a parameter named as a column would be written into it


def _taking(listed: bool, window: Any) -> Any:
    """Take the place of `:key`: a row comes back once. A listed place must be there, any other is made."""
    if listed:
        free = (REGISTER.c.person_key == _given("key"), REGISTER.c.used == 0)
        found = update(REGISTER).where(REGISTER.c.poll_id.in_(select(window.c.poll_id)), *free)
        return found.values(used=1).returning(REGISTER.c.poll_id)
    row = select(window.c.poll_id, _given("key"), literal(1, Integer), _given("channel")).where(true())
    entry = (sqlite if is_sqlite() else postgresql).insert(REGISTER)
    entered = entry.from_select(["poll_id", "person_key", "used", "channel"], row)
    return entered.on_conflict_do_update(
        index_elements=list(REGISTER.primary_key), set_={"used": 1}, where=REGISTER.c.used == 0
    ).returning(REGISTER.c.poll_id)


@cache
def _take(listed: bool) -> Any:
    return _taking(listed, _window(NOW).subquery())


@cache
def _put() -> Any:
    return insert(WAITING).values({"poll_id": _given("poll", Integer)} | {name: _given(name) for name in BALLOT[1:]})


@cache
def _both(listed: bool, fixed: bool) -> Any:
    """PostgreSQL does all in one statement: look at its clock, take, put.

    It locks the table of ballots before it begins, so whoever waits for a sealer sees the clock and the urn after it.
    """
    window = _window(NOW if fixed else func.clock_timestamp()).subquery()
    taken = _taking(listed, window).cte("taken")
    ballot = select(taken.c.poll_id, *[_given(name) for name in BALLOT[1:]])
    return insert(WAITING).from_select(list(BALLOT), ballot).returning(WAITING.c.poll_id)


def _why_not(slip: Slip) -> Refusal:
    """Why nothing was taken; only asked afterwards, so that the answer decides nothing."""
    urn, moment = queries.find_urn(slip.poll_id), database_now()
    if urn is None or not queries.is_public(slip.poll_id):
        return NOT_PUBLIC
    if moment < urn.opens_at:
        return NOT_BEGUN
    if queries.has_voted(slip.poll_id, slip.key):
        return ALREADY_VOTED
    if moment >= urn.closes_at or urn.sealed_at is not None:
        return OVER
    return NO_CODE
