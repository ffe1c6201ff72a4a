"""Votes: one row per person, counters that agree with the rows."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from consul_py.kernel.db import db, insert_once
from consul_py.votes import queries, service
from consul_py.votes.models import Vote
from tests.cast import People
from tests.proposals.make import make_proposal


def counters(subject_id: int) -> tuple[int, int]:
    from consul_py.subjects.models import Subject

    row = db.session.execute(select(Subject.support_count, Subject.against_count).where(Subject.id == subject_id)).one()
    return row[0], row[1]


def test_a_vote_counts_once_switches_sides_and_is_taken_back(people: People) -> None:
    subject, me = make_proposal(), people.resident.id
    assert service.cast(subject, me, 1)
    assert not service.cast(subject, me, 1)
    assert counters(subject.id) == (1, 0)
    assert service.cast(subject, me, -1)
    assert counters(subject.id) == (0, 1)
    assert queries.my_value(subject.id, me) == -1
    assert service.take_back(subject, me)
    assert not service.take_back(subject, me)
    assert counters(subject.id) == (0, 0)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


def test_a_vote_is_found_by_its_subject(people: People) -> None:
    one, other = make_proposal(), make_proposal()
    service.cast(one, people.resident.id, 1)
    service.cast(other, people.other.id, -1)
    assert queries.my_value(one.id, people.resident.id) == 1
    assert queries.my_value(one.id, None) == 0
    assert queries.voter_ids(other.id, -1) == [people.other.id]


@pytest.mark.parametrize("value", [0, 2, -5])
def test_the_database_refuses_other_values(people: People, value: int) -> None:
    from sqlalchemy.exc import IntegrityError

    subject = make_proposal()
    row = {"subject_id": subject.id, "user_id": people.resident.id, "value": value, "created_at": subject.created_at}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(Vote).values(row))


def test_insert_once_says_who_wrote_the_row(people: People) -> None:
    subject = make_proposal()
    row = {"subject_id": subject.id, "user_id": people.resident.id, "value": 1, "created_at": subject.created_at}
    assert insert_once(Vote, row)
    assert not insert_once(Vote, row | {"value": -1})
    assert queries.my_value(subject.id, people.resident.id) == 1
