"""Threats 12 and 13 among officials: a grant for one process, municipality or workshop ends at its border."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.kernel.db import db
from consul_py.measures.models import Measure, MeasureSource
from consul_py.workshops.followup_queries import proposed_of
from tests.cast import make_user
from tests.measures.make import form_of as measure_form
from tests.measures.make import make_measure
from tests.polls.make import make_poll
from tests.processes.make import make_consultation, make_process
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop

_number = count(1)


def official(role: str, scope: str, scope_id: int) -> User:
    number = next(_number)
    return make_user(f"scope{number}@example.org", f"Fachbereich {number}", role=role, scope=scope, scope_id=scope_id)


@pytest.mark.parametrize(("own", "published"), [(False, False), (False, True), (True, False)])
def test_a_follow_up_becomes_no_source_by_its_number_before_it_is_public_or_elsewhere(
    client: Client, own: bool, published: bool
) -> None:
    measure = make_measure()
    process = measure.process if own else None
    workshop = make_follow_up(make_workshop(starts=-5, process=process), published=published)
    [proposed] = proposed_of(workshop.id)
    client.sign_in(official("staff", "process", measure.process_id))
    assert client.submit(f"/desk/measures/{measure.id}/sources", proposed=proposed.id).status_code == 404
    assert client.get(f"/desk/measures/new?proposed={proposed.id}").status_code == 404
    answer = client.submit("/desk/measures/new", **measure_form(measure.process, proposed=proposed.id))
    assert answer.status_code == 404
    assert db.session.scalars(select(MeasureSource)).all() == []
    assert db.session.scalars(select(Measure.id)).all() == [measure.id]


def test_what_is_taken_up_already_is_refused_with_words_and_not_as_if_it_were_unknown(client: Client) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    measure = make_measure(workshop.process, proposed=proposed)
    client.sign_in(official("staff", "process", measure.process_id))
    answer = client.submit(f"/desk/measures/{measure.id}/sources", follow=True, proposed=proposed.id)
    assert "Diese vorgeschlagene Maßnahme ist schon aufgenommen." in answer.text


def test_what_nobody_can_read_yet_becomes_no_source(client: Client) -> None:
    """Public by its own mark, but its process or consultation is not."""
    measure, hidden = make_measure(), make_process(published=False)
    drafts = [
        make_workshop(process=hidden, title="Unveröffentlicht"),
        make_proposal(make_consultation(process=hidden), title="Unveröffentlicht"),
        make_proposal(make_consultation(process=measure.process, published=False), title="Unveröffentlicht"),
        make_poll(public=False),
    ]
    client.sign_in(official("staff", "process", measure.process_id))
    path = f"/desk/measures/{measure.id}/sources"
    for subject in drafts:
        assert client.submit(path, source=subject.id).status_code == 404
        assert client.get(f"/desk/measures/new?source={subject.id}").status_code == 404
        assert "Unveröffentlicht" not in client.get(f"{path}?q={subject.id}").text
    client.submit("/desk/measures/new", **measure_form(measure.process, source=[subject.id for subject in drafts]))
    assert "Unveröffentlicht" not in client.get(f"{path}?q=unveröffentlicht").text
    assert db.session.scalars(select(MeasureSource)).all() == []
