"""What moderators do not see and do not decide: drafts, other processes, their own texts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.exceptions import NotFound

from consul_py.accounts.models import User
from consul_py.comments import moderation_service
from consul_py.comments.models import Appeal, Comment, Hiding, Report
from consul_py.comments.thing_queries import Thing
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject
from tests.cast import People, make_user
from tests.comments.make import hidden, make_comment, make_debate, person_of
from tests.polls.make import make_poll
from tests.proposals.make import make_proposal
from tests.watch import Client


@pytest.fixture
def colleague(app: Flask) -> User:
    return make_user("colleague@example.org", "Zweite Netzpflege", role="moderator")


@pytest.mark.parametrize("who", ["moderator", "staff", "administrator"])
def test_a_draft_is_nothing_to_moderate(client: Client, people: People, who: str) -> None:
    draft = make_proposal(author_id=people.resident.id, visibility="draft", title="Noch nicht fertig gedacht")
    poll = make_poll(public=False)
    client.sign_in(getattr(people, who))
    for id in (draft.id, poll.id):
        answer = client.get(f"/desk/moderation/subjects/{id}")
        assert answer.status_code == 404
        assert draft.title not in answer.text
        for act, fields in (("hide", {"category": "hate", "reason": "x"}), ("dismiss", {"note": "x"})):
            assert client.submit(f"/desk/moderation/subjects/{id}/{act}", **fields).status_code == 404
    assert db.session.scalars(select(Hiding)).all() == []


def test_what_becomes_a_draft_while_somebody_hides_it_is_not_hidden(app: Flask, people: People) -> None:
    debate = make_debate(people.resident)
    read_before = Thing(debate)
    with app.test_request_context():
        db.session.execute(update(Subject).where(Subject.id == debate.id).values(visibility="draft"))
        with pytest.raises(NotFound):
            moderation_service.hide(read_before, person_of(people.moderator, "moderator"), "hate", "x")


def test_reports_of_what_became_a_draft_again_wait_for_nobody(client: Client, people: People) -> None:
    debate = make_debate(people.resident, title="Kehrt zurück")
    client.sign_in(people.other).submit(f"/subjects/{debate.id}/report", category="insult")
    assert "Kehrt zurück" in client.sign_in(people.moderator).get("/desk/moderation").text
    db.session.execute(update(Subject).where(Subject.id == debate.id).values(visibility="draft"))
    assert "Kehrt zurück" not in client.get("/desk/moderation").text
    assert "Nichts wartet" in client.get("/desk/").text


@pytest.mark.parametrize("strong", [True, False])
def test_a_hidden_proposal_is_read_by_moderators_of_its_own_process_only(
    app: Flask, client: Client, people: People, strong: bool
) -> None:
    proposal = make_proposal(title="Zeigt auf Nachbarn", author_id=people.resident.id)
    client.sign_in(people.moderator).submit(
        f"/desk/moderation/subjects/{proposal.id}/hide", category="hate", reason="Nennt Namen"
    )
    with app.test_request_context():
        address = subject_path(proposal)
    for number, reach in enumerate((proposal.process_id, proposal.process_id + 99)):
        moderator = make_user(
            f"mod{number}@example.org", f"Pflege {number}", role="moderator", scope="process", scope_id=reach
        )
        answer = Client(app).sign_in(moderator, strong=strong).get(address)
        reads = strong and reach == proposal.process_id
        assert (answer.status_code, proposal.title in answer.text) == ((200, True) if reads else (410, False))


def test_nobody_shows_their_own_text_again_or_answers_their_own_objection(
    app: Flask, client: Client, people: People, colleague: User
) -> None:
    comment = make_comment(make_debate(title="Streit im Dorf"), people.moderator, "Böse Worte stehen hier")
    hiding = hidden(comment, colleague, app)
    db.session.add(Appeal(hiding_id=hiding.id, text="Ich finde mich nett", created_at=clock.now()))
    client.sign_in(people.moderator)
    base = f"/desk/moderation/hidings/{hiding.id}"
    for answer in (
        client.submit(f"{base}/restore"),
        client.submit(f"{base}/decide", granted="yes", answer="Ja."),
        client.get(f"{base}/decide"),
        client.get(f"/desk/moderation/comments/{comment.id}"),
    ):
        assert answer.status_code == 403
        assert "Darüber entscheidet jemand anderes." in answer.text
    for path in ("/desk/moderation/hidden", "/desk/moderation/appeals"):
        page = client.get(path).text
        assert "Böse Worte" not in page and "Ich finde mich nett" not in page
    assert "Nichts wartet" in client.get("/desk/").text
    assert db.session.get_one(Comment, comment.id).hidden_at is not None
    assert db.session.scalars(select(Appeal)).one().decided_at is None
    other = Client(app).sign_in(colleague)
    assert other.get(f"{base}/decide").status_code == 200
    other.submit(f"{base}/restore")
    assert db.session.get_one(Comment, comment.id).hidden_at is None


@pytest.mark.parametrize("kind", ["comments", "subjects"])
def test_nobody_dismisses_reports_about_themselves_or_sees_who_reported(
    app: Flask, client: Client, people: People, colleague: User, kind: str
) -> None:
    debate = make_debate(people.moderator, title="Meine Frage")
    thing: Any = make_comment(debate, people.moderator) if kind == "comments" else debate
    Client(app).sign_in(people.other).submit(f"/{kind}/{thing.id}/report", category="insult")
    client.sign_in(people.moderator)
    url = f"/desk/moderation/{kind}/{thing.id}"
    for answer in (client.get(url), client.submit(f"{url}/dismiss", note="Meinung")):
        assert answer.status_code == 403
        assert people.other.display_name not in answer.text
    assert "Meine Frage" not in client.get("/desk/moderation").text
    assert "Nichts wartet" in client.get("/desk/").text
    assert db.session.scalars(select(Report)).one().settled_at is None
    other = Client(app).sign_in(colleague)
    assert "Meine Frage" in other.get("/desk/moderation").text
    assert other.submit(f"{url}/dismiss", note="Meinung").status_code == 303


def test_the_link_to_moderation_is_only_there_for_whom_it_opens(app: Flask, client: Client, people: People) -> None:
    own = make_debate(people.staff)
    client.sign_in(people.staff)
    assert f"/desk/moderation/subjects/{own.id}" not in client.get(f"/desk/debates/{own.id}").text
    foreign = make_debate(people.resident)
    assert f"/desk/moderation/subjects/{foreign.id}" in client.get(f"/desk/debates/{foreign.id}").text
