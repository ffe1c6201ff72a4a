"""Threats 12, 13, 14 and 19, generated from the table of routes: who may call what, and who can be made to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from consul_py.comments.models import Comment
from consul_py.kernel.authz import ROLES
from consul_py.kernel.db import Base, db
from consul_py.proposals.models import Proposal
from consul_py.site.waiting import ACTS
from consul_py.subjects.models import Subject
from tests.cast import People
from tests.comments.make import hidden, make_comment, make_debate
from tests.house.forms import Walk
from tests.polls.make import make_poll
from tests.processes.make import make_consultation
from tests.proposals.make import form_of, make_proposal
from tests.watch import Client

# These two are called by other programs and by visitors without a session; their address is the secret.
UNCHECKED = {"newsletter.unsubscribe"}
READ_MARKS = {"user_session"}  # a request may push on the end of its own session


def routes(app: Flask, method: str) -> Iterator[tuple[Rule, str, str]]:
    """Every route of a method with an address and its need."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            address = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
            address = re.sub(r"<(?:int:)?\w+>", "1", address)
            yield rule, address, str(app.view_functions[rule.endpoint].need)  # type: ignore[attr-defined]  # Area puts it there


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["visitor", "resident", *ROLES])
def test_no_route_answers_whom_it_does_not_need(app: Flask, people: People, who: str, method: str) -> None:
    """Deny by default: before anything is looked up, and without a second factor nobody reaches the desk."""
    client, weak = Client(app), Client(app)
    if who != "visitor":
        client.sign_in(getattr(people, who))
        weak.sign_in(getattr(people, who), strong=False)
    token = client.token()
    for _rule, address, need in routes(app, method):
        named = need.removeprefix("desk:").removesuffix(" everywhere")
        roles = set(named.split("+")) if need.startswith("desk:") else set()
        sent = {"data": {"csrf_token": token}} if method == "POST" else {}
        if (need == "resident" and who == "visitor") or (roles and who == "visitor"):
            assert "/account/login" in client.open(address, method=method, **sent).location, address
        elif roles and who != "administrator" and who not in roles:
            assert client.open(address, method=method, **sent).status_code == 403, address
        elif roles:
            again = {"data": {"csrf_token": weak.token()}} if method == "POST" else {}
            assert "/account/second-factor" in weak.open(address, method=method, **again).location, address


@pytest.mark.parametrize("who", ["visitor", "administrator"])
def test_every_post_without_the_token_is_refused(app: Flask, people: People, who: str) -> None:
    client = Client(app) if who == "visitor" else Client(app).sign_in(people.administrator)
    for rule, address, need in routes(app, "POST"):
        if rule.endpoint in UNCHECKED or (who == "visitor" and need != "anyone" and rule.endpoint not in ACTS):
            continue
        for fields in ({}, {"csrf_token": "x"}, {"csrf_token": "0" * 40}):
            assert client.post(address, data=fields).status_code == 400, address


def test_every_post_from_another_site_is_refused(app: Flask, people: People) -> None:
    client = Client(app).sign_in(people.administrator)
    token = client.token()
    for rule, address, _need in routes(app, "POST"):
        if rule.endpoint not in UNCHECKED:
            for headers in (
                {"Origin": "https://elsewhere.example"},
                {"Sec-Fetch-Site": "cross-site"},
                {"Origin": "null"},
            ):
                answer = client.post(address, data={"csrf_token": token}, headers=headers)
                assert answer.status_code == 400, (address, headers)


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in READ_MARKS]
    return {table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr) for table in tables}


def test_looking_at_every_page_changes_no_row(app: Flask, people: People) -> None:
    consultation = make_consultation()
    comment = make_comment(make_debate(people.resident, consultation), people.other)
    make_proposal(consultation, author_id=people.resident.id)
    hidden(comment, people.moderator, app)
    clients = {who: Client(app).sign_in(getattr(people, who)) for who in ("resident", "administrator")}
    before = contents()
    for who, client in ({"": Client(app)} | clients).items():
        Walk(app).through(client, who, [])
    assert contents() == before


def test_what_is_somebody_elses_does_not_exist(app: Flask, client: Client, people: People) -> None:
    """A draft, a decision, an edit page: by id, as a foreign resident and as staff of another process."""
    consultation = make_consultation()
    draft = make_proposal(consultation, author_id=people.resident.id, visibility="draft")
    debate = make_debate(people.resident, consultation)
    comment, other = make_comment(debate, people.resident), make_comment(debate, people.resident)
    hiding = hidden(other, people.moderator, app)
    poll = make_poll(public=False)
    client.sign_in(people.other)
    for path in (
        f"/proposals/{draft.id}",
        f"/proposals/{draft.id}/edit",
        f"/polls/{poll.id}",
    ):
        assert client.get(path).status_code == 404, path
    for path in (f"/moderation/decisions/{hiding.id}", f"/comments/{comment.id}/edit", f"/debates/{debate.id}/edit"):
        assert client.get(path).status_code in (403, 404), path
    foreign = {
        f"/proposals/{draft.id}/edit": {"title": "Meins"}, f"/proposals/{draft.id}/discard": {},
        f"/comments/{comment.id}/edit": {"body": "Meins"}, f"/comments/{comment.id}/delete": {},
        f"/debates/{debate.id}/edit": {"title": "Meins"}, f"/moderation/decisions/{hiding.id}/appeal": {"text": "Meins"},
    }  # fmt: skip
    for path, fields in foreign.items():
        assert client.submit(path, **fields).status_code in (403, 404), path
    assert "Meins" not in str(
        db.session.execute(select(Subject.title)).all() + db.session.execute(select(Comment.body)).all()
    )


def test_columns_that_a_form_does_not_have_stay_as_they_are(client: Client, people: People) -> None:
    """Mass assignment: every column of a proposal is posted along."""
    columns = {column.name for table in (Subject.__table__, Proposal.__table__) for column in table.columns}
    form = form_of(make_consultation())
    odd = dict.fromkeys(columns - form.keys() - {"topic_id", "place"}, "1") | {
        "visibility": "hidden",
        "kind": "measure",
        "decision": "adopted",
    }
    answer = client.sign_in(people.resident).submit("/proposals/new", **(odd | form))
    assert answer.status_code == 303
    made = db.session.scalars(select(Proposal)).one()
    assert (made.author_id, made.kind, made.visibility) == (people.resident.id, "proposal", "public")
    assert (made.support_count, made.comment_count, made.decision) == (0, 0, None)
