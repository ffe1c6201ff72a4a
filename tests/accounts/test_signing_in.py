"""Sign-in, sessions, sign-out, and where `next` may lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest

from consul_py.accounts import jobs, passwords
from consul_py.accounts.models import UserSession
from consul_py.accounts.sessions import cookie_name
from consul_py.kernel import clock
from consul_py.kernel.db import db
from tests.accounts.make import PASSWORD, set_cookies, sign_in
from tests.cast import People
from tests.watch import Client


@pytest.fixture
def limited(client: Client) -> Iterator[None]:
    config = client.application.config
    config["RATE_LIMITS"] = "on"
    client.application.extensions["consul_limits"].storage.reset()
    yield
    config["RATE_LIMITS"] = "off"


def test_a_resident_signs_in_and_out(client: Client, people: People) -> None:
    answer = sign_in(client, people.resident.email.upper())
    assert (answer.status_code, answer.location) == (303, "/account/me")
    assert "HttpOnly" in set_cookies(answer)
    assert "SameSite=Lax" in set_cookies(answer)
    assert client.get("/account/settings").status_code == 200
    answer = client.submit("/account/logout")
    assert answer.status_code == 303
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert db.session.query(UserSession).count() == 0
    assert client.get("/account/me").location.startswith("/account/login?next=/account/me")


def test_a_session_that_was_ended_does_not_come_back_with_its_cookie(client: Client, people: People) -> None:
    sign_in(client, people.resident.email)
    kept = client.get_cookie(cookie_name())
    assert kept
    client.submit("/account/logout")
    client.set_cookie(cookie_name(), kept.value)
    assert client.get("/account/settings").status_code == 303


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client, people: People) -> None:
    wrong = sign_in(client, people.resident.email, "falsch")
    unknown = sign_in(client, "niemand@example.org", "falsch")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(people.resident.email, "X") == unknown.text.replace("niemand@example.org", "X")


def test_both_answers_take_equally_long(client: Client, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.config, "PASSWORD_COST", "normal")
    with client.application.app_context():
        people.resident.password_hash = passwords.hash_password(PASSWORD)
        passwords.verify(None, "warm")
    times: dict[str, list[float]] = {people.resident.email: [], "niemand@example.org": []}
    for _ in range(9):
        for email, seen in times.items():
            start = perf_counter()
            sign_in(client, email, "falsch")
            seen.append(perf_counter() - start)
    known, unknown = (median(seen) for seen in times.values())
    assert abs(known - unknown) < max(known, unknown) / 2


def test_an_unknown_address_costs_one_verification_and_no_hashing(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    sign_in(client, "niemand@example.org", "falsch")
    monkeypatch.setattr(type(passwords.CHEAP), "hash", lambda *_a: pytest.fail("hashed at sign-in"))
    sign_in(client, "niemand@example.org", "falsch")


def test_every_sign_in_begins_a_new_session_and_ends_the_one_before(client: Client, people: People) -> None:
    client.set_cookie(cookie_name(), "chosen-by-an-attacker.aaaa.bbbb")
    sign_in(client, people.resident.email)
    first = client.get_cookie(cookie_name())
    assert first
    assert "chosen" not in first.value
    sign_in(client, people.resident.email)
    second = client.get_cookie(cookie_name())
    assert second
    assert second.value != first.value
    assert db.session.query(UserSession).count() == 1
    old = Client(client.application)
    old.set_cookie(cookie_name(), first.value)
    assert old.get("/account/me").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "/%0d%0aX: y",
        "/\r\nX: y", "/\tevil", "///evil.example", "javascript:alert(1)", "evil.example", "/\x00", " /x", "//", "/\\/evil",
    ],
)  # fmt: skip
def test_next_never_leads_away(client: Client, people: People, target: str) -> None:
    answer = sign_in(client, people.resident.email, next=target)
    assert answer.status_code == 303
    assert answer.location in ("/account/me", "/%0d%0aX:%20y", "/x", "/")
    shown = client.get("/account/login", query_string={"next": target})
    assert shown.location in ("/account/me", "/%0d%0aX:%20y", "/x", "/")
    assert "evil" not in client.get("/language/en", query_string={"next": target}).location


def test_guessing_is_slowed_for_one_network_and_the_owner_elsewhere_gets_in(
    client: Client, people: People, limited: None
) -> None:
    for _ in range(5):
        assert sign_in(client, people.resident.email, "falsch").status_code == 422
    assert sign_in(client, people.resident.email).status_code == 429
    at_home = {"REMOTE_ADDR": "192.0.2.7"}
    token = client.token()
    sent = {"email": people.resident.email, "password": PASSWORD, "csrf_token": token}
    assert client.post("/account/login", data=sent, environ_base=at_home).status_code == 303


def test_unknown_addresses_are_slowed_alike(client: Client, limited: None) -> None:
    for _ in range(5):
        assert sign_in(client, "niemand@example.org", "falsch").status_code == 422
    assert sign_in(client, "niemand@example.org", "falsch").status_code == 429


def test_right_passwords_are_not_counted(client: Client, people: People, limited: None) -> None:
    for _ in range(8):
        assert sign_in(client, people.resident.email).status_code == 303


def test_two_hundred_registrations_from_one_network_are_slowed(client: Client, limited: None) -> None:
    codes = [client.submit("/account/register").status_code for _ in range(12)]
    assert codes[:10] == [422] * 10
    assert codes[10:] == [429] * 2


def test_a_closed_account_cannot_sign_in_and_its_sessions_end(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    people.resident.disabled_at = clock.now()
    db.session.commit()
    assert client.get("/account/settings").status_code == 303
    assert sign_in(Client(client.application), people.resident.email).status_code == 422


def test_a_session_ends_when_idle_and_in_any_case_after_a_week(client: Client, people: People) -> None:
    start = clock.now()
    sign_in(client, people.resident.email)
    with clock.fixed(start + timedelta(hours=23)):
        assert client.get("/account/settings").status_code == 200
    with clock.fixed(start + timedelta(hours=48)):
        assert client.get("/account/settings").status_code == 303
    with clock.fixed(start + timedelta(days=7, minutes=1)):
        assert jobs.sweep() == 1


def test_what_was_hashed_at_an_older_cost_is_hashed_anew(client: Client, people: People) -> None:
    people.resident.password_hash = passwords.NORMAL.hash(PASSWORD)
    db.session.commit()
    before = people.resident.password_hash
    sign_in(client, people.resident.email)
    db.session.refresh(people.resident)
    assert people.resident.password_hash != before
    assert sign_in(client, people.resident.email).status_code == 303


def test_a_forged_sign_in_from_another_site_is_refused(client: Client, people: People) -> None:
    sent = {"email": people.resident.email, "password": PASSWORD, "csrf_token": client.token()}
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/account/login", data=sent, headers=header).status_code == 400
    assert client.post("/account/login", data=sent | {"csrf_token": "x"}).status_code == 400


def test_the_language_is_one_cookie(client: Client) -> None:
    assert 'lang="de"' in client.get("/account/login").text
    answer = client.get("/language/en?next=/account/login")
    assert answer.location == "/account/login"
    assert 'lang="en"' in client.get("/account/login").text
    assert client.get("/language/xx").status_code == 404
