"""What every subject has in common."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from consul_py.kernel.db import db
from consul_py.subjects import queries, service
from consul_py.subjects.links import subject_path, subject_url
from tests.proposals.make import make_proposal

pytestmark = pytest.mark.usefixtures("app")


def test_a_new_subject_gets_its_address_and_its_place_in_lists() -> None:
    subject = make_proposal(title="Größere Äcker & Wege!")
    assert subject.slug == "groessere-aecker-wege"
    assert subject.published_at is not None
    assert subject_path(subject) == f"/proposals/{subject.id}-groessere-aecker-wege"
    assert subject_url(subject).startswith("http://localhost/proposals/")


def test_what_is_hidden_is_not_there_for_those_who_respond() -> None:
    subject = make_proposal()
    assert queries.visible_subject(subject.id).id == subject.id
    service.hide(subject)
    db.session.flush()
    with pytest.raises(NotFound):
        queries.visible_subject(subject.id)
    service.show(subject)
    db.session.flush()
    assert queries.visible_subject(subject.id)


def test_counters_move_by_steps_and_never_below_zero() -> None:
    subject = make_proposal()
    service.count(subject.id, comment_count=1, follow_count=2)
    db.session.refresh(subject)
    assert (subject.comment_count, subject.follow_count) == (1, 2)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        service.count(subject.id, comment_count=-2)
