"""Starting, finding, voting on, changing and concluding debates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.debates.models import Debate
from consul_py.kernel import clock
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db
from consul_py.subjects.links import subject_path
from tests.cast import People, make_user
from tests.comments.make import make_debate
from tests.processes.make import make_consultation, make_topic
from tests.watch import Client

FIELDS = {"title": "Soll der Bus abends fahren?", "body": "Nach 19 Uhr fährt **keiner** mehr."}


def path(subject: Any, app: Flask) -> str:
    with app.test_request_context():
        return subject_path(subject)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Debate)) or 0


def test_a_resident_starts_a_debate(client: Client, people: People) -> None:
    consultation = make_consultation()
    topic = make_topic(consultation.process)
    client.sign_in(people.resident)
    url = f"/debates/new?consultation={consultation.slug}"
    assert client.get(url).status_code == 200
    answer = client.submit(url, follow=True, **FIELDS, topic_id=str(topic.id))
    assert answer.status_code == 200
    assert "<strong>keiner</strong>" in answer.text
    assert FIELDS["title"] in client.get("/debates").text
    assert (
        FIELDS["title"] in client.get("/debates?q=Busse").text or FIELDS["title"] in client.get("/debates?q=Bus").text
    )
    assert FIELDS["title"] in client.get(f"/consultations/{consultation.slug}").text


def test_a_double_click_makes_one_debate(client: Client, people: People) -> None:
    consultation = make_consultation()
    client.sign_in(people.resident)
    answers = [
        client.submit(f"/debates/new?consultation={consultation.slug}", **FIELDS, idempotency_key="k") for _ in "ab"
    ]
    assert rows() == 1
    assert answers[0].location == answers[1].location


@pytest.mark.parametrize("given", [{"verbs": ("propose",)}, {"opens": -9, "closes": -1}, {"opens": 1, "closes": 2}])
def test_no_debate_outside_of_its_window(client: Client, people: People, given: dict[str, Any]) -> None:
    consultation = make_consultation(**given)
    client.sign_in(people.resident)
    assert client.get(f"/debates/new?consultation={consultation.slug}").status_code == 409
    client.submit(f"/debates/new?consultation={consultation.slug}", **FIELDS)
    assert rows() == 0


def test_missing_fields_and_odd_choices_come_back(client: Client, people: People) -> None:
    url = f"/debates/new?consultation={make_consultation().slug}"
    client.sign_in(people.resident)
    for fields in ({}, {"title": "Nur das"}, FIELDS | {"topic_id": "99"}, FIELDS | {"title": "x" * 500}):
        assert client.submit(url, **fields).status_code == 422
    assert "<strong>keiner" in client.submit(url, **FIELDS, preview="1").text
    assert client.submit("/debates/new?consultation=gibt-es-nicht", **FIELDS).status_code == 404
    assert rows() == 0


def test_agreeing_disagreeing_and_taking_back(client: Client, people: People) -> None:
    debate = make_debate()
    client.sign_in(people.resident)
    seen = []
    for value in ("agree", "agree", "disagree", "none", "none", "disagree"):
        assert client.submit(f"/debates/{debate.id}/vote", value=value).status_code == 303
        db.session.refresh(debate)
        seen.append((debate.support_count, debate.against_count))
    assert seen == [(1, 0), (1, 0), (0, 1), (0, 0), (0, 0), (0, 1)]
    assert client.submit(f"/debates/{debate.id}/vote", value="perhaps").status_code == 400
    assert client.submit(f"/debates/{debate.id}/vote").status_code == 400


def test_numbers_are_shown_as_words_and_a_bar(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    client.sign_in(people.resident).submit(f"/debates/{debate.id}/vote", value="agree")
    page = client.get(path(debate, app)).text
    assert 'class="mix"' in page
    assert 'aria-pressed="true"' in page


def test_a_wrong_slug_and_the_short_address_lead_to_the_right_one(client: Client, app: Flask) -> None:
    debate = make_debate()
    for url in (f"/debates/{debate.id}-falsch", f"/debates/{debate.id}"):
        answer = client.get(url)
        assert (answer.status_code, answer.location) == (301, path(debate, app))


def test_only_the_author_changes_it_and_only_for_thirty_minutes(client: Client, people: People) -> None:
    debate = make_debate(people.resident)
    url = f"/debates/{debate.id}/edit"
    assert client.sign_in(people.other).submit(url, **FIELDS).status_code == 403
    client.sign_in(people.resident)
    assert client.get(url).status_code == 200
    client.submit(url, **FIELDS)
    db.session.refresh(debate)
    assert debate.title == FIELDS["title"]
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        client.submit(url, title="Anders", body="Anders")
    db.session.refresh(debate)
    assert debate.title == FIELDS["title"]


def test_staff_conclude_and_the_debate_is_closed(client: Client, people: People, app: Flask) -> None:
    debate = make_debate(people.resident)
    desk = Client(app).sign_in(people.staff)
    assert debate.title in desk.get("/desk/debates").text
    assert desk.submit(f"/desk/debates/{debate.id}", conclusion="").status_code == 422
    desk.submit(f"/desk/debates/{debate.id}", conclusion="Der **Abendbus** kommt.")
    client.sign_in(people.other)
    client.submit(f"/debates/{debate.id}/vote", value="agree")
    client.submit(f"/subjects/{debate.id}/comments", body="Noch etwas")
    db.session.refresh(debate)
    assert (debate.support_count, debate.comment_count) == (0, 0)
    page = client.get(path(debate, app)).text
    assert "<strong>Abendbus</strong>" in page
    desk.submit(f"/desk/debates/{debate.id}", conclusion="Der Abendbus kommt im Mai.")
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["debates.conclude", "debates.correct_conclusion"]


@pytest.mark.parametrize("concluded", [False, True])
def test_a_hidden_debate_is_not_concluded_and_its_conclusion_stays(
    client: Client, people: People, app: Flask, concluded: bool
) -> None:
    """As a hidden proposal is not answered: its author and followers would be led to a page that is gone."""
    debate = make_debate(people.resident)
    address = f"/desk/debates/{debate.id}"
    desk = Client(app).sign_in(people.staff)
    if concluded:
        desk.submit(address, conclusion="Der Bus kommt.")
    hide = {"category": "hate", "reason": "Verachtet eine Gruppe"}
    client.sign_in(people.moderator).submit(f"/desk/moderation/subjects/{debate.id}/hide", **hide)
    assert (
        "Nur öffentliche Debatten werden abgeschlossen." in desk.submit(address, follow=True, conclusion="Anders").text
    )
    db.session.refresh(debate)
    assert (debate.concluded_at is not None, debate.conclusion) == (concluded, "Der Bus kommt." if concluded else "")
    page = desk.get(address).text
    assert 'name="conclusion"' not in page and ("Der Bus kommt." in page) == concluded


def test_staff_of_another_process_and_residents_do_not_conclude(client: Client, people: People) -> None:
    debate = make_debate()
    other = make_user("s2@example.org", "Anderswo", role="staff", scope="process", scope_id=debate.process_id + 9)
    for user in (people.resident, other):
        client.sign_in(user)
        assert client.get(f"/desk/debates/{debate.id}").status_code == 403
        assert client.submit(f"/desk/debates/{debate.id}", conclusion="So").status_code == 403
    assert debate.title not in client.get("/desk/debates").text


def test_the_list_filters_by_state_and_sorts_by_activity(client: Client) -> None:
    quiet = make_debate(title="Ruhige Frage")
    busy = make_debate(title="Lebhafte Frage", comment_count=9)
    over = make_debate(title="Vergangene Frage", consultation=make_consultation(opens=-9, closes=-1))
    opened = client.get("/debates?state=open").text
    assert quiet.title in opened and over.title not in opened
    closed = client.get("/debates?state=closed").text
    assert over.title in closed and quiet.title not in closed
    active = client.get("/debates?sort=active").text
    assert active.index(busy.title) < active.index(quiet.title)
    for odd in ("page=x", "state=zzz", "sort=%00", "q=%00", "q=%25", "page=99999"):
        assert client.get(f"/debates?{odd}").status_code == 200


def test_a_debate_of_a_closed_consultation_waits_on_the_work_list(client: Client, people: People) -> None:
    debate = make_debate(consultation=make_consultation(opens=-9, closes=-1))
    client.sign_in(people.staff)
    assert debate.title in client.get("/desk/debates?state=waiting").text
    assert "/desk/debates?state=waiting" in client.get("/desk/").text


def test_the_list_needs_few_statements(client: Client, count_statements: Any) -> None:
    for _n in range(5):
        make_debate()
    client.get("/debates")
    with count_statements() as statements:
        client.get("/debates")
    assert len(statements) <= 8, "\n".join(statements)
