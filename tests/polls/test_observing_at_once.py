"""Whoever begins to observe a poll at the moment when it is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_py.kernel.db import db, transaction
from consul_py.kernel.mail import MailOut
from consul_py.polls import observing, service
from tests.meeting import meet, only_where_acts_meet
from tests.polls.make import make_poll
from tests.polls.test_meetings import poll_of
from tests.realdb import real_app


@only_where_acts_meet
@pytest.mark.parametrize("first", ["the observer", "the poll"])
def test_who_begins_to_observe_while_the_poll_is_published_is_greeted_once(tmp_path: Path, first: str) -> None:
    def observe() -> None:
        observing.add(poll_of(number), "Presse", "", "presse@example.org", "de")

    def publish() -> None:
        service.publish(poll_of(number))

    one, other = (observe, publish) if first == "the observer" else (publish, observe)

    def afterwards() -> None:
        with transaction():
            other()

    with real_app(tmp_path) as app:
        with app.app_context():
            number = make_poll(public=False).id
        assert meet(app, one, afterwards) == (None, None)
        with app.app_context():
            assert db.session.query(MailOut).filter_by(recipient="presse@example.org").count() == 1
