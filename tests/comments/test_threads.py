"""Order, depth, paging and the number of statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from consul_py.kernel import clock
from consul_py.subjects.links import subject_path
from tests.cast import People
from tests.comments.make import make_comment, make_consultation, make_debate
from tests.watch import Client


def page_of(client: Client, subject: Any, app: Flask, query: str = "") -> str:
    with app.test_request_context():
        path = subject_path(subject)
    return client.get(path + query).text


def test_most_helpful_first_or_newest_first(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    make_comment(debate, people.other, "aaa-alt", vote_count=5)
    make_comment(debate, people.other, "bbb-neu")
    helpful, newest = page_of(client, debate, app), page_of(client, debate, app, "?comments=newest")
    assert helpful.index("aaa-alt") < helpful.index("bbb-neu")
    assert newest.index("bbb-neu") < newest.index("aaa-alt")


def test_arguments_stand_in_two_columns_with_their_numbers(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    for number in range(5):
        make_comment(debate, people.other, f"dafür-{number}", side="for", vote_count=number)
    make_comment(debate, people.other, "dagegen-0", side="against")
    page = page_of(client, debate, app)
    assert "dafür-4" in page
    assert "dafür-0" not in page
    assert "dagegen-0" in page
    assert f"/subjects/{debate.id}/comments?side=for" in page
    assert "dafür-0" in client.get(f"/subjects/{debate.id}/comments?side=for").text


def test_every_comment_of_a_long_talk_is_reachable_by_links(client: Client, people: People) -> None:
    debate = make_debate()
    tops = [make_comment(debate, people.other, f"oben-{n:03}.") for n in range(45)]
    for number in range(50):
        make_comment(debate, people.other, f"unten-{number:03}.", parent=tops[0])
    found = "".join(client.get(f"/subjects/{debate.id}/comments?page={n}").text for n in (1, 2, 3))
    assert all(f"oben-{n:03}." in found for n in range(45))
    assert f"/subjects/{debate.id}/comments?thread={tops[0].id}" in found
    thread = "".join(client.get(f"/subjects/{debate.id}/comments?thread={tops[0].id}&page={n}").text for n in (1, 2))
    assert all(f"unten-{n:03}." in thread for n in range(50))


def test_the_permanent_address_leads_to_the_right_page_of_the_thread(client: Client, people: People) -> None:
    debate = make_debate()
    top = make_comment(debate, people.other)
    last = [make_comment(debate, people.other, f"unten-{n}", parent=top) for n in range(42)][-1]
    answer = client.get(f"/comments/{last.id}")
    assert answer.location.endswith(f"thread={top.id}&page=2#c{last.id}")
    assert f'id="c{last.id}"' in client.get(answer.location.split("#")[0]).text


def test_odd_arguments_of_the_list_are_harmless(client: Client, people: People) -> None:
    debate = make_debate()
    make_comment(debate, people.other)
    for query in ("page=x", "page=-1", "page=99999999999999", "thread=x", "side=up", "sort=%00", "page=500"):
        assert client.get(f"/subjects/{debate.id}/comments?{query}").status_code == 200
    assert client.get(f"/subjects/{debate.id}/comments?thread=999999").status_code == 404
    assert client.get("/subjects/999999/comments").status_code == 404


def test_the_debate_page_with_all_its_panels_needs_at_most_twelve_statements(
    client: Client, people: People, app: Flask, count_statements: Any
) -> None:
    debate = make_debate(people.other)
    for number in range(12):
        top = make_comment(debate, people.other, side=("for", "against", None)[number % 3])
        make_comment(debate, people.resident, parent=top)
    page_of(client, debate, app)
    for visitor in (client, Client(app).sign_in(people.resident)):
        with app.test_request_context():
            path = subject_path(debate)
        with count_statements() as statements:
            assert visitor.get(path).status_code == 200
        assert len(statements) <= 12, "\n".join(statements)


def test_comments_of_a_closed_consultation_stay_readable_without_acts(
    client: Client, people: People, app: Flask
) -> None:
    consultation = make_consultation()
    debate = make_debate(consultation=consultation)
    comment = make_comment(debate, people.other, vote_count=3)
    with clock.fixed(clock.now() + timedelta(days=30)):
        page = page_of(client, debate, app)
    assert comment.body in page
    assert f"/comments/{comment.id}/vote" not in page
    assert f'action="/subjects/{debate.id}/comments"' not in page
