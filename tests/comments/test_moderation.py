"""Reports, hiding with a reason, restoring, objections, and who may do it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.comments.events import AppealDecided, ContentHidden, ContentRestored
from consul_py.comments.models import Appeal, Comment, Hiding, Report
from consul_py.kernel import clock
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db
from consul_py.subjects.links import subject_path
from tests.cast import People, make_user
from tests.comments.make import hidden, make_comment, make_debate
from tests.measures.make import make_measure
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_workshop


@pytest.fixture
def heard(app: Flask) -> Any:
    """Every event of moderation that is told in this test."""
    registry, found = app.extensions["consul_events"], []
    before = dict(registry)
    for kind in (ContentHidden, ContentRestored, AppealDecided):
        registry[kind] = [found.append]
    yield found
    app.extensions["consul_events"] = before


def path(subject: Any, app: Flask) -> str:
    with app.test_request_context():
        return subject_path(subject)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_person_reports_a_thing_once(client: Client, people: People) -> None:
    debate = make_debate(people.other)
    comment = make_comment(debate, people.other)
    client.sign_in(people.resident)
    for kind, id in (("comments", comment.id), ("subjects", debate.id)) * 2:
        assert client.get(f"/{kind}/{id}/report").status_code == 200
        answer = client.submit(f"/{kind}/{id}/report", category="insult", text="Das geht zu weit")
        assert answer.status_code == 303
    assert count(Report) == 2


def test_a_report_needs_a_known_reason_and_words_for_another_one(client: Client, people: People) -> None:
    comment = make_comment(make_debate(), people.other)
    client.sign_in(people.resident)
    for fields in ({}, {"category": "nonsense"}, {"category": "other"}):
        assert client.submit(f"/comments/{comment.id}/report", **fields).status_code == 422
    assert count(Report) == 0


def test_nobody_reports_their_own_text(client: Client, people: People) -> None:
    comment = make_comment(make_debate(), people.resident)
    client.sign_in(people.resident).submit(f"/comments/{comment.id}/report", category="insult")
    assert count(Report) == 0


def test_a_moderator_hides_with_a_reason_that_replaces_the_text(
    client: Client, people: People, app: Flask, heard: list[Any]
) -> None:
    debate = make_debate(people.other)
    comment = make_comment(debate, people.resident, "Böse Worte stehen hier")
    client.sign_in(people.other).submit(f"/comments/{comment.id}/report", category="insult")
    client.sign_in(people.moderator)
    assert "Böse Worte" in client.get("/desk/moderation").text
    url = f"/desk/moderation/comments/{comment.id}"
    assert client.submit(f"{url}/hide", category="insult", reason="").status_code == 422
    assert client.submit(f"{url}/hide", category="insult", reason="Beschimpft Nachbarn").status_code == 303
    page = Client(app).get(path(debate, app)).text
    assert "Böse Worte" not in page
    assert "Beschimpft Nachbarn" in page
    db.session.refresh(debate)
    assert debate.comment_count == 0
    assert db.session.scalar(select(Report.outcome)) == "hidden"
    assert db.session.scalar(select(AuditEntry.action)) == "moderation.hide"
    assert [type(event) for event in heard] == [ContentHidden]
    assert (heard[0].kind, heard[0].author_id, heard[0].reason) == (
        "comment",
        people.resident.id,
        "Beschimpft Nachbarn",
    )


def test_hiding_twice_is_one_hiding(client: Client, people: People) -> None:
    comment = make_comment(make_debate(), people.resident)
    client.sign_in(people.moderator)
    for _again in range(2):
        client.submit(f"/desk/moderation/comments/{comment.id}/hide", category="hate", reason="Verachtung")
    assert count(Hiding) == 1


def test_a_hidden_debate_is_gone_with_its_reason_and_comes_back(
    client: Client, people: People, app: Flask, heard: list[Any]
) -> None:
    debate = make_debate(people.resident)
    client.sign_in(people.moderator)
    client.submit(f"/desk/moderation/subjects/{debate.id}/hide", category="advertising", reason="Reine Werbung")
    visitor = Client(app)
    gone = visitor.get(path(debate, app))
    assert gone.status_code == 410
    assert "Reine Werbung" in gone.text
    assert debate.title not in gone.text
    assert debate.title not in visitor.get("/debates").text
    hiding_id = db.session.scalar(select(Hiding.id))
    assert client.get("/desk/moderation/hidden").status_code == 200
    client.submit(f"/desk/moderation/hidings/{hiding_id}/restore")
    assert visitor.get(path(debate, app)).status_code == 200
    assert [type(event) for event in heard] == [ContentHidden, ContentRestored]


@pytest.mark.parametrize("make", [make_workshop, make_measure])
def test_a_hidden_workshop_and_measure_are_gone_with_their_reason(client: Client, people: People, make: Any) -> None:
    subject = make(title="Butterfahrt")
    address = path(subject, client.application)
    client.sign_in(people.moderator)
    client.submit(f"/desk/moderation/subjects/{subject.id}/hide", category="advertising", reason="Reine Werbung")
    gone = Client(client.application).get(address)
    assert (gone.status_code, "Reine Werbung" in gone.text, "Butterfahrt" in gone.text) == (410, True, False)
    assert client.sign_in(people.staff).get(address).status_code == 200


def test_dismissed_reports_leave_the_text(client: Client, people: People) -> None:
    comment = make_comment(make_debate(), people.resident)
    client.sign_in(people.other).submit(f"/comments/{comment.id}/report", category="false")
    client.sign_in(people.moderator).submit(f"/desk/moderation/comments/{comment.id}/dismiss", note="Meinung")
    assert db.session.scalar(select(Report.outcome)) == "dismissed"
    assert db.session.get_one(Comment, comment.id).hidden_at is None


def test_an_author_objects_once_and_a_granted_objection_shows_the_text_again(
    client: Client, people: People, app: Flask, heard: list[Any]
) -> None:
    debate = make_debate()
    comment = make_comment(debate, people.resident, "Das war doch harmlos")
    hiding = hidden(comment, people.moderator, app)
    author = client.sign_in(people.resident)
    assert "Das war doch harmlos" in author.get(f"/moderation/decisions/{hiding.id}").text
    for _again in range(2):
        author.submit(f"/moderation/decisions/{hiding.id}/appeal", text="Ich meinte niemanden")
    assert count(Appeal) == 1
    desk = Client(app).sign_in(people.staff)
    assert "Ich meinte niemanden" in desk.get("/desk/moderation/appeals").text
    assert desk.get(f"/desk/moderation/hidings/{hiding.id}/decide").status_code == 200
    url = f"/desk/moderation/hidings/{hiding.id}/decide"
    assert desk.submit(url, granted="maybe", answer="").status_code == 422
    for _again in range(2):
        desk.submit(url, granted="yes", answer="Sie haben recht.")
    assert "Das war doch harmlos" in Client(app).get(path(debate, app)).text
    db.session.refresh(debate)
    assert debate.comment_count == 1
    assert [type(event) for event in heard] == [ContentHidden, ContentRestored, AppealDecided]
    assert "Sie haben recht." in author.get(f"/moderation/decisions/{hiding.id}").text


def test_an_objection_comes_too_late_after_fourteen_days(client: Client, people: People, app: Flask) -> None:
    hiding = hidden(make_comment(make_debate(), people.resident), people.moderator, app)
    with clock.fixed(clock.now() + timedelta(days=14)):
        client.sign_in(people.resident).submit(f"/moderation/decisions/{hiding.id}/appeal", text="Zu spät")
    assert count(Appeal) == 0


def test_only_the_author_sees_the_decision(client: Client, people: People, app: Flask) -> None:
    hiding = hidden(make_comment(make_debate(), people.resident), people.moderator, app)
    client.sign_in(people.other)
    assert client.get(f"/moderation/decisions/{hiding.id}").status_code == 403
    assert client.submit(f"/moderation/decisions/{hiding.id}/appeal", text="Ich auch").status_code == 403


def test_residents_and_moderators_of_other_processes_have_no_desk(client: Client, people: People) -> None:
    debate = make_debate()
    comment = make_comment(debate, people.resident)
    elsewhere = make_user(
        "m2@example.org", "Anderswo", role="moderator", scope="process", scope_id=debate.process_id + 99
    )
    url = f"/desk/moderation/comments/{comment.id}"
    client.sign_in(people.resident)
    assert client.get("/desk/moderation").status_code == 403
    assert client.submit(f"{url}/hide", category="hate", reason="x").status_code == 403
    client.sign_in(people.other).submit(f"/comments/{comment.id}/report", category="insult")
    client.sign_in(elsewhere)
    assert comment.body not in client.get("/desk/moderation").text
    assert client.get(url).status_code == 403
    assert client.submit(f"{url}/hide", category="hate", reason="x").status_code == 403
    assert count(Hiding) == 0


def test_the_public_log_counts_without_texts(client: Client, people: People, app: Flask) -> None:
    hidden(
        make_comment(make_debate(), people.resident, "Geheimer Text"),
        people.moderator,
        app,
        reason="Private Begründung",
    )
    page = client.get("/moderation").text
    assert "Geheimer Text" not in page
    assert "Private Begründung" not in page
    assert clock.now().strftime("%m/%Y") in page


def test_nobody_can_answer_or_vote_on_a_hidden_comment(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    comment = make_comment(debate, people.other)
    hidden(comment, people.moderator, app)
    client.sign_in(people.resident)
    client.submit(f"/comments/{comment.id}/vote")
    client.submit(f"/subjects/{debate.id}/comments", body="Doch", parent_id=str(comment.id))
    db.session.refresh(comment)
    assert (comment.vote_count, comment.reply_count) == (0, 0)


def test_a_hidden_proposal_says_why_and_its_author_hears_of_it(client: Client, people: People, app: Flask) -> None:
    proposal = make_proposal(author=people.resident)
    client.sign_in(people.moderator)
    client.submit(f"/desk/moderation/subjects/{proposal.id}/hide", category="hate", reason="Verachtet eine Gruppe")
    gone = Client(app).get(path(proposal, app))
    assert gone.status_code == 410
    assert "Verachtet eine Gruppe" in gone.text
    assert proposal.title not in gone.text
