"""Polls with an urn for tests of what stands around it; committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import TimestampSigner

from consul_py.accounts.models import User
from consul_py.ballots import freezing, queries, sealing
from consul_py.ballots.slips import Place
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.polls import paper_queries, paper_service
from consul_py.polls.models import Poll
from consul_py.subjects import service as subjects
from tests.ballots.make import definition_of
from tests.cast import make_user
from tests.processes.make import make_consultation
from tests.watch import Client

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
END = NOON + timedelta(hours=2)
LATER = END + timedelta(minutes=5)
FINAL = LATER + timedelta(days=7, hours=1)


@contextmanager
def standing(moment: datetime) -> Iterator[None]:
    """The clock stands still, also for signed cookies, which would else be hours old or from the future."""
    stamp = TimestampSigner.get_timestamp
    TimestampSigner.get_timestamp = lambda _self: int(clock.now().timestamp())  # type: ignore[method-assign]  # for tests
    try:
        with clock.fixed(moment):
            yield
    finally:
        TimestampSigner.get_timestamp = stamp  # type: ignore[method-assign]  # as it was


def question(number: int, kind: str = "single", options: int = 3, **more: Any) -> dict[str, Any]:
    """A question with answers 10·number + 1, 2, …"""
    return {
        "id": number, "kind": kind, "title": f"Frage {number}", "text": "", "minimum": 1, "maximum": 1, "points": 0,
        "method": "", "options": [
            {"id": 10 * number + n, "title": f"Antwort {n}", "text": "", "picture": None, "document": None}
            for n in range(1, options + 1)
        ],
    } | more  # fmt: skip


def make(
    who: str = "account", *questions: dict[str, Any], opens: datetime = NOON, closes: datetime = END, **more: Any
) -> Poll:
    """A public poll whose urn is open from NOON to END; call it while the clock stands at NOON."""
    consultation = make_consultation(verbs=("vote",), opens=-1)
    poll = Poll(
        title="Spielplatz im Tälchen", process_id=consultation.process_id, consultation_id=consultation.id, who=who,
        visibility="public", published_at=clock.now(),
    )  # fmt: skip
    subjects.enter(poll)
    db.session.commit()
    stated = {
        "who": {"kind": who, "municipality": None, "minimum_age": None}, "questions": list(questions or [question(1)])
    }  # fmt: skip
    with transaction():
        freezing.freeze(poll.id, definition_of(poll, opens, closes, **stated, **more), opens, closes, {"account": 100})
    return poll


def issue(poll: Poll, *names: str) -> None:
    """Hand papers out to people the register calls so."""
    for name in names:
        key = queries.person_key(poll.id, name)
        assert key
        with transaction():
            paper_service.hand_out(paper_queries.desk_poll(poll.id), Place(key, "desk"))


def enter(poll: Poll, number: int, who: User, choice: dict[str, Any], *, again: bool = False) -> bool:
    with transaction():
        return paper_service.enter(paper_queries.desk_poll(poll.id), number, who.id, choice, again=again)


def sealed(poll: Poll) -> bool:
    with transaction():
        return sealing.seal(poll.id)


def urn_of(poll: Poll) -> queries.Line:
    urn = queries.find_urn(poll.id)
    assert urn
    return urn


def second_staff() -> User:
    return make_user("zweite@example.org", "Zweite Person", role="staff")


def ticket_in(client: Client, poll: Poll, **fields: Any) -> str:
    """Look somebody up at the desk; the sealed place in the answer."""
    answer = client.submit(f"/desk/polls/{poll.id}/paper/find", **fields)
    assert answer.status_code == 200, answer.text
    found = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert found
    return found[1]
