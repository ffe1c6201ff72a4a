"""Whatever is stored about a person is in the download of their own data, or stands here with the reason why not.

The download is really made: a column is covered when one of its statements looks rows up by it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column

from consul_py.accounts import queries, registry
from consul_py.kernel.db import Base, db
from tests.cast import People
from tests.polls.make import make_poll, vote
from tests.watch import Client

PERSONAL = re.compile(
    r"(^|_)(email|email_key|recipient|person_key|person|actor_id|actor_name|phone|ip|ip_address|address)$"
)
NOT_ASKED = {
    # what somebody did in office belongs to the district and stands in the log; it is not about that person
    "comment.hidden_by_id": "an official act, written in the log",
    "hiding.hidden_by_id": "an official act, written in the log",
    "hiding.restored_by_id": "an official act, written in the log",
    "report.settled_by_id": "an official act, written in the log",
    "appeal.decided_by_id": "an official act, written in the log",
    "debate.concluded_by_id": "an official act, written in the log",
    "residence.proven_by_id": "an official act, written in the log",
    "residence_batch.printed_by_id": "an official act, written in the log",
    "residence_extract.taken_by_id": "an official act, written in the log",
    "paper_entry.by_id": "an official act; both entries go as soon as they agree",
    "paper_finish.said_by_id": "an official act, written in the log",
    "paper_finish.confirmed_by_id": "an official act, written in the log",
    "poll_objection.answered_by_id": "an official act, written in the log",
    "poll_statement.written_by_id": "an official act, written in the log",
    "role_grant.granted_by_id": "an official act, written in the log",
    "mailing.created_by_id": "an official act, written in the log",
    "mailing.approved_by_id": "an official act, written in the log",
    "audit_entry.actor_id": "the log of official acts outlives accounts and is kept for those who check them",
    "audit_entry.actor_name": "see audit_entry.actor_id",
    # the same row is found by another column
    "user_account.email": "found by its id",
    "user_account.email_key": "found by its id",
    "account_token.new_email": "found by user_id",
    "subscription.email": "found by email_key",
    "workshop_registration.email": "found by user_id",
    "workshop_registration.email_key": "found by user_id; without an account the mailed link shows the registration",
    # not a person's
    "workshop.address": "the address of a place",
    "agenda_item.person": "who speaks, as staff publish it",
    "poll_observer.email": "an outside party, as staff enter and remove it at the desk; told by mail",
    "mail_out.recipient": "a queue: texts are erased when accepted, rows after 30 days; what they tell is in its own part",
}


def columns() -> list[tuple[str, Column[Any]]]:
    """Every column that says who a person is."""
    found = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            points = any(key.target_fullname == "user_account.id" for key in column.foreign_keys)
            if points or PERSONAL.search(column.name):
                found.append((f"{table.name}.{column.name}", column))
    return found


def test_every_column_with_a_person_is_in_the_download_or_reasoned(
    app: Flask, people: People, count_statements: Any
) -> None:
    user = people.resident
    with app.test_request_context(), count_statements() as statements:
        queries.own_data(queries.get_user(user.id))
        registry.person_data(user.id)
    asked = " ".join(s.partition("WHERE")[2] for s in statements)
    missing = [
        name
        for name, _column in columns()
        if name not in NOT_ASKED and not re.search(rf"\b{re.escape(name)} (=|IN)", asked)
    ]
    assert not missing


def test_the_list_of_reasons_names_only_what_exists() -> None:
    assert not set(NOT_ASKED) - {name for name, _column in columns()}


@pytest.mark.parametrize("voted", [True, False])
def test_that_one_has_voted_is_in_the_download_and_what_is_not(client: Client, people: People, voted: bool) -> None:
    poll = make_poll()
    make_poll()
    question = poll.questions[0]
    client.sign_in(people.resident)
    if voted:
        vote(client, poll)
    data = client.get("/account/data").get_json()
    assert data["polls"] == ([{"poll": poll.title, "voted": True}] if voted else [])
    assert question.options[0].title not in str(data["polls"])
    db.session.rollback()
