"""Recovery codes: shown once, each in place of the second factor once, and gone with it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from consul_py.accounts import cli, credentials, queries, recovery, roles, rules, service
from consul_py.accounts.models import RecoveryCode, User, UserSession
from consul_py.accounts.sessions import hash_token
from consul_py.kernel import audit, codes
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused
from tests.accounts.make import PASSWORD, code, mails, sign_in
from tests.cast import TOTP_SECRET, People
from tests.watch import Client

PAGE, NEW = "/account/second-factor", "/account/second-factor/codes"
LOOKS = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


def with_codes(user: User) -> list[str]:
    user.totp_secret = TOTP_SECRET
    made = recovery.renew(user.id)
    db.session.commit()
    return made


def left(user: User) -> tuple[int, int]:
    return queries.recovery_left(user.id)


def step_of(client: Client, user: User) -> str:
    """The ticket of a sign-in whose password was right."""
    return re.search(r'name="ticket"[^>]*value="([^"]*)"', sign_in(client, user.email).text)[1]


def enrolled(client: Client, path: str = "/processes") -> str:
    """The page after somebody set the second factor up."""
    page = client.get(f"{PAGE}?next={path}").text
    secret = re.search(r'code--box">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    ticket = re.search(r'name="ticket"[^>]*value="([^"]*)"', page)[1]
    answer = client.submit(PAGE, ticket=ticket, code=code(secret), password=PASSWORD, next=path)
    assert answer.status_code == 200, answer.text
    return answer.text


# What can be a second factor at all: no database


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12-34-56 "])
def test_six_digits_are_a_second_factor_by_their_shape(typed: str) -> None:
    assert recovery.shape(typed) is None
    assert not recovery.is_code(typed)


@pytest.mark.parametrize(
    "write", [str.lower, codes.readable, " ".join, lambda c: c.replace("0", "o").replace("1", "l")]
)
def test_a_recovery_code_may_be_typed_as_people_type(write: object) -> None:
    assert callable(write)
    typed = write(codes.new_code(recovery.LENGTH))
    assert recovery.shape(typed) is None
    assert recovery.is_code(typed)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "7K3M-9QWX-2RT"])
def test_what_is_neither_is_said_so(typed: str) -> None:
    assert recovery.shape(typed) == rules.CODE_ODD


def test_a_slip_in_a_recovery_code_is_said_and_never_taken_for_six_digits() -> None:
    made = "0123456789ABCDE"
    right = made + codes.check_character(made)
    assert recovery.shape(right) is None
    for place in range(16):
        other = "Z" if right[place] != "Z" else "Y"
        assert recovery.shape(right[:place] + other + right[place + 1 :]) == rules.RECOVERY_MISTYPED
    assert recovery.shape("AAAAA-123456-AAAA0") == rules.RECOVERY_MISTYPED


def test_a_recovery_code_holds_seventy_five_bits() -> None:
    assert len(codes.ALPHABET) ** recovery.LENGTH == 2**75


# With a database


def test_who_sets_the_factor_up_reads_eight_codes_once_and_goes_on(client: Client, people: People) -> None:
    page = enrolled(client.sign_in(people.resident))
    shown = LOOKS.findall(page)
    assert len(set(shown)) == len(shown) == 8
    assert 'href="/processes"' in page
    stored = {row.code_hash for row in queries.recovery_codes(people.resident.id)}
    assert stored == {hash_token(codes.normal(one)) for one in shown}
    assert not LOOKS.search(client.get(PAGE).text)
    assert not LOOKS.search(client.get("/account/settings").text)
    assert not any(LOOKS.search(mail.body_text) for mail in mails())


def test_the_page_of_codes_is_kept_by_no_cache_and_leads_only_within_the_site(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    page = enrolled(client, "//evil.example")
    assert "evil.example" not in page
    assert 'href="/account/me"' in page
    answer = client.submit(NEW, code=code(TOTP_SECRET), password=PASSWORD)
    assert answer.headers["Cache-Control"] == "no-store"


def test_sending_the_enrolment_once_more_changes_no_codes(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    page = client.get(PAGE).text
    secret = re.search(r'code--box">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    ticket = re.search(r'name="ticket"[^>]*value="([^"]*)"', page)[1]
    sent = {"ticket": ticket, "code": code(secret), "password": PASSWORD}
    assert client.submit(PAGE, **sent).status_code == 200
    before = [row.code_hash for row in queries.recovery_codes(people.resident.id)]
    assert client.submit(PAGE, **sent).status_code == 303
    assert [row.code_hash for row in queries.recovery_codes(people.resident.id)] == before


def test_a_recovery_code_signs_in_once_tells_the_owner_and_says_how_many_are_left(
    client: Client, people: People
) -> None:
    made = with_codes(people.resident)
    ticket = step_of(client, people.resident)
    answer = client.submit("/account/login", ticket=ticket, code=made[3].lower().replace("-", " "), next="/processes")
    assert (answer.status_code, answer.location) == (303, "/processes")
    page = client.get("/processes").text
    assert "Es bleiben noch 7." in page
    assert f'href="{NEW}"' not in page
    assert db.session.query(UserSession).one().strong_at is not None
    assert "Wiederherstellungscodes wurde anstelle des zweiten Faktors" in mails(people.resident.email)[-1].body_text
    other = Client(client.application)
    again = other.submit("/account/login", ticket=step_of(other, people.resident), code=made[3])
    assert again.status_code == 422
    assert left(people.resident) == (7, 8)


def test_a_recovery_code_opens_the_desk(client: Client, people: People) -> None:
    made = with_codes(people.administrator)
    client.sign_in(people.administrator, strong=False)
    assert client.submit(PAGE, code=made[0], next="/desk/people/").location == "/desk/people/"
    assert "Es bleiben noch 7." in client.get("/desk/people/").text


@pytest.mark.parametrize(("used", "says"), [(5, "Es bleiben noch 2."), (6, "Es bleibt noch 1."), (7, "letzter")])
def test_who_has_few_left_is_led_to_new_ones(client: Client, people: People, used: int, says: str) -> None:
    made = with_codes(people.resident)
    for one in made[:used]:
        assert recovery.use(people.resident.id, one)
    db.session.commit()
    client.submit("/account/login", ticket=step_of(client, people.resident), code=made[used], next="/processes")
    page = client.get("/processes").text
    assert says in page
    assert f'<a href="{NEW}">' in page


def test_codes_of_somebody_else_and_of_nobody_are_refused_alike(client: Client, people: People) -> None:
    with_codes(people.resident)
    foreign = with_codes(people.other)[0]
    ticket = step_of(client, people.resident)
    answers = [
        client.submit("/account/login", ticket=ticket, code=wrong)
        for wrong in (foreign, codes.new_code(recovery.LENGTH), "000000")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("stimmt nicht oder wurde schon benutzt" in answer.text for answer in answers)
    assert left(people.other) == (8, 8)


def test_recovery_codes_and_digits_share_their_limit_and_a_slip_costs_no_try(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.application.extensions["consul_limits"].storage.reset()
    monkeypatch.setitem(client.application.config, "RATE_LIMITS", "on")
    made = with_codes(people.resident)
    ticket = step_of(client, people.resident)
    for wrong in ("000000", codes.new_code(recovery.LENGTH)) * 2:
        assert client.submit("/account/login", ticket=ticket, code=wrong).status_code == 422
    for slip in range(9):
        assert client.submit("/account/login", ticket=ticket, code="A" * 15 + str(slip)).status_code == 422
    assert client.submit("/account/login", ticket=ticket, code="000000").status_code == 422
    assert client.submit("/account/login", ticket=ticket, code=made[0]).status_code == 429
    assert left(people.resident) == (8, 8)


def test_codes_without_a_second_factor_prove_nothing(app: Flask, people: People) -> None:
    made = with_codes(people.resident)
    people.resident.totp_secret = None
    with pytest.raises(Refused):
        credentials.give_code(people.resident, made[0])


def test_new_codes_need_password_and_factor_and_void_the_old(client: Client, people: People) -> None:
    made = with_codes(people.resident)
    client.sign_in(people.resident)
    assert "noch 8" in client.get(NEW).text
    assert client.submit(NEW, code=made[0], password="falsch").status_code == 422
    assert client.submit(NEW, code="000000", password=PASSWORD).status_code == 422
    assert left(people.resident) == (8, 8)
    page = client.submit(NEW, code=made[0], password=PASSWORD).text
    fresh = LOOKS.findall(page)
    assert len(fresh) == 8
    assert 'href="/account/settings"' in page
    assert left(people.resident) == (8, 8)
    assert not any(recovery.use(people.resident.id, old) for old in made)
    assert recovery.use(people.resident.id, fresh[0])
    assert "neue Wiederherstellungscodes erzeugt" in mails(people.resident.email)[-1].body_text


def test_without_a_factor_the_page_for_new_codes_leads_to_setting_one_up(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    assert client.get(NEW).location.startswith(PAGE)
    assert client.submit(NEW, code="123456", password=PASSWORD).status_code == 422
    assert left(people.resident) == (0, 0)


def test_the_settings_say_how_many_are_left(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    assert NEW not in client.get("/account/settings").text
    people.resident.totp_secret = TOTP_SECRET
    db.session.commit()
    page = client.get("/account/settings").text
    assert "noch keine" in page
    assert f'href="{NEW}"' in page
    made = with_codes(people.resident)
    recovery.use(people.resident.id, made[0])
    recovery.use(people.resident.id, made[7])
    db.session.commit()
    assert "noch 6 von 8" in client.get("/account/settings").text


def test_a_recovery_code_turns_the_factor_off_and_the_others_go(client: Client, people: People) -> None:
    made = with_codes(people.resident)
    client.sign_in(people.resident)
    assert client.submit(f"{PAGE}/off", code=made[0], password=PASSWORD).status_code == 303
    assert db.session.query(RecoveryCode).count() == 0


def test_an_official_who_may_not_turn_it_off_keeps_the_code(client: Client, people: People) -> None:
    made = with_codes(people.staff)
    client.sign_in(people.staff)
    assert client.submit(f"{PAGE}/off", code=made[0], password=PASSWORD).status_code == 422
    assert left(people.staff) == (8, 8)


def test_codes_go_with_a_reset_and_with_the_account(client: Client, people: People) -> None:
    with_codes(people.staff)
    with_codes(people.resident)
    roles.reset_second_factor(people.staff, "Telefon verloren")
    assert left(people.staff) == (0, 0)
    service.delete_account(people.resident)
    assert db.session.query(RecoveryCode).count() == 0


def test_the_download_says_when_codes_were_made_and_used_and_not_which(client: Client, people: People) -> None:
    made = with_codes(people.resident)
    recovery.use(people.resident.id, made[0])
    db.session.commit()
    answer = client.sign_in(people.resident).get("/account/data")
    told = answer.get_json()["recovery_codes"]
    assert [one["used_at"] is not None for one in told] == [True] + [False] * 7
    assert set(told[0]) == {"created_at", "used_at"}


def test_the_operator_helps_a_sole_administrator(client: Client, people: People) -> None:
    with_codes(people.administrator)
    client.sign_in(people.administrator)
    runner = client.application.test_cli_runner()
    done = runner.invoke(cli.user_group, ["reset-factor", people.administrator.email])
    assert done.exit_code == 0, done.output
    db.session.expire_all()
    assert people.administrator.totp_secret is None
    assert left(people.administrator) == (0, 0)
    assert client.get("/account/settings").status_code == 303, "sessions ended"
    assert "zweiten Faktor" in mails(people.administrator.email)[-1].body_text
    assert audit.latest("user", people.administrator.id)[0].action == "people.reset_second_factor"
    again = runner.invoke(cli.user_group, ["reset-factor", people.administrator.email])
    assert again.exit_code == 1
    assert again.output.startswith("Error: ")
    assert runner.invoke(cli.user_group, ["reset-factor", "niemand@example.org"]).exit_code == 1
