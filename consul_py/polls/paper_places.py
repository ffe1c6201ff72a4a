"""Whom a paper is for: the place in the register of the person at the desk, the same that they would have online."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from consul_py.ballots import queries as urns
from consul_py.ballots.slips import Place, box_for
from consul_py.kernel import clock, codes
from consul_py.kernel.authz import Person, person
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused, ensure
from consul_py.municipalities.queries import all_municipalities
from consul_py.polls import paper_rules, rules, shown, voters
from consul_py.polls.paper_queries import DeskPoll
from consul_py.residence import digests, names
from consul_py.residence.models import ExtractEntry, Residence
from consul_py.residence.queries import Identity
from consul_py.residence.service import find_account

SECONDS = 900
WAYS_OF = {rules.ACCOUNT: ("account",), rules.RESIDENCE: ("account", "person"), rules.CODES: ("code",)}


class Found(NamedTuple):
    """Somebody who may have a paper, as the desk calls them."""

    name: str
    way: str
    place: Place


def find(poll: DeskPoll, form: Any) -> Found:
    """The person a form asks for. Raises Refused when there is none, or they may not vote, or have voted (409)."""
    of_poll = shown.visible(poll.id)
    way = form.way.data
    if way not in WAYS_OF[of_poll.who]:
        raise Refused(paper_rules.NOT_ENTITLED)
    try:
        if way == "account":
            return _account(of_poll, form.account.data)
        if way == "person":
            return _person(of_poll, form.name.data, form.born_on.data)
        return _code(poll.id, form.code.data)
    except Refused as refused:
        raise Refused(_for_the_desk(refused)) from refused


def _for_the_desk(refused: Refused) -> Any:
    """What voters are told is said to them; staff are told about somebody."""
    said = {
        "already_voted": paper_rules.HAS_VOTED, rules.PROVE.code: paper_rules.UNPROVEN,
        rules.PROVE_AGAIN.code: paper_rules.UNPROVEN, rules.ELSEWHERE.code: paper_rules.NOT_ENTITLED,
        rules.TOO_YOUNG.code: paper_rules.NOT_ENTITLED,
    }  # fmt: skip
    return said.get(refused.refusal.code, refused.refusal)


def _account(poll: shown.Shown, typed: str) -> Found:
    user = find_account(typed)
    ensure(paper_rules.NOT_YOUR_OWN if user.id == person().id else None)
    who = Person(id=user.id, display_name=user.display_name, municipality_id=user.municipality_id)
    return Found(user.display_name, "account", voters.place_of(poll, who, ""))


def _person(poll: shown.Shown, name: str, born_on: date) -> Found:
    identity = _identity(name, born_on)
    ensure(voters.refusal_for(poll, Person(), identity))
    key = urns.person_key(poll.id, identity.key)
    if key is None or urns.has_voted(poll.id, key):
        raise Refused(paper_rules.HAS_VOTED)
    return Found(name, "person", Place(key, identity.channel))


def _identity(name: str, born_on: date) -> Identity:
    """Somebody by name and date of birth: by a proof that counts now, else by the extract. Raises Refused."""
    digest, now = digests.of_line(name, born_on), clock.now()
    proven = (Residence.digest == digest, Residence.expires_at > now)
    proof = db.session.scalar(select(Residence).where(*proven).order_by(Residence.proven_at.desc()).limit(1))
    if proof is not None:
        place = proof.municipality_id
        return Identity(f"person:{digest}", proof.method, proof.level, place, proof.born_on, proof.expires_at)
    given, family = names.split(name)
    wanted = [digests.of_resident(given, family, born_on, place.id) for place in all_municipalities()]
    found = db.session.scalar(select(ExtractEntry.municipality_id).where(ExtractEntry.digest.in_(wanted)).limit(1))
    if found is None:
        raise Refused(paper_rules.NOBODY_FOUND)
    return Identity(f"person:{digest}", "extract", "basic", found, born_on, now)


def _code(poll_id: int, typed: str) -> Found:
    code = codes.normal(typed)
    if not codes.is_wellformed(code):
        raise Refused(rules.MISTYPED)
    key = urns.person_key(poll_id, f"code:{code}")
    if key is None or not urns.is_listed(poll_id, key):
        raise Refused(rules.WRONG_CODE)
    if urns.has_voted(poll_id, key):
        raise Refused(paper_rules.HAS_VOTED)
    return Found(codes.readable(code), "code", Place(key, "code", listed=True))


def closed(poll_id: int, staff_id: int, place: Place) -> str:
    """The place for the form of the next step: nobody reads or changes it, and it is this person's for 15 minutes."""
    content = json.dumps([poll_id, staff_id, place.key, place.channel, place.listed])
    return box_for("paper place").encrypt(content.encode()).decode()


def opened(text: str, poll_id: int, staff_id: int) -> Place:
    """The place again. Raises Refused (410)."""
    try:
        of_poll, by, key, channel, listed = json.loads(box_for("paper place").decrypt(text.encode(), ttl=SECONDS))
    except (InvalidToken, ValueError, TypeError) as error:
        raise Refused(paper_rules.FOUND_OLD) from error
    if (of_poll, by) != (poll_id, staff_id):
        raise Refused(paper_rules.FOUND_OLD)
    return Place(key, channel, listed)
