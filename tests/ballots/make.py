"""Urns for tests; committed."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from consul_py.ballots import casting, freezing, queries, slips
from consul_py.ballots.recount import canonical
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.polls.models import Poll
from consul_py.subjects import service as subjects
from tests.processes.make import make_consultation

_number = count(1)


def definition_of(poll: Poll, opens: datetime, closes: datetime, **more: Any) -> dict[str, Any]:
    """One question with three answers, 11 to 13."""
    question: dict[str, Any] = {
        "id": 1, "kind": "single", "title": "Welches?", "text": "", "minimum": 1, "maximum": 1, "points": 0, "method": "",
        "options": [{"id": n, "title": f"Antwort {n}", "text": "", "picture": None, "document": None} for n in (11, 12, 13)],
    }  # fmt: skip
    return {
        "format": "urne-1", "poll": poll.id, "title": poll.title, "summary": "", "text": "", "opens": opens.isoformat(),
        "closes": closes.isoformat(), "rule": "Die meisten Stimmen", "majority": "relative", "quorum": 0,
        "who": {"kind": "account", "municipality": None, "minimum_age": None}, "order": "fixed", "seal_from": 25,
        "objection_days": 7, "questions": [question],
    } | more  # fmt: skip


def make_urn(*, opens: timedelta = timedelta(days=-1), closes: timedelta = timedelta(days=1), **more: Any) -> Poll:
    """A public poll with an urn that is open now; a closed one must be frozen while the clock stands before its end."""
    consultation = make_consultation(verbs=("vote",), opens=-1)
    poll = Poll(
        title=f"Abstimmung {next(_number)}", process_id=consultation.process_id, consultation_id=consultation.id,
        visibility="public", published_at=clock.now(),
    )  # fmt: skip
    subjects.enter(poll)
    db.session.commit()
    start, end = clock.now() + opens, clock.now() + closes
    with transaction():
        freezing.freeze(poll.id, definition_of(poll, start, end, **more), start, end, {"account": 100})
    return poll


def slip_for(poll_id: int, name: str, option: int = 11, *, listed: bool = False) -> slips.Slip:
    """A filled ballot of somebody the register calls `name`."""
    definition = queries.definition(poll_id)
    key = queries.person_key(poll_id, name)
    assert key
    place = slips.Place(key, "account", listed)
    choice = canonical({"1": [option]} if option else {}).decode()
    urn = queries.find_urn(poll_id)
    assert urn
    return slips.fill(poll_id, name, place, choice, urn.definition_hash, definition["keys"]["receipt"])


def vote(poll_id: int, name: str, option: int = 11, own: str = "", *, listed: bool = False) -> dict[str, str]:
    """Vote as somebody and answer the receipt; `option` 0 is a blank ballot."""
    with transaction():
        return casting.cast(slip_for(poll_id, name, option, listed=listed), own)
