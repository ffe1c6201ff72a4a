"""Issues at the desk are there for those who may write them, and the mail server's words for those who see addresses."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from consul_py.accounts.models import User
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import writing
from consul_py.newsletter.models import FAILED, PAUSED, SENDING, Delivery, Mailing
from consul_py.processes.models import Process
from tests.cast import People, make_user
from tests.newsletter.make import make_subscription
from tests.processes.make import make_municipality, make_process
from tests.watch import Client

WORDS = "550 5.7.1 <max.muster@web.de>: Relay access denied"


def staff_of(scope: str, scope_id: int) -> User:
    return make_user(f"{scope}{scope_id}@example.org", f"Team {scope_id}", role="staff", scope=scope, scope_id=scope_id)


def make_own(process: Process, title: str, **fields: Any) -> Mailing:
    """An issue to the people interested in a process."""
    with transaction():
        mailing = writing.write(title, "Guten Tag.", process.id)
        for name, value in fields.items():
            setattr(mailing, name, value)
    return mailing


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def issues(process: Process) -> list[Mailing]:
    """One in each state that the work list names, each with the word that must not leak in its title."""
    now = clock.now()
    found = [
        make_own(process, "Entwurf vertraulich", note="Nicht zur Zeit gesendet"),
        make_own(process, "Pause vertraulich", state=PAUSED, released_at=now, note=WORDS),
        make_own(process, "Halt vertraulich", state=SENDING, released_at=now, hold_until=clock.in_days(1), note=WORDS),
    ]
    db.session.add(
        Delivery(
            mailing_id=found[1].id, subscription_id=make_subscription().id, state=FAILED, message_id="<x@y>",
            attempts=1, lost=0, answer=WORDS, next_try_at=now, created_at=now,
        )
    )  # fmt: skip
    db.session.commit()
    return found


@pytest.mark.parametrize("scope", ["process", "municipality"])
def test_issues_of_a_process_are_not_shown_to_staff_of_another_part(
    client: Client, issues: list[Mailing], scope: str
) -> None:
    own = make_process().id if scope == "process" else make_municipality().id
    client.sign_in(staff_of(scope, own))
    for path in ("/desk/newsletter", "/desk/"):
        page = client.get(path).text
        assert "vertraulich" not in page and "max.muster" not in page, path
    for mailing in issues:
        assert client.get(f"/desk/newsletter/{mailing.id}").status_code == 403
    assert ("/desk/newsletter/new" in client.get("/desk/newsletter").text) == (scope == "process")


def test_an_issue_to_everybody_is_not_shown_to_staff_of_one_process(client: Client, process: Process) -> None:
    with transaction():
        writing.write("An alle vertraulich", "Guten Tag.", None)
    client.sign_in(staff_of("process", process.id))
    assert "vertraulich" not in client.get("/desk/newsletter").text


def test_staff_of_the_process_see_its_issues_without_the_words_of_the_mail_server(
    client: Client, process: Process, issues: list[Mailing]
) -> None:
    client.sign_in(staff_of("process", process.id))
    listed, work = client.get("/desk/newsletter").text, client.get("/desk/").text
    for mailing in issues:
        assert mailing.title in listed and mailing.title in work
    assert "Nicht zur Zeit gesendet" in work and "Wartet auf den Mailserver" in work
    pages = [
        client.get(f"/desk/newsletter/{mailing.id}{more}").text for mailing in issues[1:] for more in ("", "/progress")
    ]
    for page in (listed, work, *pages):
        assert "max.muster" not in page and "Relay access" not in page


def test_staff_of_the_installation_see_all_of_it(client: Client, people: People, issues: list[Mailing]) -> None:
    client.sign_in(people.staff)
    assert all(mailing.title in client.get("/desk/newsletter").text for mailing in issues)
    assert "max.muster" in client.get("/desk/").text
    for more in ("", "/progress"):
        assert "max.muster" in client.get(f"/desk/newsletter/{issues[1].id}{more}").text
