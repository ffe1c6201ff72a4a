"""Creating measures, linking what they came from, changing their status; what is told to others."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.kernel import audit
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused
from consul_py.measures import counting, desk_queries, line_queries, linking, queries, service
from consul_py.measures import events as told
from consul_py.measures.models import Measure, MeasureSource
from consul_py.notifications.models import Notification
from consul_py.votes import service as votes
from consul_py.workshops.followup_queries import proposed_of
from tests.cast import People
from tests.measures.make import Heard, day, make_measure
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop


@pytest.fixture
def heard(app: Flask) -> Iterator[Heard]:
    listening = Heard(
        app, told.MeasureCreated, told.MeasureStatusChanged, told.MeasureReported, told.MeasureSourceAdded
    )
    yield listening
    listening.stop()


def test_a_new_measure_tells_who_wrote_what_it_came_from(app: Flask, people: People, heard: Heard) -> None:
    first, second = make_proposal(author_id=people.resident.id), make_proposal(author_id=people.other.id)
    third = make_proposal(author_id=people.resident.id)
    measure = make_measure(sources=[first, second, third])
    [event] = heard.events
    assert isinstance(event, told.MeasureCreated)
    assert event.subject_id == measure.id
    assert event.source_ids == (first.id, second.id, third.id)
    assert sorted(event.author_ids) == sorted([people.resident.id, people.other.id])


def test_a_change_of_status_is_kept_with_its_reason_and_told(app: Flask, people: People, heard: Heard) -> None:
    measure = make_measure(sources=[make_proposal(author_id=people.resident.id)])
    service.change_status(queries.locked(measure.id), "paused", "Die Förderzusage fehlt.", 35)
    event = heard.events[-1]
    assert (event.before, event.status, event.reason) == ("in_progress", "paused", "Die Förderzusage fehlt.")
    assert event.author_ids == (people.resident.id,)
    history = queries.changes(measure.id)
    assert [(row.before, row.after, row.reason) for row in history] == [
        ("in_progress", "paused", "Die Förderzusage fehlt."), ("", "in_progress", ""),
    ]  # fmt: skip
    assert audit.latest("measure", measure.id)[0].action == "measures.status"


def test_a_slip_is_corrected_without_telling_anybody(app: Flask, heard: Heard) -> None:
    measure = make_measure(status="adopted")
    service.change_status(queries.locked(measure.id), "in_progress", "", 0, public=False)
    assert len(heard.events) == 1
    assert len(queries.changes(measure.id)) == 1
    assert len(queries.changes(measure.id, all_of_them=True)) == 2


def test_a_refused_status_changes_nothing(app: Flask, heard: Heard) -> None:
    measure = make_measure()
    with pytest.raises(Refused):
        service.change_status(measure, "rejected", "", 0)
    assert measure.status == "in_progress"
    assert len(heard.events) == 1


def test_a_report_sets_progress_and_the_next_promise(app: Flask, heard: Heard) -> None:
    measure = make_measure(next_report_on=day(-3))
    service.report(measure, "Der **erste** Laden liefert.", 60, day(60))
    assert (measure.progress, measure.next_report_on) == (60, day(60))
    assert heard.events[-1].summary == "Der erste Laden liefert."
    with pytest.raises(Refused):
        service.report(measure, "Rückwärts", 60, day(0))


def test_a_contribution_is_linked_once(app: Flask, people: People, heard: Heard) -> None:
    measure, proposal = make_measure(), make_proposal(author_id=people.resident.id)
    linking.add(measure, proposal, "Die Idee mit dem Zettel")
    assert heard.events[-1] == told.MeasureSourceAdded(
        measure.id, measure.title, "in_progress", proposal.id, people.resident.id
    )
    with pytest.raises(Refused):
        linking.add(measure, proposal)
    assert len(queries.sources(measure.id)) == 1


def test_a_proposed_measure_is_taken_up_once_and_free_again_when_removed(app: Flask) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    measure = make_measure(workshop.process, proposed=proposed)
    with pytest.raises(Refused):
        make_measure(workshop.process, proposed=proposed)
    db.session.rollback()
    [source] = queries.sources(measure.id)
    linking.remove(measure, source)
    db.session.commit()
    make_measure(workshop.process, proposed=proposed)
    assert len(db.session.scalars(select(MeasureSource)).all()) == 1


def test_a_form_sent_twice_makes_one_measure(app: Flask) -> None:
    process = make_measure().process
    texts = {"title": "Doppelt", "summary": "S", "body": ""}
    first = service.create(process.id, texts, sent_key="schlüssel")
    assert service.create(process.id, texts, sent_key="schlüssel").id == first.id
    assert len(db.session.scalars(select(Measure).where(Measure.title == "Doppelt")).all()) == 1


def test_numbers_count_each_source_once(app: Flask) -> None:
    one, two = make_proposal(), make_proposal()
    process = make_measure(status="done", sources=[one, two]).process
    make_measure(process, sources=[one], stones=[("Beginn", -10, -8), ("Ende", 40, None)], next_report_on=day(-4))
    assert counting.numbers() == {"total": 2, "done": 1, "in_progress": 1, "adopted": 0, "contributions": 2}
    assert counting.lateness(day(0)) == {"running": 1, "late": 1, "days": 4}
    assert counting.totals() == {"received": 2, "behind": 2, "planned": 2, "reached": 1}
    assert [(row.status, n) for row, n in line_queries.latest(3)] == [("in_progress", 1), ("done", 2)]
    assert counting.totals(process.id)["planned"] == 2


def test_authors_supporters_and_followers_of_all_sources_hear_of_it(app: Flask, people: People) -> None:
    proposal = make_proposal(author_id=people.resident.id)
    votes.cast(proposal, people.other.id, 1)
    measure = make_measure(sources=[proposal])
    service.change_status(queries.locked(measure.id), "done", "", 100)
    rows = db.session.execute(select(Notification.user_id, Notification.kind).order_by(Notification.id)).all()
    assert [tuple(row) for row in rows] == [
        (people.resident.id, "measure_own"), (people.other.id, "measure"),
        (people.resident.id, "measure_status"), (people.other.id, "measure_status"),
    ]  # fmt: skip


def test_an_official_finds_what_they_wrote_in_their_data(app: Flask, people: People, client: Client) -> None:
    measure = make_measure()
    client.sign_in(people.staff)
    client.submit(f"/desk/measures/{measure.id}/report", body="Läuft.", progress=70)
    client.submit(f"/desk/measures/{measure.id}/status", status="done", reason="Geschafft.", progress=100)
    found = json.loads(json.dumps(desk_queries.data_of(people.staff.id)))
    assert [row.get("reason") or row.get("body") for row in found] == ["Geschafft.", "Läuft."]
    assert desk_queries.data_of(people.resident.id) == []
