"""Following subjects and processes: one row, one count, nobody else's business."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts.events import AccountDeleted
from consul_py.follows import queries
from consul_py.follows.models import Follow
from consul_py.kernel import events
from consul_py.kernel.db import db
from consul_py.subjects.links import subject_path
from tests.cast import People
from tests.comments.make import make_debate
from tests.processes.make import make_process
from tests.watch import Client


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Follow)) or 0


def test_following_twice_is_one_row_and_one_in_the_count(client: Client, people: People) -> None:
    debate = make_debate()
    client.sign_in(people.resident)
    for _again in range(2):
        assert client.submit(f"/subjects/{debate.id}/follow").status_code == 303
    db.session.refresh(debate)
    assert (rows(), debate.follow_count) == (1, 1)
    assert queries.followers_of(debate.id) == [people.resident.id]
    for _again in range(2):
        client.submit(f"/subjects/{debate.id}/unfollow")
    db.session.refresh(debate)
    assert (rows(), debate.follow_count) == (0, 0)


def test_a_process_is_followed_by_its_slug(client: Client, people: People) -> None:
    process = make_process()
    client.sign_in(people.resident).submit(f"/processes/{process.slug}/follow")
    assert queries.followers_of_process(process.id) == [people.resident.id]
    assert f"/processes/{process.slug}/unfollow" in client.get(f"/processes/{process.slug}").text
    client.submit(f"/processes/{process.slug}/unfollow")
    assert rows() == 0


def test_a_visitor_is_led_through_sign_in(client: Client) -> None:
    debate = make_debate()
    answer = client.submit(f"/subjects/{debate.id}/follow")
    assert "/account/login" in answer.location
    assert rows() == 0


def test_what_is_not_public_cannot_be_followed(client: Client, people: People) -> None:
    draft = make_process(published=False)
    client.sign_in(people.resident)
    assert client.submit(f"/processes/{draft.slug}/follow").status_code == 404
    assert client.submit("/subjects/999999/follow").status_code == 404
    assert client.submit("/processes/%00/follow").status_code == 404


def test_the_button_says_whether_one_follows(client: Client, people: People, app: Flask) -> None:
    debate = make_debate()
    with app.test_request_context():
        path = subject_path(debate)
    client.sign_in(people.resident)
    assert f"/subjects/{debate.id}/follow" in client.get(path).text
    client.submit(f"/subjects/{debate.id}/follow")
    assert f"/subjects/{debate.id}/unfollow" in client.get(path).text


def test_a_deleted_account_follows_nothing_and_is_not_counted(client: Client, people: People) -> None:
    debate, process = make_debate(), make_process()
    client.sign_in(people.resident)
    client.submit(f"/subjects/{debate.id}/follow")
    client.submit(f"/processes/{process.slug}/follow")
    events.emit(AccountDeleted(people.resident.id))
    db.session.refresh(debate)
    assert (rows(), debate.follow_count) == (0, 0)
