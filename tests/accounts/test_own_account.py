"""One's own account: reset, e-mail, password, sessions, data, deletion."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from consul_py.accounts import service
from consul_py.accounts.events import AccountDeleted, EmailChanged
from consul_py.accounts.models import AccountToken, UserSession
from consul_py.kernel import clock
from consul_py.kernel.db import db
from tests.accounts.make import GOOD_PASSWORD, PASSWORD, mails, path_in, sign_in, user_of
from tests.cast import People
from tests.watch import Client

TWICE = {"password": GOOD_PASSWORD, "password_confirm": GOOD_PASSWORD}


def heard(client: Client, kind: type) -> list[object]:
    found: list[object] = []
    client.application.extensions["consul_events"].setdefault(kind, []).append(found.append)
    return found


def test_a_reset_ends_every_session_and_counts_once(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    visitor = Client(client.application)
    visitor.submit("/account/reset", email=people.resident.email)
    link = path_in(mails(people.resident.email)[0], "/account/reset/")
    assert visitor.get(link).status_code == 200
    assert visitor.submit(link, password="kurz", password_confirm="kurz").status_code == 422
    assert visitor.submit(link, **TWICE).location == "/account/login"
    assert client.get("/account/settings").status_code == 303
    assert visitor.submit(link, **TWICE).status_code == 410
    assert sign_in(visitor, people.resident.email).status_code == 422
    assert sign_in(visitor, people.resident.email, GOOD_PASSWORD).status_code == 303


def test_a_reset_answers_alike_for_unknown_addresses(client: Client, people: People) -> None:
    known = client.submit("/account/reset", email=people.resident.email, follow=True)
    unknown = client.submit("/account/reset", email="niemand@example.org", follow=True)
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert [m.recipient for m in mails()] == [people.resident.email]


def test_a_reset_link_is_worthless_after_an_hour_or_when_a_newer_one_was_sent(client: Client, people: People) -> None:
    client.submit("/account/reset", email=people.resident.email)
    client.submit("/account/reset", email=people.resident.email)
    older, newer = (path_in(m, "/reset/") for m in mails())
    assert client.submit(older, **TWICE).status_code == 410
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        assert client.submit(newer, **TWICE).status_code == 410
    assert client.submit(newer.replace("/reset/", "/confirm/")).status_code == 410, "a link has one purpose"


@pytest.mark.parametrize("host", ["evil.example", "localhost:1234", "localhost@evil.example"])
def test_a_foreign_host_never_gets_into_a_mail(client: Client, people: People, host: str) -> None:
    client.post(
        "/account/reset",
        data={"email": people.resident.email, "csrf_token": client.token()},
        headers={"Host": host, "X-Forwarded-Host": host},
    )
    for mail in mails():
        assert "evil" not in mail.body_text + mail.body_html
        assert "http://localhost/account/reset/" in mail.body_text


def test_an_address_changes_only_by_the_link_in_the_new_mailbox(client: Client, people: People) -> None:
    changed = heard(client, EmailChanged)
    client.sign_in(people.resident)
    assert client.submit("/account/email", email="neu@example.org", password="falsch").status_code == 422
    assert client.submit("/account/email", email="neu@example.org", password=PASSWORD).status_code == 303
    assert user_of("resident@example.org") is not None
    link = path_in(mails("neu@example.org")[0], "/account/email/")
    assert "neu@example.org" in client.get(link).text
    assert user_of("neu@example.org") is None
    assert client.submit(link).status_code == 303
    assert user_of("neu@example.org").id == people.resident.id
    assert len(mails("resident@example.org")) == 1, "the old address is told"
    assert changed == [EmailChanged(people.resident.id, "resident@example.org", "neu@example.org")]
    assert client.submit(link).status_code == 410


def test_an_address_of_somebody_else_is_answered_alike_and_not_taken(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    free = client.submit("/account/email", email="neu@example.org", password=PASSWORD, follow=True)
    taken = client.submit("/account/email", email=people.other.email, password=PASSWORD, follow=True)
    assert free.text == taken.text
    assert "http://localhost/account/email" not in mails(people.other.email)[0].body_text


def test_an_address_taken_meanwhile_stays_with_its_owner(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    client.submit("/account/email", email="neu@example.org", password=PASSWORD)
    service.create_user("neu@example.org", "Erlenweg", GOOD_PASSWORD)
    db.session.commit()
    client.submit(path_in(mails("neu@example.org")[0], "/account/email/"))
    assert user_of("resident@example.org") is not None


def test_a_new_password_ends_the_other_sessions(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    other = Client(client.application).sign_in(people.resident)
    sent = {"new_password": GOOD_PASSWORD, "password_confirm": GOOD_PASSWORD}
    assert client.submit("/account/password", password="falsch", **sent).status_code == 422
    assert client.submit("/account/password", password=PASSWORD, **sent).status_code == 303
    assert client.get("/account/settings").status_code == 200
    assert other.get("/account/settings").status_code == 303
    assert len(mails(people.resident.email)) == 1


def test_sessions_are_listed_and_ended_but_only_ones_own(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    phone = Client(client.application).sign_in(people.resident)
    stranger = Client(client.application).sign_in(people.other)
    first, second = db.session.query(UserSession.id).filter_by(user_id=people.resident.id).order_by(UserSession.id)
    assert client.get("/account/sessions").text.count('scope="row"') == 2
    stranger.submit(f"/account/sessions/{second[0]}/end")
    assert phone.get("/account/settings").status_code == 200
    client.submit(f"/account/sessions/{second[0]}/end")
    assert phone.get("/account/settings").status_code == 303
    phone.sign_in(people.resident)
    client.submit("/account/sessions/end-others")
    assert phone.get("/account/settings").status_code == 303
    assert client.get("/account/settings").status_code == 200
    assert db.session.get(UserSession, first[0]) is not None


def test_settings_are_saved_and_nothing_else(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    sent = {
        "display_name": "Bergwiese",
        "municipality_id": "",
        "locale": "en",
        "email": "x@example.org",
        "role": "staff",
    }
    answer = client.submit("/account/settings", **sent)
    assert answer.status_code == 303
    user = user_of("resident@example.org")
    assert (user.display_name, user.locale) == ("Bergwiese", "en")
    for wrong in ({"display_name": "Verwaltung"}, {"locale": "xx"}, {"municipality_id": "99999999999"}):
        assert client.submit("/account/settings", **(sent | wrong)).status_code == 422


def test_ones_own_data_is_a_file_without_secrets(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    answer = client.get("/account/data")
    assert "attachment" in answer.headers["Content-Disposition"]
    known = json.loads(answer.text)
    assert known["account"]["email"] == people.resident.email
    assert len(known["sessions"]) == 1
    assert "password" not in answer.text.replace("password_reset", "")


def test_a_deleted_account_keeps_its_row_and_nothing_about_the_person(client: Client, people: People) -> None:
    gone = heard(client, AccountDeleted)
    number = people.resident.id
    client.sign_in(people.resident)
    client.submit("/account/reset", email=people.resident.email)
    assert client.submit("/account/delete", password="falsch").status_code == 422
    assert client.submit("/account/delete", password=PASSWORD).status_code == 303
    assert gone == [AccountDeleted(number)]
    row = people.resident
    assert row.display_name == "Gelöschtes Konto"
    assert "resident" not in f"{row.email}{row.email_key}{row.name_key}"
    assert row.password_hash == "!"
    assert db.session.query(UserSession).count() == db.session.query(AccountToken).count() == 0
    assert sign_in(client, "resident@example.org").status_code == 422
    assert service.create_user("resident@example.org", "Waldrand", GOOD_PASSWORD).id != number


def test_the_last_administrator_cannot_leave(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    client.submit("/account/delete", password=PASSWORD)
    assert user_of(people.administrator.email) is not None
