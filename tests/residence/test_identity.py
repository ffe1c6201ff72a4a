"""Who counts as the same person, and for how long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.accounts.models import AccountTrace, User
from consul_py.accounts.queries import voter_of
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.residence import names, queries, rules
from consul_py.residence.models import Residence
from tests.accounts.make import GOOD_PASSWORD, mails, path_in, register, user_of
from tests.cast import PASSWORD, People, make_user
from tests.residence.make import BORN, make_place, make_proof
from tests.watch import Client


def test_without_a_proof_nobody_has_an_identity(app: Flask, people: People) -> None:
    assert queries.identity_of(people.resident.id) is None
    assert queries.identity_of(None) is None


def test_a_proof_is_an_identity_until_its_day(app: Flask, people: People) -> None:
    place = make_place()
    make_proof(people.resident, place=place, by=people.staff)
    found = queries.identity_of(people.resident.id)
    assert found is not None
    assert (found.channel, found.level, found.municipality_id, found.born_on) == ("desk", "substantial", place.id, BORN)
    with clock.fixed(found.valid_until - timedelta(seconds=1)):
        assert queries.identity_of(people.resident.id) is not None
    with clock.fixed(found.valid_until):
        assert queries.identity_of(people.resident.id) is None


def test_two_accounts_of_one_person_have_one_identity(app: Flask, people: People) -> None:
    assert not make_proof(people.resident, "Eva Müller", by=people.staff)
    assert make_proof(people.other, "MUELLER, Eva Maria", by=people.staff)
    one, other = queries.identity_of(people.resident.id), queries.identity_of(people.other.id)
    assert one is not None
    assert other is not None
    assert one.key == other.key


def test_another_day_of_birth_is_another_person(app: Flask, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    assert not make_proof(people.other, born_on=date(1965, 3, 5), by=people.staff)


@pytest.mark.parametrize(
    "same",
    [
        "Eva Müller", "eva mueller", "MÜLLER, EVA", "Müller, Eva Maria", "Eva Maria Müller", "Dr. Eva Müller",
        "Prof. Dr. med. Eva Müller", "Eva  Mu\u0308ller", "Eva-Maria Müller",
    ],
)  # fmt: skip
def test_a_name_is_the_same_however_it_is_written(same: str) -> None:
    assert names.person(*names.split(same), BORN) == names.person("Eva", "Müller", BORN)


@pytest.mark.parametrize("other", ["Eva Möller", "Ewa Müller", "Eva Muller", "Müller Eva"])
def test_names_that_differ_stay_apart(other: str) -> None:
    assert names.person(*names.split(other), BORN) != names.person("Eva", "Müller", BORN)


def test_particles_and_double_names_do_not_make_somebody_new() -> None:
    assert names.person("Ursula", "von der Leyen", BORN) == names.person(*names.split("Ursula von der Leyen"), BORN)
    assert names.person("Hans-Peter", "Schmidt-Lüders", BORN) == names.person("Hans", "Lüders", BORN)


def test_a_proof_ends_on_the_same_day_months_later() -> None:
    from datetime import UTC, datetime

    begin = datetime(2026, 8, 31, 10, tzinfo=UTC)
    assert rules.end_of(begin, 24).date() == date(2028, 8, 31)
    assert rules.end_of(begin, 6).date() == date(2027, 2, 28)
    assert rules.end_of(begin, 1).date() == date(2026, 9, 30)
    assert rules.end_of(begin, 4).date() == date(2026, 12, 31)


def test_no_name_is_kept_of_a_proven_person(app: Flask, people: People) -> None:
    make_proof(people.resident, "Eva Müller", by=people.staff)
    row = db.session.execute(select(Residence.__table__)).one()
    assert "ller" not in str(row)


def _confirmed(client: Client, email: str, name: str) -> User:
    register(client, email=email, name=name)
    client.submit(path_in(mails(email)[-1], "confirm"))
    found = user_of(email)
    assert found is not None
    assert found.confirmed_at
    return found


def test_a_deleted_account_that_registers_anew_is_the_same_voter(client: Client) -> None:
    first = _confirmed(client, "neu@example.org", "Bachlauf")
    voter, number = voter_of(first.id), first.id
    client.submit("/account/delete", password=GOOD_PASSWORD)
    assert user_of("neu@example.org") is None
    trace = db.session.scalars(select(AccountTrace)).one()
    assert "neu" not in trace.mail_digest
    again = _confirmed(client, "NEU@example.org", "Quelle")
    assert (again.id != number, voter_of(again.id)) == (True, voter)
    assert not db.session.scalars(select(AccountTrace)).all()


def test_an_address_that_was_left_makes_no_new_voter(client: Client) -> None:
    first = _confirmed(client, "neu@example.org", "Bachlauf")
    voter = voter_of(first.id)
    client.submit("/account/email", email="anders@example.org", password=GOOD_PASSWORD)
    client.submit(path_in(mails("anders@example.org")[-1], "/account/email/"))
    again = _confirmed(Client(client.application), "neu@example.org", "Quelle")
    assert voter_of(again.id) == voter


def test_registering_alone_takes_nothing_up(client: Client) -> None:
    first = _confirmed(client, "neu@example.org", "Bachlauf")
    voter = voter_of(first.id)
    client.submit("/account/delete", password=GOOD_PASSWORD)
    register(client, email="neu@example.org", name="Quelle")
    waiting = user_of("neu@example.org")
    assert waiting is not None
    assert waiting.voter != voter
    assert db.session.scalars(select(AccountTrace)).all()


def test_traces_go_after_a_year(client: Client) -> None:
    from consul_py.accounts import jobs

    _confirmed(client, "neu@example.org", "Bachlauf")
    client.submit("/account/delete", password=GOOD_PASSWORD)
    with clock.fixed(clock.now() + timedelta(days=364)):
        jobs.sweep()
        assert db.session.scalars(select(AccountTrace)).all()
    with clock.fixed(clock.now() + timedelta(days=367)):
        jobs.sweep()
    assert not db.session.scalars(select(AccountTrace)).all()


def test_the_deleted_row_no_longer_knows_the_voter(client: Client) -> None:
    first = _confirmed(client, "neu@example.org", "Bachlauf")
    voter, number = first.voter, first.id
    client.submit("/account/delete", password=GOOD_PASSWORD)
    left = db.session.get(User, number, populate_existing=True)
    assert left is not None
    assert left.voter != voter


def test_every_account_has_a_voter_of_its_own(app: Flask) -> None:
    one, other = make_user("a@example.org", "Anna Bach"), make_user("b@example.org", "Bert Stein")
    assert voter_of(one.id) != voter_of(other.id)
    assert len(voter_of(one.id)) == 32


def test_deleting_an_account_deletes_its_proof(client: Client, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    client.sign_in(people.resident)
    client.submit("/account/delete", password=PASSWORD)
    assert not db.session.scalars(select(Residence)).all()
