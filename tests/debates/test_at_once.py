"""Taking sides while moderation hides the debate."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from consul_py.comments import moderation_service
from consul_py.comments.thing_queries import Thing
from consul_py.debates import queries, service
from consul_py.debates.models import Debate
from consul_py.kernel.db import db, transaction
from consul_py.votes.models import Vote
from tests.cast import make_user
from tests.comments.make import make_debate, person_of
from tests.meeting import Pause, meanwhile, only_where_acts_meet
from tests.realdb import real_app


@only_where_acts_meet
@pytest.mark.parametrize(("before", "wished"), [(0, 1), (1, -1), (1, 0)])
def test_a_debate_that_is_being_hidden_takes_no_sides(tmp_path: Path, before: int, wished: int) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            resident = person_of(make_user("resident@example.org", "Waldrand"))
            moderator = person_of(make_user("moderator@example.org", "Netzpflege"), "moderator")
            debate = make_debate().id

        def hiding(pause: Pause) -> str:
            with transaction():
                thing = Thing(db.session.get_one(Debate, debate))
                moderation_service.hide(thing, moderator, "insult", "Beleidigung einer Person")
                pause()
            return "hidden"

        def voting(value: int = wished) -> str:
            with transaction():
                service.vote(queries.visible_debate(debate), resident, value)
            return "voted"

        with app.test_request_context():
            voting(before)
        assert meanwhile(app, hiding, voting) == ("hidden", "hidden")
        with app.app_context():
            assert db.session.scalars(select(Vote.value)).all() == [before] * abs(before)
            found = db.session.get_one(Debate, debate)
            assert (found.support_count, found.against_count) == (before, 0)
