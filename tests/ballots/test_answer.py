"""The voter hears of a vote when it is on the disk, and not a moment before."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from consul_py.ballots import casting, queries
from consul_py.ballots.models import WaitingBallot
from consul_py.kernel.db import db
from tests.cast import People
from tests.polls.make import make_poll, review, slip_in
from tests.watch import Client


def number() -> int:
    return db.session.execute(select(func.count()).select_from(WaitingBallot)).scalar_one()


def test_a_vote_that_could_not_be_written_is_not_acknowledged(
    app: Flask, people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = make_poll()
    client.sign_in(people.resident)
    slip = slip_in(review(client, poll).text)
    reached: list[int] = []

    def put(ballot: casting.Ready, original=casting.put) -> None:
        original(ballot)
        reached.append(number())

    def disk_is_full(_session: object) -> None:
        if reached == [1]:
            reached.append(0)
            raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(casting, "put", put)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    event.listen(db.session, "before_commit", disk_is_full)
    try:
        answer = client.submit(f"/polls/{poll.id}/ballot", slip=slip)
    finally:
        event.remove(db.session, "before_commit", disk_is_full)
    assert reached == [1, 0], "the vote must have come as far as the commit"
    assert answer.status_code >= 500
    assert "Set-Cookie" not in answer.headers or "receipt=" not in answer.headers["Set-Cookie"]
    assert client.get(f"/polls/{poll.id}/receipt.json").status_code == 303
    assert (number(), queries.used(poll.id)) == (0, 0)
    assert client.submit(f"/polls/{poll.id}/ballot", slip=slip).status_code == 303
    assert (number(), queries.used(poll.id)) == (1, 1)
