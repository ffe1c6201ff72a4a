"""Measures at the desk: who may, creating from what was proposed, status, reports, milestones, sources, the work list."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.kernel.db import db
from consul_py.measures import queries
from consul_py.measures.models import Measure, Milestone
from consul_py.workshops.followup_queries import proposed_of
from tests.cast import People, make_user
from tests.measures.make import day, form_of, make_measure
from tests.processes.make import make_process, make_topic
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop


def _only() -> Measure:
    db.session.expire_all()
    return db.session.scalars(select(Measure).order_by(Measure.id.desc())).first()  # type: ignore[return-value]  # there is one


@pytest.mark.parametrize("who", ["resident", "facilitator", "moderator"])
def test_the_desk_of_measures_is_for_staff(app: Flask, client: Client, people: People, who: str) -> None:
    measure = make_measure()
    client.sign_in(getattr(people, who))
    for path in ("", "/new", "/proposed", "/export.csv", f"/{measure.id}", f"/{measure.id}/status"):
        assert client.get(f"/desk/measures{path}").status_code == 403
    assert client.submit(f"/desk/measures/{measure.id}/status", status="done").status_code == 403
    assert _only().status == "in_progress"


def test_staff_of_another_process_may_not_touch_it(app: Flask, client: Client) -> None:
    measure, elsewhere = make_measure(), make_process()
    client.sign_in(make_user("p@example.org", "Prozessteam", role="staff", scope="process", scope_id=elsewhere.id))
    assert client.get(f"/desk/measures/{measure.id}").status_code == 403
    assert client.submit(f"/desk/measures/{measure.id}/report", body="x", progress=1).status_code == 403
    assert measure.title not in client.get("/desk/measures").text
    answer = client.submit("/desk/measures/new", **form_of(measure.process))
    assert answer.status_code == 422
    assert client.submit("/desk/measures/new", **form_of(elsewhere)).status_code == 303


def test_a_measure_from_scratch_becomes_public_at_once(app: Flask, client: Client, people: People) -> None:
    process = make_process()
    topic = make_topic(process)
    client.sign_in(people.staff)
    assert client.get("/desk/measures/new").status_code == 200
    answer = client.submit(
        "/desk/measures/new", **form_of(process, topic_id=topic.id, starts_on="2026-12-01", ends_on="2027-06-30")
    )  # fmt: skip
    measure = _only()
    assert answer.location == f"/desk/measures/{measure.id}"
    assert (measure.visibility, measure.status, measure.topic_id) == ("public", "proposed", topic.id)
    assert client.get(f"/desk/measures/{measure.id}").status_code == 200


def test_from_a_proposal_the_form_is_filled(app: Flask, client: Client, people: People) -> None:
    proposal = make_proposal(title="Rollender Dorfladen", responsible_unit="Stabsstelle", cost_note="38.000 Euro")
    client.sign_in(people.staff)
    page = client.get(f"/desk/measures/new?source={proposal.id}").text
    assert 'value="Rollender Dorfladen"' in page
    assert 'value="Stabsstelle"' in page
    client.submit("/desk/measures/new", **form_of(proposal.process, source=[proposal.id, "x", "99999999999"]))
    assert [row.source_subject_id for row in queries.sources(_only().id)] == [proposal.id]


def test_a_proposed_measure_is_taken_up_with_one_click_and_its_form(app: Flask, client: Client, people: People) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    client.sign_in(people.staff)
    assert f"/desk/measures/new?proposed={proposed.id}" in client.get("/desk/measures/proposed").text
    assert "vorgeschlagene Maßnahme ist noch nicht aufgenommen" in client.get("/desk/").text
    assert 'value="Ein Warenkorb"' in client.get(f"/desk/measures/new?proposed={proposed.id}").text
    client.submit("/desk/measures/new", **form_of(workshop.process, proposed=proposed.id))
    [source] = queries.sources(_only().id)
    assert (source.source_subject_id, source.proposed_measure_id) == (workshop.id, proposed.id)
    assert "Alle vorgeschlagenen Maßnahmen sind aufgenommen." in client.get("/desk/measures/proposed").text


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"process_id": "x"}, {"process_id": ""}, {"topic_id": "999"}, {"status": "odd"}, {"progress": "101"},
     {"progress": "viel"}, {"status": "rejected"}, {"starts_on": "2027-02-30"}, {"ends_on": "0001-01-01"},
     {"starts_on": "2027-01-02", "ends_on": "2027-01-01"}, {"title": "x" * 161}],
)  # fmt: skip
def test_a_wrong_form_comes_back_with_what_was_typed(
    app: Flask, client: Client, people: People, wrong: dict[str, str]
) -> None:
    client.sign_in(people.staff)
    answer = client.submit("/desk/measures/new", **form_of(make_process(), cost="38.000 Euro", **wrong))
    assert answer.status_code == 422
    assert "38.000 Euro" in answer.text
    assert db.session.scalar(select(Measure.id)) is None


def test_a_topic_of_another_process_is_refused(app: Flask, client: Client, people: People) -> None:
    topic = make_topic()
    client.sign_in(people.staff)
    assert client.submit("/desk/measures/new", **form_of(make_process(), topic_id=topic.id)).status_code == 422


def test_texts_are_edited_and_the_rest_stays(app: Flask, client: Client, people: People) -> None:
    measure = make_measure()
    client.sign_in(people.staff)
    assert client.get(f"/desk/measures/{measure.id}/edit").status_code == 200
    fields = form_of(measure.process, title="Neuer Titel", responsible_unit="Amt 12", next_report_on="2027-03-01")
    assert client.submit(f"/desk/measures/{measure.id}/edit", **fields).status_code == 303
    changed = _only()
    assert (changed.title, changed.responsible_unit, changed.status) == ("Neuer Titel", "Amt 12", "in_progress")


def test_rejecting_without_a_reason_comes_back_at_the_field(app: Flask, client: Client, people: People) -> None:
    measure = make_measure()
    client.sign_in(people.staff)
    path = f"/desk/measures/{measure.id}/status"
    assert client.get(path).status_code == 200
    answer = client.submit(path, status="rejected", reason=" ", progress=35)
    assert answer.status_code == 422
    assert "Bitte sagen Sie, warum." in answer.text
    assert client.submit(path, status="in_progress", reason="", progress=35).status_code == 422
    assert client.submit(path, status="odd", reason="", progress=35).status_code == 422
    assert client.submit(path, status="rejected", reason="Das Land baut selbst.", progress=35).status_code == 303
    assert _only().status_reason == "Das Land baut selbst."


def test_reports_and_milestones_come_without_javascript(app: Flask, client: Client, people: People) -> None:
    measure = make_measure()
    client.sign_in(people.staff)
    base = f"/desk/measures/{measure.id}"
    assert client.submit(f"{base}/report", body="Läuft.", progress=70, next_report_on=day(-1)).status_code == 422
    assert client.submit(f"{base}/report", body="Läuft.", progress=70, next_report_on=day(9)).status_code == 303
    assert _only().progress == 70
    assert client.submit(f"{base}/milestones/0", title="Probe").status_code == 422
    assert client.submit(f"{base}/milestones/0", title="Probe", when_text="Herbst 2027").status_code == 303
    stone = db.session.scalars(select(Milestone)).one()
    assert client.get(f"{base}/milestones/{stone.id}").status_code == 200
    client.submit(f"{base}/milestones/{stone.id}", title="Probe", when_text="", reached_on=day(-1), note="Gut.")
    assert queries.milestones(measure.id)[0].note == "Gut."
    assert client.submit(f"{base}/milestones/999", title="x", when_text="y").status_code == 404
    client.submit(f"{base}/milestones/{stone.id}/delete")
    assert queries.milestones(measure.id) == []


def test_sources_are_found_by_words_and_number_and_removed_again(app: Flask, client: Client, people: People) -> None:
    proposal, measure = make_proposal(title="Rollender Dorfladen"), make_measure()
    client.sign_in(people.staff)
    base = f"/desk/measures/{measure.id}/sources"
    for q in ("dorfladen", str(proposal.id)):
        assert "Rollender Dorfladen" in client.get(f"{base}?q={q}").text
    assert "Nichts gefunden." in client.get(f"{base}?q=%00xyz").text
    assert client.submit(base, source=proposal.id).status_code == 303
    client.submit(base, source=proposal.id)  # a second time is refused with a message
    [source] = queries.sources(measure.id)
    for odd in (measure.id, 0, "x", "9" * 30):
        assert client.submit(base, source=odd).status_code == 404
    client.submit(f"{base}/{source.id}/remove")
    assert queries.sources(measure.id) == []
    assert client.submit(f"{base}/{source.id}/remove").status_code == 404


def test_the_table_sorts_filters_and_exports(app: Flask, client: Client, people: People) -> None:
    process = make_process()
    make_measure(process, title="Berg", next_report_on=day(-9))
    make_measure(process, title="=Abc", status="paused", next_report_on=day(5))
    client.sign_in(people.staff)
    page = client.get("/desk/measures?sort=title&desc=1").text
    assert page.index("Berg") < page.index("=Abc")
    late = client.get("/desk/measures?state=late").text
    assert "9 Tage zu spät" in late
    assert "=Abc" not in late
    assert "'=Abc" in client.get("/desk/measures/export.csv?sort=report").text
    for sort in ("status", "progress", "report", "moved", "odd"):
        assert client.get(f"/desk/measures?sort={sort}&process={process.id}&q=berg").status_code == 200
    assert "Bericht zu einer Maßnahme ist überfällig" in client.get("/desk/").text


def test_the_desk_of_measures_needs_few_statements(
    app: Flask, client: Client, people: People, count_statements: object
) -> None:
    process = make_process()
    for _ in range(5):
        make_measure(process, sources=[make_proposal()])
    client.sign_in(people.staff)
    with count_statements() as ran:  # type: ignore[operator]  # a fixture that is a function
        client.get("/desk/measures")
    assert len(ran) <= 12, "\n".join(ran)


def test_a_measure_is_created_when_what_proposed_it_was_taken_out_meanwhile(client: Client, people: People) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    client.sign_in(people.staff)
    assert client.submit("/desk/measures/new", **form_of(workshop.process, proposed=9999)).status_code == 303
    assert db.session.query(Measure).count() == 1
