"""Writing, answering, changing, deleting comments on real pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from sqlalchemy import func, select

from consul_py.comments.models import Comment, CommentVote
from consul_py.comments.panels import blank_form
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.subjects.links import subject_path
from tests.cast import People
from tests.comments.make import make_comment, make_debate
from tests.processes.make import make_consultation
from tests.watch import Client


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def path(subject: Any, app: Flask) -> str:
    with app.test_request_context():
        return subject_path(subject)


def test_a_resident_writes_a_comment_and_finds_it_on_the_page(client: Client, people: People, app: Flask) -> None:
    debate = make_debate(people.other)
    answer = client.sign_in(people.resident).submit(
        f"/subjects/{debate.id}/comments", follow=True, body="Der **Wagen** hält nicht."
    )
    assert answer.status_code == 200
    assert "<strong>Wagen</strong>" in answer.text
    assert "Waldrand" in answer.text
    db.session.refresh(debate)
    assert debate.comment_count == 1


def test_a_double_click_makes_one_comment_and_another_text_makes_another(client: Client, people: People) -> None:
    debate = make_debate()
    client.sign_in(people.resident)
    for body in ("Einmal", "Einmal", "Noch etwas"):
        client.submit(f"/subjects/{debate.id}/comments", body=body, idempotency_key="k1")
    assert rows() == 2
    db.session.refresh(debate)
    assert debate.comment_count == 2


def test_a_visitor_is_led_to_sign_in_and_the_text_is_parked(client: Client) -> None:
    debate = make_debate()
    answer = client.submit(f"/subjects/{debate.id}/comments", body="Bitte nicht verlieren")
    assert answer.status_code == 303
    assert "/account/login" in answer.location
    assert rows() == 0


def test_nothing_is_written_when_the_consultation_does_not_take_comments(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    for consultation in (make_consultation(verbs=("debate",)), make_consultation(opens=-9, closes=-1)):
        debate = make_debate(consultation=consultation)
        answer = client.submit(f"/subjects/{debate.id}/comments", body="Zu spät")
        assert answer.status_code == 303
    assert rows() == 0


def test_an_empty_comment_comes_back_with_the_error_and_the_side(client: Client, people: People) -> None:
    debate = make_debate()
    answer = client.sign_in(people.resident).submit(
        f"/subjects/{debate.id}/comments", body="  ", side="for", as_argument="1"
    )
    assert answer.status_code == 422
    assert "checked" in answer.text
    assert "comment-body-error" in answer.text or "body-error" in answer.text


@pytest.mark.parametrize("parent", ["999999", "0", "-1", "x", "1e5", "\x00", "9" * 40])
def test_an_odd_parent_is_no_server_error(client: Client, people: People, parent: str) -> None:
    debate = make_debate()
    answer = client.sign_in(people.resident).submit(f"/subjects/{debate.id}/comments", body="Hallo", parent_id=parent)
    assert answer.status_code in (303, 404)


def test_an_answer_to_a_comment_of_another_subject_is_refused(client: Client, people: People) -> None:
    one, other = make_debate(), make_debate()
    comment = make_comment(one, people.other)
    answer = client.sign_in(people.resident).submit(
        f"/subjects/{other.id}/comments", body="Hallo", parent_id=str(comment.id)
    )
    assert answer.status_code == 404


def test_markup_in_texts_and_names_is_shown_as_text(client: Client, people: People, app: Flask) -> None:
    people.resident.display_name = "<script>alert(1)</script>"
    debate = make_debate()
    evil = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>alert(2)</script>\n\n# Groß\n\n|a|\n|-|\n|b|"
    client.sign_in(people.resident).submit(f"/subjects/{debate.id}/comments", body=evil)
    page = client.get(path(debate, app)).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "<h2>Groß" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_only_the_author_may_change_and_only_for_thirty_minutes(client: Client, people: People) -> None:
    comment = make_comment(make_debate(), people.other)
    client.sign_in(people.resident)
    assert client.get(f"/comments/{comment.id}/edit").status_code == 403
    assert client.submit(f"/comments/{comment.id}/edit", body="Fremd").status_code == 403
    assert client.submit(f"/comments/{comment.id}/delete").status_code == 403
    client.sign_in(people.other)
    assert client.get(f"/comments/{comment.id}/edit").status_code == 200
    client.submit(f"/comments/{comment.id}/edit", body="Neu")
    db.session.refresh(comment)
    assert (comment.body, comment.edited_at is not None) == ("Neu", True)
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        client.submit(f"/comments/{comment.id}/edit", body="Zu spät")
    db.session.refresh(comment)
    assert comment.body == "Neu"


def test_a_deleted_comment_with_answers_leaves_a_note_and_one_without_is_gone(
    client: Client, people: People, app: Flask
) -> None:
    debate = make_debate()
    top = make_comment(debate, people.resident, "Oben steht das")
    reply = make_comment(debate, people.other, "Unten steht das", parent=top)
    client.sign_in(people.resident).submit(f"/comments/{top.id}/delete")
    page = client.get(path(debate, app)).text
    assert "Oben steht das" not in page
    assert "Unten steht das" in page
    assert "Waldrand" not in page
    client.sign_in(people.other).submit(f"/comments/{reply.id}/delete")
    db.session.expire_all()
    assert client.get(f"/comments/{top.id}").status_code == 404
    db.session.refresh(debate)
    assert debate.comment_count == 0


def test_a_helpful_vote_counts_once_and_can_be_taken_back(client: Client, people: People) -> None:
    comment = make_comment(make_debate(), people.other)
    client.sign_in(people.resident)
    counts = []
    for value in ("helpful", "helpful", "none", "none", ""):
        client.submit(f"/comments/{comment.id}/vote", value=value)
        db.session.refresh(comment)
        counts.append(comment.vote_count)
    assert counts == [1, 1, 0, 0, 1]
    client.sign_in(people.other).submit(f"/comments/{comment.id}/vote")
    assert db.session.scalar(select(func.count()).select_from(CommentVote)) == 1


def test_a_deleted_account_has_no_name(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    make_comment(debate, people.resident)
    people.resident.deleted_at = clock.now()
    page = client.get(path(debate, app)).text
    assert "Waldrand" not in page
    assert "Gelöschtes Konto" in page or "Deleted account" in page


def test_an_official_chooses_to_speak_in_office(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    url = f"/subjects/{debate.id}/comments"
    client.sign_in(people.staff)
    client.submit(url, body="Als Amt", in_office="y")
    client.submit(url, body="Als Mensch")
    assert db.session.scalars(select(Comment.is_office).order_by(Comment.id)).all() == [True, False]
    client.sign_in(people.resident).submit(url, body="Nicht im Amt", in_office="y")
    client.sign_in(people.staff, strong=False).submit(url, body="Ohne zweiten Faktor", in_office="y")
    assert rows() == 2
    assert "comment--office" in client.get(path(debate, app)).text


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_empty_form_of_a_page_is_written_as_the_components_draw_it(app: Flask, signed_in: bool) -> None:
    with app.test_request_context():
        form = blank_form()
        draw = get_template_attribute("comments/_form.html", "comment_form")
        drawn = draw(form, 7, signed_in, False)
        written = draw(None, 7, signed_in, False, key=form.idempotency_key.data)
    one, other = (re.sub(r"\s*(</?div[^>]*>)\s*", r"\1", str(html).replace("\r", "")) for html in (written, drawn))
    assert one == other
