"""The second factor: enrolment, codes that count once, and the desk behind it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from consul_py.accounts import credentials
from consul_py.accounts.models import UserSession
from consul_py.kernel import clock
from consul_py.kernel.db import db
from tests.accounts.make import PASSWORD, code, mails, sign_in
from tests.cast import TOTP_SECRET, People
from tests.watch import Client


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found
    return found[1]


def test_an_official_signs_in_with_password_and_code(client: Client, people: People) -> None:
    step = sign_in(client, people.staff.email, next="/desk/")
    assert step.status_code == 200
    assert db.session.query(UserSession).count() == 0, "half a sign-in is none"
    ticket = hidden(step.text, "ticket")
    answer = client.submit("/account/login", ticket=ticket, code=code(), next="/desk/")
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert db.session.query(UserSession).one().strong_at is not None


def test_a_code_counts_once(client: Client, people: People) -> None:
    moment = clock.now()
    with clock.fixed(moment):
        ticket = hidden(sign_in(client, people.staff.email).text, "ticket")
        used = code()
        assert client.submit("/account/login", ticket=ticket, code=used).status_code == 303
        other = Client(client.application)
        assert other.submit("/account/login", ticket=ticket, code=used).status_code == 422
        assert other.submit("/account/login", ticket=ticket, code=code(steps=-1)).status_code == 422
    with clock.fixed(moment + timedelta(seconds=30)):
        assert other.submit("/account/login", ticket=ticket, code=code()).status_code == 303


@pytest.mark.parametrize("wrong", ["", "000000", "abcdef", "12345", "１２３４５６", "1" * 500, "\x00"])
def test_wrong_codes_are_refused_with_the_form(client: Client, people: People, wrong: str) -> None:
    ticket = hidden(sign_in(client, people.staff.email).text, "ticket")
    answer = client.submit("/account/login", ticket=ticket, code=wrong)
    assert answer.status_code == 422
    assert 'href="#code"' in answer.text
    assert db.session.query(UserSession).count() == 0


def test_a_ticket_ends_with_time_with_the_password_and_with_a_changed_letter(client: Client, people: People) -> None:
    ticket = hidden(sign_in(client, people.staff.email).text, "ticket")
    assert client.submit("/account/login", ticket=ticket[:-2] + "xx", code=code()).status_code == 422
    assert client.submit("/account/login", ticket="x", code=code()).status_code == 422
    people.staff.password_hash = people.other.password_hash
    db.session.commit()
    assert client.submit("/account/login", ticket=ticket, code=code()).status_code == 422
    assert db.session.query(UserSession).count() == 0


def test_the_desk_needs_the_second_factor(client: Client, people: People) -> None:
    client.sign_in(people.administrator, strong=False)
    answer = client.get("/desk/people/")
    assert answer.status_code == 303
    assert answer.location == "/account/second-factor?next=/desk/people/"
    assert client.get("/account/settings").status_code == 200
    answer = client.submit("/account/second-factor", code=code(), next="/desk/people/")
    assert answer.location == "/desk/people/"
    assert client.get("/desk/people/").status_code == 200


def test_an_official_without_one_reaches_only_the_enrolment(client: Client, people: People) -> None:
    people.administrator.totp_secret = None
    db.session.commit()
    client.sign_in(people.administrator)
    page = client.get(client.get("/desk/people/").location)
    assert "data:image/svg+xml" in page.text
    secret = re.search(r'code--box">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    sent = {"ticket": hidden(page.text, "ticket"), "next": "/desk/people/", "code": code(secret)}
    assert client.submit("/account/second-factor", **sent, password="falsch").status_code == 422
    assert client.submit("/account/second-factor", **(sent | {"code": "000000"}), password=PASSWORD).status_code == 422
    assert 'href="/desk/people/"' in client.submit("/account/second-factor", **sent, password=PASSWORD).text
    assert client.get("/desk/people/").status_code == 200
    db.session.refresh(people.administrator)
    assert people.administrator.totp_secret == secret
    assert "zweiter Faktor" in mails(people.administrator.email)[0].body_text or mails(people.administrator.email)


def test_a_ticket_of_somebody_else_enrols_nobody(client: Client, people: People) -> None:
    page = client.sign_in(people.resident).get("/account/second-factor")
    other = Client(client.application).sign_in(people.other)
    sent = {"ticket": hidden(page.text, "ticket"), "code": "123456", "password": PASSWORD}
    assert other.submit("/account/second-factor", **sent).status_code == 303
    db.session.refresh(people.other)
    assert people.other.totp_secret is None


def test_the_second_factor_lapses_when_idle_and_does_not_come_back(client: Client, people: People) -> None:
    start = clock.now()
    client.sign_in(people.administrator)
    with clock.fixed(start + timedelta(minutes=20)):
        assert client.get("/desk/people/").status_code == 200
    with clock.fixed(start + timedelta(minutes=45)):
        assert client.get("/desk/people/").status_code in (200, 303)
    with clock.fixed(start + timedelta(hours=3)):
        assert client.get("/desk/people/").status_code == 303
        assert client.get("/account/settings").status_code == 200
        assert client.get("/desk/people/").status_code == 303


def test_a_resident_may_turn_it_on_and_off_an_official_may_not(client: Client, people: People) -> None:
    people.resident.totp_secret = TOTP_SECRET
    db.session.commit()
    client.sign_in(people.resident)
    assert client.submit("/account/second-factor/off", code=code(), password="falsch").status_code == 422
    assert client.submit("/account/second-factor/off", code=code(), password=PASSWORD).status_code == 303
    db.session.refresh(people.resident)
    assert people.resident.totp_secret is None
    official = Client(client.application).sign_in(people.staff)
    assert official.submit("/account/second-factor/off", code=code(), password=PASSWORD).status_code == 422


def test_one_code_sent_twice_is_right_once(app: Flask, people: People) -> None:
    now, right = clock.now(), code()
    assert credentials.use_code(people.staff.id, TOTP_SECRET, right, now)
    assert not credentials.use_code(people.staff.id, TOTP_SECRET, right, now)
