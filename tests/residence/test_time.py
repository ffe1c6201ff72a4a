"""What time does: addresses go, proofs end, people are told before."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.municipalities.models import Municipality
from consul_py.residence import jobs
from consul_py.residence.models import DeskCode, LetterBatch, LetterRequest, Residence, Tries
from tests.cast import People
from tests.residence.make import ask_letter, code_by_letter, make_proof, proof_of
from tests.watch import Client


def in_days(days: float) -> None:
    with clock.fixed(clock.now() + timedelta(days=days)):
        jobs.sweep()


def letters() -> list[tuple[object, ...]]:
    columns = (LetterRequest.name, LetterRequest.street, LetterRequest.voided_at.is_not(None))
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(LetterRequest.id))]


def mails() -> list[MailOut]:
    return list(db.session.scalars(select(MailOut).where(MailOut.template == "residence/ending")))


def test_an_address_nobody_printed_goes_after_thirty_days(me: Client, place: Municipality) -> None:
    ask_letter(me, place)
    in_days(29.9)
    assert letters() == [("Eva Müller", "Am Bach 7", False)]
    in_days(30.1)
    assert letters() == [(None, None, True)]


def test_a_printed_address_goes_too_and_its_code_stays(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    code = code_by_letter(me, desk, place)
    in_days(30.1)
    assert letters() == [(None, None, False)]
    assert me.submit("/account/residence/code", code=code).status_code == 303
    assert proof_of(people.resident) is not None


def test_people_are_told_once_thirty_days_before_their_proof_ends(app: Flask, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    end = proof_of(people.resident)
    assert end is not None
    left = (end.expires_at - clock.now()).days
    in_days(left - 31)
    assert not mails()
    in_days(left - 29)
    in_days(left - 28)
    (one,) = mails()
    assert one.recipient == "resident@example.org"
    assert "/account/residence" in one.body_text
    assert "Wohnsitznachweis" in one.subject


def test_a_new_proof_is_told_of_again(app: Flask, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    db.session.execute(Residence.__table__.update().values(told_at=clock.now()))  # type: ignore[attr-defined]  # a table
    make_proof(people.resident, by=people.staff)
    assert (proof_of(people.resident) or Residence()).told_at is None


def test_a_proof_that_ended_long_ago_is_deleted(app: Flask, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    row = proof_of(people.resident)
    assert row is not None
    left = (row.expires_at - clock.now()).days
    in_days(left + 60)
    assert proof_of(people.resident) is not None
    in_days(left + 92)
    assert proof_of(people.resident) is None


def test_spent_rows_are_deleted(me: Client, desk: Client, place: Municipality) -> None:
    me.submit("/account/residence/code", code=code_by_letter(me, desk, place))
    me.submit("/account/residence/desk-code")
    in_days(1)
    assert not db.session.scalars(select(DeskCode)).all()
    in_days(4)
    assert not db.session.scalars(select(Tries)).all()
    assert db.session.scalars(select(LetterRequest)).all()
    in_days(91)
    assert not db.session.scalars(select(LetterRequest)).all()
    in_days(92)
    assert not db.session.scalars(select(LetterBatch)).all()


def test_a_sweep_with_nothing_to_do_takes_no_lock(app: Flask, count_statements: object) -> None:
    assert callable(count_statements)
    with count_statements() as asked:
        assert jobs.sweep() == 0
    assert all(statement.lstrip().startswith("SELECT") for statement in asked)
