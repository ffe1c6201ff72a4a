"""Ballots on paper: a place is taken when a paper is handed out, and a ballot goes into the urn when it is entered."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import insert, update

from consul_py.ballots import queries
from consul_py.ballots.casting import ALREADY_VOTED, NOT_BEGUN, OVER
from consul_py.ballots.models import RegisterPlace, Urn, WaitingBallot
from consul_py.ballots.recount import canonical
from consul_py.ballots.slips import Place, new_tracker
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.refusal import N_, Refusal, Refused

NO_PAPER_LEFT = Refusal(
    "no_paper_left", N_("As many ballots are entered as were handed out. Please count the papers."), status=409
)


def issue(poll_id: int, place: Place) -> None:
    """Hand a paper to somebody: their place in the register is used from now on. Raises Refused."""
    urn, moment = queries.find_urn(poll_id), database_now()
    if urn is None or moment < urn.opens_at:
        raise Refused(NOT_BEGUN)
    if moment >= urn.closes_at or urn.sealed_at is not None:
        raise Refused(OVER)
    row = {"poll_id": poll_id, "person_key": place.key, "used": 1, "channel": place.channel}
    if not insert_once(RegisterPlace, row) and not _take(poll_id, place.key):
        raise Refused(ALREADY_VOTED)
    hit: Any = db.session.execute(
        update(Urn)
        .where(Urn.poll_id == poll_id, Urn.sealed_at.is_(None))  # the sealer may have been quicker
        .values(paper_issued=Urn.paper_issued + 1, paper_open=True)
    )
    if not hit.rowcount:
        raise Refused(OVER)


def _take(poll_id: int, key: str) -> bool:
    hit: Any = db.session.execute(
        update(RegisterPlace)
        .where(RegisterPlace.poll_id == poll_id, RegisterPlace.person_key == key, RegisterPlace.used == 0)
        .values(used=1)
    )
    return bool(hit.rowcount)


def count(poll_id: int, choice: dict[str, Any]) -> None:
    """Put a paper that two people have read alike into the urn, with a fresh control number. Raises Refused."""
    hit: Any = db.session.execute(
        update(Urn)
        .where(Urn.poll_id == poll_id, Urn.paper_open, Urn.sealed_at.is_(None), Urn.paper_counted < Urn.paper_issued)
        .values(paper_counted=Urn.paper_counted + 1)
    )
    if not hit.rowcount:
        raise Refused(NO_PAPER_LEFT)
    ballot = {
        "poll_id": poll_id, "tracker": new_tracker(), "own_number": "", "nonce": secrets.token_hex(32),
        "choice": canonical(choice).decode(),
    }  # fmt: skip
    db.session.execute(insert(WaitingBallot), ballot)


def finish(poll_id: int) -> None:
    """All papers that came back are entered: the urn may be sealed finally."""
    db.session.execute(update(Urn).where(Urn.poll_id == poll_id, Urn.sealed_at.is_(None)).values(paper_open=False))
