"""Registration and confirmation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consul_py.accounts import jobs, passwords, rules
from consul_py.accounts.models import RoleGrant, UserSession
from consul_py.kernel import clock
from consul_py.kernel.db import db
from tests.accounts.make import GOOD_PASSWORD, mails, path_in, register, set_cookies, sign_in, user_of
from tests.cast import People
from tests.watch import Client


def test_a_newcomer_registers_confirms_by_post_and_is_signed_in_where_they_wanted_to_go(client: Client) -> None:
    answer = register(client, next="/proposals/new?consultation=x")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    link = path_in(mails("neu@example.org")[0], "/account/confirm/")
    assert "Bachlauf" in client.get(link).text
    assert user_of("neu@example.org").confirmed_at is None, "looking at the page changes nothing"
    answer = client.submit(link)
    assert (answer.status_code, answer.location) == (303, "/proposals/new?consultation=x")
    assert user_of("neu@example.org").confirmed_at is not None
    assert client.get("/account/settings").status_code == 200


def test_a_confirmation_works_on_another_device(client: Client) -> None:
    register(client)
    other = Client(client.application)
    assert other.submit(path_in(mails()[0], "/confirm/")).status_code == 303
    assert other.get("/account/settings").status_code == 200
    assert client.get("/account/settings").status_code == 303


def test_a_known_address_is_answered_like_an_unknown_one_and_told_by_mail(client: Client, people: People) -> None:
    known, unknown = (
        register(client, people.resident.email, "Bachlauf"),
        register(client, "neu@example.org", "Erlenweg"),
    )
    assert known.status_code == unknown.status_code
    assert known.headers.get("Location") == unknown.headers.get("Location")
    assert known.text == unknown.text
    assert "gibt es schon" in mails(people.resident.email)[0].body_text or "already" in mails()[0].body_text
    assert user_of(people.resident.email).display_name == "Waldrand"


@pytest.mark.parametrize("email", ["resident@example.org", "RESIDENT@example.org", "neu@example.org"])
def test_every_registration_hashes_exactly_one_password(
    client: Client, people: People, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people.resident.id
    seen = []
    monkeypatch.setattr(passwords, "hash_password", lambda p: seen.append(p) or "hash")
    register(client, email)
    assert seen == [GOOD_PASSWORD]


def test_an_address_that_waits_can_register_again_and_the_older_link_is_worthless(client: Client) -> None:
    register(client)
    register(client, name="Erlenweg")
    first, second = mails()
    assert client.submit(path_in(first, "/confirm/")).status_code == 410
    assert client.submit(path_in(second, "/confirm/")).status_code == 303
    assert user_of("neu@example.org").display_name == "Erlenweg"


def test_a_fourth_link_within_an_hour_is_not_sent_and_changes_nothing(client: Client) -> None:
    for name in ("Eins am Bach", "Zwei am Bach", "Drei am Bach", "Vier am Bach"):
        assert register(client, name=name).status_code == 303
    assert len(mails("neu@example.org")) == 3
    assert user_of("neu@example.org").display_name == "Drei am Bach"


def test_asking_for_the_link_again_keeps_the_way_and_tells_nothing(client: Client) -> None:
    register(client, next="/proposals")
    known = client.submit("/account/confirm", email="neu@example.org")
    unknown = client.submit("/account/confirm", email="niemand@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert len(mails()) == 2
    assert client.submit(path_in(mails()[1], "/confirm/")).location == "/proposals"


def test_a_link_is_worthless_after_two_days_when_used_and_when_tampered_with(client: Client) -> None:
    register(client)
    link = path_in(mails()[0], "/confirm/")
    for wrong in (link + "x", link[:-1], "/account/confirm/x", "/account/confirm/%00"):
        assert client.get(wrong).status_code in (404, 410)
        assert client.submit(wrong).status_code in (404, 410)
    with clock.fixed(clock.now() + timedelta(hours=48, seconds=5)):
        assert client.get(link).status_code == 410
        assert client.submit(link).status_code == 410
    assert client.submit(link).status_code == 303
    again = Client(client.application)
    assert again.submit(link).status_code == 410
    assert "sid" not in set_cookies(again.submit(link))


@pytest.mark.parametrize(
    "name",
    [
        "Landkreis", "Landkreis Lindental", "Landkreıs", "L4ndkreis", "Iandkreis Lindental", "Lаndkreis", "Kreisverwaltung",
        "Die Verwaltung", "Moderation", "M0derator", "Beteiligungsteam", "Beteiligungs-Team", "Gelöschtes Konto", "Admin",
        "LANDKREIS\u202e", "Ｌａｎｄｋｒｅｉｓ", "a@b.example", "https://x.example", "-", "1234", "ﷺ" * 10, "Пaul",
    ],
)  # fmt: skip
def test_names_that_sound_official_or_are_no_names_are_refused(client: Client, people: People, name: str) -> None:
    assert people.staff.id
    answer = register(client, name=name)
    assert answer.status_code == 422
    assert 'href="#display_name"' in answer.text
    assert user_of("neu@example.org") is None


@pytest.mark.parametrize("name", ["Björn Ölschläger", "Анна", "王小明", "Landratte", "R2-D2 vom Berg", "O’Neill"])
def test_ordinary_names_are_taken(client: Client, name: str) -> None:
    assert register(client, name=name).status_code == 303


def test_a_name_is_unique_when_folded(client: Client, people: People) -> None:
    assert people.resident.display_name == "Waldrand"
    for name in ("waldrand", "WÁLDRAND", "Wald Rand", "Wa1drand"):
        assert register(client, name=name).status_code == 422


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kurz", "12"),
        ("x" * 129, "128"),
        ("passwordpassword", ""),
        ("aaaaaaaaaaaaaaaa", ""),
        ("neu@example.org", ""),
        ("Bachlauf123", "12"),
        ("qwertzuiopasdf", ""),
    ],
)
def test_weak_passwords_are_refused_with_advice(client: Client, password: str, why: str) -> None:
    answer = register(client, password=password, password_confirm=password)
    assert answer.status_code == 422
    assert 'href="#password"' in answer.text
    assert why in answer.text
    assert 'value="neu@example.org"' in answer.text, "what was typed is still there"
    assert answer.text.count('type="password" value=""') == 2, "but never a password"


def test_a_form_without_anything_names_every_field(client: Client) -> None:
    answer = client.submit("/account/register")
    assert answer.status_code == 422
    for field in ("email", "display_name", "password", "password_confirm", "accept_terms"):
        assert f'href="#{field}"' in answer.text


def test_fields_that_the_form_does_not_have_change_nothing(client: Client) -> None:
    register(client, role="administrator", confirmed_at="2020-01-01", id="1", is_admin="1", totp_secret="X")
    user = user_of("neu@example.org")
    assert user.confirmed_at is None
    assert user.totp_secret is None
    assert db.session.query(RoleGrant).count() == 0


def test_the_first_sign_in_waits_for_the_confirmation(client: Client) -> None:
    register(client)
    answer = sign_in(client, "neu@example.org", GOOD_PASSWORD)
    assert answer.status_code == 422
    assert len(mails()) == 2, "the link is sent once more"
    assert db.session.query(UserSession).count() == 0


def test_accounts_that_were_never_confirmed_go_after_seven_days(client: Client, people: People) -> None:
    assert people.staff.id
    register(client)
    with clock.fixed(clock.now() + timedelta(days=6, hours=23)):
        jobs.sweep()
    assert user_of("neu@example.org") is not None
    with clock.fixed(clock.now() + timedelta(days=7, minutes=1)):
        assert jobs.sweep() > 0
    assert user_of("neu@example.org") is None
    assert user_of(people.staff.email) is not None


def test_after_two_registrations_with_different_passwords_the_reader_of_the_mailbox_chooses(client: Client) -> None:
    register(client, next="/proposals")
    other = "Turmuhr Zwieback Regenrinne 3"
    register(Client(client.application), name="Erlenweg", password=other, password_confirm=other)
    first, second = mails()
    assert client.submit(path_in(first, "/confirm/")).status_code == 410
    link = path_in(second, "/reset/")
    assert "mehr als einmal" in client.get(link).text
    chosen = "Kutsche Pinsel Nebelhorn 5"
    answer = client.submit(link, password=chosen, password_confirm=chosen)
    assert answer.status_code == 303
    assert user_of("neu@example.org").confirmed_at
    for typed, status in ((GOOD_PASSWORD, 422), (other, 422), (chosen, 303)):
        assert sign_in(Client(client.application), "neu@example.org", typed).status_code == status


def test_the_way_is_kept_when_a_password_is_chosen_by_the_link(client: Client) -> None:
    other = "Turmuhr Zwieback Regenrinne 3"
    register(client)
    register(client, password=other, password_confirm=other, next="/proposals")
    link = path_in(mails()[1], "/reset/")
    assert client.submit(link, password=GOOD_PASSWORD, password_confirm=GOOD_PASSWORD).location.endswith(
        "next=/proposals"
    )


def test_who_asks_for_the_link_again_after_that_chooses_as_well(client: Client) -> None:
    other = "Turmuhr Zwieback Regenrinne 3"
    register(client)
    register(client, password=other, password_confirm=other)
    client.submit("/account/reset", email="neu@example.org")
    assert client.get(path_in(mails()[2], "/reset/")).status_code == 200


def test_a_link_of_the_last_day_is_not_swept_away_with_the_older_registration(client: Client) -> None:
    register(client)
    with clock.fixed(clock.now() + timedelta(days=6, hours=20)):
        register(client)
        link = path_in(mails()[1], "/confirm/")
    with clock.fixed(clock.now() + timedelta(days=7, hours=4)):
        jobs.sweep()
        assert client.submit(link).status_code == 303


@pytest.mark.parametrize("name", ["Dr.rer.nat. Eva Meyer", "Prof.dr.Müller", "cand.med. Meyer", "Dipl.-Ing.agr. Linde"])
def test_titles_that_stand_close_together_are_no_address(name: str) -> None:
    assert not rules.holds_address(name)


@pytest.mark.parametrize("name", ["ing.com", "med.spam.de", "Dr. phil.de", "nat.example.org Meyer"])
def test_a_title_does_not_hide_an_address(name: str) -> None:
    assert rules.holds_address(name)
