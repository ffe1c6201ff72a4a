"""Seats, the line, confirmation by mail."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.workshops import jobs, registration_queries
from consul_py.workshops.models import Workshop, WorkshopRegistration
from tests.cast import People
from tests.watch import Client
from tests.workshops.make import make_workshop


def mails(template: str = "") -> list[MailOut]:
    rows = db.session.scalars(select(MailOut).order_by(MailOut.id)).all()
    return [row for row in rows if row.template.startswith(f"workshops/{template}")]


def people(workshop: Workshop) -> list[tuple[str, str]]:
    return [(row.name, row.state) for row in registration_queries.people(workshop.id)]


def path(workshop: Workshop) -> str:
    return f"/workshops/{workshop.id}-{workshop.slug}"


def visit(client: Client, workshop: Workshop, name: str) -> Any:
    return client.submit(f"/workshops/{workshop.id}/registration", name=name, email=f"{name}@example.org", follow=True)


def link(mail: MailOut) -> str:
    found = re.search(r"http://localhost(/workshops/registration/\S+)", mail.body_text)
    assert found, mail.body_text
    return found[1]


def test_with_an_account_one_click_registers_and_a_mail_brings_the_calendar(client: Client, people: People) -> None:
    workshop = make_workshop(capacity=2, online_url="https://treffen.example.org/a")
    client.sign_in(people.resident)
    page = client.submit(f"/workshops/{workshop.id}/registration", follow=True)
    assert "Sie sind angemeldet" in page.text and "https://treffen.example.org/a" in page.text
    (mail,) = mails("registered")
    assert mail.recipient == "resident@example.org" and "treffen.example.org" in mail.body_text
    name, kind, text = mail.attachments[0]
    assert (name, kind) == ("workshop.ics", "text/calendar")
    assert f"UID:workshop-{workshop.id}@" in text and "TZID=Europe/Berlin" in text and "METHOD:PUBLISH" in text
    client.submit(f"/workshops/{workshop.id}/registration")
    assert db.session.get_one(Workshop, workshop.id).taken == 1 and len(mails("registered")) == 1


def test_without_an_account_a_seat_is_kept_until_the_link_is_confirmed(client: Client) -> None:
    workshop = make_workshop(capacity=1, online_url="https://treffen.example.org/a")
    page = visit(client, workshop, "erika")
    assert "E-Mail geschickt" in page.text and "treffen.example.org/a" not in page.text
    assert people(workshop) == [("erika", "reserved")] and db.session.get_one(Workshop, workshop.id).taken == 1
    way = link(mails("confirm")[0])
    assert "Ja, ich bestätige" in client.get(way).text and people(workshop) == [("erika", "reserved")]
    page = client.submit(f"{way}/confirm", follow=True)
    assert "Sie sind angemeldet" in page.text
    assert people(workshop) == [("erika", "registered")] and len(mails("registered")) == 1
    client.submit(f"{way}/confirm")
    assert len(mails("registered")) == 1


def test_nobody_learns_from_the_answer_who_is_on_the_list(client: Client) -> None:
    workshop = make_workshop()
    first = visit(client, workshop, "erika").text
    client.submit(f"{link(mails('confirm')[0])}/confirm")
    client.get("/workshops")  # takes the message
    second = visit(client, workshop, "erika").text
    assert re.sub(r"\s+", "", first) == re.sub(r"\s+", "", second)
    assert len(mails("already")) == 1 and len(registration_queries.people(workshop.id)) == 1


def test_who_comes_too_late_waits_and_moves_up_when_somebody_cancels(client: Client, people: People) -> None:
    workshop = make_workshop(capacity=1)
    client.sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    late = Client(client.application)
    late.sign_in(people.other)
    page = late.submit(f"/workshops/{workshop.id}/registration", follow=True)
    assert "Platz 1 auf der Warteliste" in page.text and len(mails("waiting")) == 1
    client.submit(f"/workshops/{workshop.id}/registration/cancel")
    assert [(r.name, r.state) for r in registration_queries.people(workshop.id)] == [("Feldweg", "registered")]
    assert mails("moved_up")[0].recipient == "other@example.org"
    assert db.session.get_one(Workshop, workshop.id).taken == 1


def test_an_unconfirmed_visitor_does_not_move_up_before_one_who_confirmed(client: Client, people: People) -> None:
    workshop = make_workshop(capacity=1)
    client.sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    visit(Client(client.application), workshop, "anna")
    other = Client(client.application)
    other.sign_in(people.other).submit(f"/workshops/{workshop.id}/registration")
    client.submit(f"/workshops/{workshop.id}/registration/cancel")
    found = {r.name: r.state for r in registration_queries.people(workshop.id)}
    assert found == {"Feldweg": "registered", "anna": "waiting"}


def test_a_reservation_nobody_confirms_is_freed_after_a_day_and_goes_to_the_line(
    client: Client, people: People
) -> None:
    workshop = make_workshop(capacity=1)
    visit(client, workshop, "erika")
    client.sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    jobs.run()
    assert len(registration_queries.people(workshop.id)) == 2
    with clock.fixed(clock.now() + timedelta(hours=25)):
        jobs.run()
        assert [(r.name, r.state) for r in registration_queries.people(workshop.id)] == [("Waldrand", "registered")]
        assert client.get(link(mails("confirm")[0])).status_code == 404


def test_cancelling_by_the_link_frees_the_seat_once(client: Client) -> None:
    workshop = make_workshop(capacity=3)
    visit(client, workshop, "erika")
    way = link(mails("confirm")[0])
    client.submit(f"{way}/confirm")
    assert client.submit(f"{way}/cancel").status_code == 303
    assert client.submit(f"{way}/cancel").status_code == 404
    assert db.session.get_one(Workshop, workshop.id).taken == 0


def test_a_registration_made_without_the_account_becomes_the_accounts(client: Client, people: People) -> None:
    workshop = make_workshop(capacity=1)
    client.submit(f"/workshops/{workshop.id}/registration", name="R", email="Resident@example.org")
    client.sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    (row,) = registration_queries.people(workshop.id)
    assert (row.user_id, row.state) == (people.resident.id, "registered")
    assert db.session.get_one(Workshop, workshop.id).taken == 1


def test_after_the_deadline_nobody_registers(client: Client, people: People) -> None:
    workshop = make_workshop(registration_closes_at=clock.now() - timedelta(minutes=1))
    client.sign_in(people.resident)
    client.submit(f"/workshops/{workshop.id}/registration")
    assert "Anmeldefrist" in client.get(path(workshop)).text and not registration_queries.people(workshop.id)


def test_a_forged_link_is_not_found(client: Client) -> None:
    for token in ("x", "WzEsImEiXQ.abc", "%00", "a" * 3000):
        assert client.get(f"/workshops/registration/{token}").status_code == 404


def test_a_wrong_address_comes_back_with_everything_typed(client: Client) -> None:
    workshop = make_workshop()
    page = client.submit(f"/workshops/{workshop.id}/registration", name="Erika", email="nirgends", needs="Rampe")
    assert page.status_code == 422 and "Rampe" in page.text and 'value="Erika"' in page.text


def test_the_list_of_people_is_erased_after_three_months(client: Client, app: Flask) -> None:
    workshop = make_workshop(capacity=2)
    visit(client, workshop, "erika")
    client.submit(f"{link(mails('confirm')[0])}/confirm")
    with clock.fixed(workshop.ends_at + timedelta(days=91)):
        jobs.run()
        assert len(registration_queries.people(workshop.id)) == 1
    with clock.fixed(workshop.ends_at + timedelta(days=93)):
        jobs.run()
    db.session.expire_all()
    assert db.session.scalar(select(WorkshopRegistration)) is None
    assert db.session.get_one(Workshop, workshop.id).taken == 1


@pytest.mark.parametrize(
    "name",
    [
        "Gratis-Casino unter www.boese.example jetzt klicken",
        "Jetzt boese.example.",
        "http://a.example",
        "a@boese.example",
    ],
)
def test_a_name_with_an_address_in_it_sends_nobody_a_mail(client: Client, name: str) -> None:
    workshop = make_workshop()
    answer = client.submit(f"/workshops/{workshop.id}/registration", name=name, email="dritte@example.org")
    assert answer.status_code == 422 and "nur Ihren Namen" in answer.text
    assert not mails() and not people(workshop)


def test_the_mail_to_an_address_that_nobody_confirmed_says_no_word_of_whoever_typed_it(client: Client) -> None:
    workshop = make_workshop()
    client.submit(f"/workshops/{workshop.id}/registration", name="Gratis Casino", email="dritte@example.org")
    (mail,) = mails("confirm")
    assert mail.recipient == "dritte@example.org" and "Casino" not in mail.body_text + mail.body_html + mail.subject
    client.submit(f"{link(mail)}/confirm")
    assert "Gratis Casino" in mails("registered")[0].body_text
