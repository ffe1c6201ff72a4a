"""Many at once: tries, codes, prints and proofs count as if one came after the other."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts.models import User
from consul_py.accounts.sessions import cookie_name
from consul_py.kernel import codes
from consul_py.kernel.db import db, transaction
from consul_py.residence import digests, service
from consul_py.residence.models import LetterBatch, Residence, Tries
from tests.cast import make_user
from tests.realdb import real_app, storm
from tests.residence.make import ask_letter, code_by_letter, make_place
from tests.watch import Client

NAMES = ("Anna", "Bert", "Clara", "David", "Elsa", "Fritz", "Greta", "Hans")


def person(app: Flask, name: str) -> Client:
    """Somebody's browser, signed in before the storm."""
    browser = Client(app)
    browser.set_cookie(cookie_name(), _cookies(app)[name])
    return browser


def _cookies(app: Flask) -> dict[str, str]:
    kept: dict[str, str] = json.loads((Path(app.config["INSTANCE"]) / "cookies.json").read_text())
    return kept


def people(app: Flask) -> None:
    cookies = {}
    for name in (*NAMES, "Staff"):
        role = "staff" if name == "Staff" else None
        browser = Client(app).sign_in(make_user(f"{name.lower()}@example.org", f"{name} Bach", role=role))
        cookie = browser.get_cookie(cookie_name())
        assert cookie
        cookies[name] = cookie.value
    (Path(app.config["INSTANCE"]) / "cookies.json").write_text(json.dumps(cookies))


def wrong_code(app: Flask, _number: int) -> int:
    with app.app_context():
        return person(app, "Anna").submit("/account/residence/code", code=codes.new_code()).status_code


def right_code(app: Flask, _number: int) -> int:
    with app.app_context():
        code = (Path(app.config["INSTANCE"]) / "code").read_text()
        return person(app, "Anna").submit("/account/residence/code", code=code).status_code


def print_all(app: Flask, _number: int) -> str:
    with app.app_context():
        return person(app, "Staff").submit("/desk/residence/letters/print").mimetype


def compare(app: Flask, number: int) -> int:
    with app.app_context():
        fields = {"name": "Eva Stein", "born_on": "4.3.1965"}
        return person(app, NAMES[number]).submit("/account/residence/register", **fields).status_code


def prove(app: Flask, number: int) -> str:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == f"{NAMES[number].lower()}@example.org")).one()
        born_on = date(1965, 3, 4)
        proof = service.Proof(digests.of_line("Eva Stein", born_on), born_on, None, "online", "basic")
        with transaction():
            service.prove(user.id, proof)
        return proof.digest


def test_of_many_wrong_codes_at_once_ten_are_looked_at(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            people(app)
        answers = Counter(storm(app, wrong_code, 24))
        assert answers == {422: 10, 429: 14}
        with app.app_context():
            assert db.session.scalars(select(Tries.number)).all() == [10]


def test_one_code_many_times_at_once_proves_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            people(app)
            code = code_by_letter(person(app, "Anna"), person(app, "Staff"), make_place())
            (tmp_path / "code").write_text(code)
        answers = Counter(storm(app, right_code, 8))
        assert answers == {303: 1, 422: 7}


def test_two_clerks_print_a_letter_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            people(app)
            place = make_place()
            for name in NAMES[:3]:
                ask_letter(person(app, name), place, name=f"{name} Bach")
        answers = Counter(storm(app, print_all, 6))
        assert answers["application/pdf"] == 1, answers
        with app.app_context():
            assert db.session.execute(select(func.count(LetterBatch.id))).scalar_one() == 1


def test_one_account_of_many_is_proven_by_the_same_knowledge(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            people(app)
            make_place()
            rows = "Familienname;Vorname;Geburtsdatum;Gemeinde\nStein;Eva;4.3.1965;Auental\n"
            upload = {"file": (io.BytesIO(rows.encode()), "auszug.csv")}
            assert person(app, "Staff").submit("/desk/residence/extract", **upload).status_code == 303
        answers = Counter(storm(app, compare, len(NAMES)))
        assert answers == {303: 1, 422: len(NAMES) - 1}
        with app.app_context():
            assert db.session.execute(select(func.count(Residence.user_id))).scalar_one() == 1


def test_the_first_proofs_at_once_make_one_key(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            people(app)
        assert not (tmp_path / "person_key").exists()
        answers = storm(app, prove, len(NAMES))
        assert len(set(answers)) == 1, answers
        assert [path.name for path in tmp_path.glob("person_key*")] == ["person_key"]
