"""Staff prove somebody who is there with a document; who may, and what is written down of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.kernel import audit
from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db
from consul_py.municipalities.models import Municipality
from consul_py.residence import queries
from consul_py.residence.models import DeskCode
from tests.cast import People, make_user
from tests.residence.make import BORN, ask_letter, make_place, make_proof, proof_of
from tests.watch import Client

FIELDS = {"name": "Eva Müller", "born_on": "4.3.1965"}


def digits(me: Client) -> str:
    me.submit("/account/residence/desk-code")
    return db.session.scalars(select(DeskCode.code).order_by(DeskCode.expires_at.desc())).first() or ""


def lead(desk: Client, account: str) -> str:
    """The address of the page of an account."""
    answer = desk.submit("/desk/residence/find", account=account)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_six_digits_lead_to_the_account_and_a_document_proves_it(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    code = digits(me)
    assert f"{code[:3]} {code[3:]}" in me.get("/account/residence").text
    page = lead(desk, f"{code[:3]} {code[3:]}")
    assert "Waldrand" in desk.get(page).text
    assert desk.submit(page, municipality_id=str(place.id), **FIELDS).status_code == 303
    proof = proof_of(people.resident)
    assert proof is not None
    assert (proof.method, proof.level, proof.born_on) == ("desk", "substantial", BORN)
    assert (proof.municipality_id, proof.proven_by_id) == (place.id, people.staff.id)
    assert "nachgewiesen" in me.get("/account/residence").text
    assert queries.find_desk_code(people.resident.id) is None


def test_the_address_leads_to_the_account_too(desk: Client, people: People, place: Municipality) -> None:
    page = lead(desk, people.resident.email.upper())
    desk.submit(page, municipality_id=str(place.id), **FIELDS)
    assert proof_of(people.resident) is not None


def test_the_log_says_who_proved_whom_and_neither_name_nor_birth(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    desk.submit(lead(desk, digits(me)), municipality_id=str(place.id), **FIELDS)
    entry = audit.latest("user", people.resident.id)[0]
    assert (entry.action, entry.actor_id, entry.object_name) == ("residence.prove", people.staff.id, "Waldrand")
    written = str(db.session.execute(select(AuditEntry.__table__)).all())
    assert "ller" not in written
    assert "1965" not in written


def test_digits_end_after_a_quarter_of_an_hour(me: Client, desk: Client) -> None:
    from datetime import timedelta

    code = digits(me)
    row = db.session.scalars(select(DeskCode)).one()
    row.expires_at -= timedelta(minutes=15)
    db.session.commit()
    answer = desk.submit("/desk/residence/find", account=code)
    assert (answer.status_code, code in answer.text) == (422, True)


@pytest.mark.parametrize(
    "account", ["", "000000", "nobody@example.org", "\0", "x" * 5000, "１２３４５６", "-1", "resident@example.org\0x"]
)
def test_what_leads_to_no_account_gets_the_form_back(desk: Client, account: str) -> None:
    assert desk.submit("/desk/residence/find", account=account).status_code in (422, 303)
    assert desk.submit("/desk/residence/find", account="niemand").status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "M" * 5000), ("name", "\0"), ("born_on", ""), ("born_on", "30.02.1990"),
        ("born_on", "2999-01-01"), ("municipality_id", ""), ("municipality_id", "77777"), ("municipality_id", "x"),
    ],
)  # fmt: skip
def test_bad_input_at_the_desk_gets_the_form_back(
    me: Client, desk: Client, people: People, place: Municipality, field: str, value: str
) -> None:
    page = lead(desk, digits(me))
    answer = desk.submit(page, **(FIELDS | {"municipality_id": str(place.id)} | {field: value}))
    assert answer.status_code == 422
    assert all(text in answer.text for name, text in FIELDS.items() if name != field)
    assert proof_of(people.resident) is None


def test_a_page_of_an_account_cannot_be_guessed(desk: Client, people: People) -> None:
    for ticket in (str(people.resident.id), "x", "W10.x.y"):
        assert desk.get(f"/desk/residence/person/{ticket}").status_code == 410


def test_nobody_proves_themselves(desk: Client, people: People, place: Municipality) -> None:
    page = lead(desk, people.staff.email)
    desk.submit(page, municipality_id=str(place.id), **FIELDS)
    assert proof_of(people.staff) is None


def _local(place: Municipality) -> User:
    return make_user("rathaus@example.org", "Bürgerservice", role="staff", scope="municipality", scope_id=place.id)


def test_staff_of_a_municipality_prove_its_people_only(
    app: Flask, people: People, place: Municipality, me: Client
) -> None:
    elsewhere = make_place("Steinfurth")
    local = Client(app).sign_in(_local(place))
    page = lead(local, digits(me))
    shown = local.get(page).text
    assert ("Auental" in shown, "Steinfurth" in shown) == (True, False)
    assert local.submit(page, municipality_id=str(elsewhere.id), **FIELDS).status_code == 422
    assert local.submit(page, municipality_id="", **FIELDS).status_code == 422
    assert proof_of(people.resident) is None
    assert local.submit(page, municipality_id=str(place.id), **FIELDS).status_code == 303


def test_staff_of_a_municipality_see_its_letters_only(app: Flask, place: Municipality, me: Client) -> None:
    elsewhere = make_place("Steinfurth")
    ask_letter(me, elsewhere)
    local = Client(app).sign_in(_local(place))
    assert "Eva Müller" not in local.get("/desk/residence/letters").text
    assert local.submit("/desk/residence/letters/print").mimetype == "text/html"
    assert local.submit("/desk/residence/letters/1/void").status_code == 404
    assert local.get("/desk/residence/letters/batches/1").status_code == 404


@pytest.mark.parametrize("role", ["facilitator", "moderator", "process"])
def test_others_at_the_desk_have_no_business_here(app: Flask, people: People, role: str) -> None:
    if role == "process":
        somebody = make_user("p@example.org", "Prozessteam", role="staff", scope="process", scope_id=1)
    else:
        somebody = getattr(people, role)
    other = Client(app).sign_in(somebody)
    for path in ("", "/letters", "/extract"):
        assert other.get(f"/desk/residence{path}").status_code == 403
    for path in ("/find", "/letters/print", "/extract"):
        assert other.submit(f"/desk/residence{path}", account="1").status_code == 403
    assert "Wohnsitz" not in other.get("/desk/").text


def test_another_account_of_the_same_person_is_told_without_naming_it(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    make_proof(people.other, by=people.staff)
    page = lead(desk, digits(me))
    told = desk.submit(page, follow=True, municipality_id=str(place.id), **FIELDS).text
    assert "noch ein nachgewiesenes Konto" in told
    assert "Feldweg" not in told


def test_numbers_below_five_are_not_told(desk: Client, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    assert "unter 5" in desk.get("/desk/residence").text
    for n in range(4):
        make_proof(make_user(f"n{n}@example.org", f"Name {'ABCD'[n]}{n}"), f"Eva {'ABCD'[n]}bel", by=people.staff)
    shown = desk.get("/desk/residence").text
    assert ("unter 5" in shown, ">5<" in shown) == (False, True)


def test_a_proof_can_be_deleted_by_its_person(me: Client, people: People) -> None:
    assert me.get("/account/residence/delete").status_code == 404
    make_proof(people.resident, by=people.staff)
    assert me.get("/account/residence/delete").status_code == 200
    me.submit("/account/residence/delete")
    assert proof_of(people.resident) is None


def test_ones_own_page_and_data_say_whether_residence_is_proven(
    me: Client, people: People, place: Municipality
) -> None:
    assert "Wohnsitz nachweisen" in me.get("/account/me").text
    make_proof(people.resident, by=people.staff, place=place)
    ask_letter(me, place)
    assert "Nachgewiesen bis" in me.get("/account/me").text
    data = me.get("/account/data").get_json()
    assert (data["residence"]["proof"]["municipality"], data["residence"]["proof"]["born_on"]) == (
        "Auental",
        "1965-03-04",
    )
    assert data["residence_letters"][0]["street"] == "Am Bach 7"


def test_pages_ask_the_database_at_most_twelve_times(
    me: Client, desk: Client, people: People, place: Municipality, count_statements: object
) -> None:
    assert callable(count_statements)
    make_proof(people.resident, by=people.staff, place=place)
    ask_letter(me, place)
    for who, path in [
        (me, "/account/residence"), (me, "/account/residence/letter"), (desk, "/desk/residence"),
        (desk, "/desk/residence/letters"), (desk, "/desk/residence/extract"),
    ]:  # fmt: skip
        me.get("/theme.css")
        with count_statements() as asked:
            assert who.get(path).status_code == 200
        assert len(asked) <= 12, (path, asked)
