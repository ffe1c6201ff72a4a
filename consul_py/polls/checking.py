"""What `consul-py doctor` asks about urns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from consul_py.ballots import keys
from consul_py.ballots import queries as ballots
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.doctor import Finding
from consul_py.polls import seal_queries, seal_rules


def needed() -> Iterator[tuple[int, str, bool]]:
    """Every urn that is not sealed finally, and whether this process can sign for it."""
    for urn in seal_queries.lines(unfinished=True):
        if urn.sealed_at is None:
            for name, public in ballots.definition(urn.poll_id)["keys"].items():
                yield urn.poll_id, name, keys.is_there(name, public)


def check() -> Finding:
    """For `consul-py doctor`: keys of running urns, and what keeps urns from being sealed."""
    try:
        missing = [f"poll {poll_id}: key {name}" for poll_id, name, there in needed() if not there]
        now, lines = clock.now(), seal_queries.lines(unfinished=True)
    except SQLAlchemyError:
        db.session.rollback()
        return Finding("urns", False, "cannot be checked without the database")
    troubles = [f"poll {urn.poll_id}: {what}" for urn in lines for what in _troubles(urn, now)]
    if missing:
        troubles.append(f"missing {', '.join(missing)}; put the files back into {keys.folder()}")
    return Finding("urns", not troubles, "; ".join(troubles) or f"{len(lines)} not final, their keys are there")


def _troubles(urn: seal_queries.Line, now: datetime) -> list[str]:
    facts = seal_rules.Facts(urn.trouble, urn.opens_at, urn.closes_at, urn.sealed_at, True, urn.worker_seen)
    return [what for what, _todo in seal_rules.troubles(facts, now)]
