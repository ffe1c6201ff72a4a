"""The way by an extract of the register of residents."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from consul_py.cli import group
from consul_py.kernel import audit
from consul_py.kernel.db import db
from consul_py.municipalities.models import Municipality
from consul_py.residence.models import Extract, ExtractEntry, Residence, Tries
from tests.cast import People, make_user
from tests.residence.make import make_place, make_proof, proof_of
from tests.watch import Client

PAGE, DESK = "/account/residence/register", "/desk/residence/extract"
HEAD = "Familienname;Vorname;Geburtsdatum;Gemeinde\n"
EVA = HEAD + "Müller;Eva Maria;04.03.1965;Auental\n"


def upload(desk: Client, content: bytes | str, name: str = "auszug.csv", **options: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return desk.submit(DESK, file=(io.BytesIO(raw), name), **options)


def entries() -> int:
    return db.session.execute(select(func.count(ExtractEntry.digest))).scalar_one()


def compare(who: Client, name: str = "Eva Müller", born_on: str = "4.3.1965") -> Any:
    return who.submit(PAGE, name=name, born_on=born_on)


def test_who_is_in_the_extract_is_proven_at_once(me: Client, desk: Client, people: People, place: Municipality) -> None:
    assert me.get(PAGE).status_code == 404
    assert upload(desk, EVA).status_code == 303
    assert "Melderegister" in me.get("/account/residence").text
    assert compare(me).status_code == 303
    proof = proof_of(people.resident)
    assert proof is not None
    assert (proof.method, proof.level, proof.municipality_id) == ("extract", "basic", place.id)


def test_who_is_not_in_it_is_not_proven(me: Client, desk: Client, people: People, place: Municipality) -> None:
    upload(desk, EVA)
    answer = compare(me, "Eva Maier")
    assert (answer.status_code, "Eva Maier" in answer.text) == (422, True)
    assert compare(me, born_on="5.3.1965").status_code == 422
    assert proof_of(people.resident) is None


def test_five_tries_a_day_are_enough(me: Client, desk: Client, people: People, place: Municipality) -> None:
    upload(desk, EVA)
    for n in range(5):
        assert compare(me, f"Eva M{'aeiou'[n]}ier").status_code == 422
    assert compare(me).status_code == 429
    assert proof_of(people.resident) is None
    assert db.session.scalars(select(Tries.number)).all() == [5]


def test_one_living_account_for_each_person(me: Client, desk: Client, people: People, place: Municipality) -> None:
    upload(desk, EVA)
    other = Client(me.application).sign_in(people.other)
    assert compare(other).status_code == 303
    answer = compare(me)
    assert (answer.status_code, "schon ein anderes Konto" in answer.text) == (422, True)
    other.submit("/account/residence/delete")
    assert compare(me).status_code == 303


def test_the_table_itself_refuses_a_second_account(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from consul_py.kernel.refusal import Refused
    from consul_py.residence import queries

    make_proof(people.other, by=people.staff, method="extract")
    monkeypatch.setattr(queries, "others_with", lambda *_a: 0)
    with pytest.raises(Refused):
        make_proof(people.resident, by=people.staff, method="extract")


def test_a_document_takes_the_place_of_mere_knowledge(me: Client, people: People) -> None:
    make_proof(people.other, by=people.staff, method="extract")
    assert not make_proof(people.resident, by=people.staff, method="desk")
    assert proof_of(people.other) is None


def test_mere_knowledge_cannot_make_an_account_somebody_else(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    upload(desk, EVA)
    make_proof(people.resident, "Anna Bach", by=people.staff)
    assert compare(me).status_code == 422
    assert (proof_of(people.resident) or Residence()).method == "desk"


@pytest.mark.parametrize(
    "content",
    [
        EVA.encode(), EVA.encode("utf-8-sig"), EVA.encode("cp1252"), EVA.replace(";", ",").encode(),
        EVA.replace(";", "\t").encode(), EVA.replace("\n", "\r\n").encode(),
        EVA.replace("04.03.1965", "1965-03-04").encode(), EVA.replace("Auental", "06440001").encode(),
        EVA.replace("Auental", "6 440 001").encode(), EVA.replace("Auental", "Stadt Auental").encode(),
        b"Nachname,Rufname,geboren am,AGS\nM\xc3\xbcller,Eva,4.3.1965,06440001\n",
        b'"family name","given name","date of birth",municipality,more\n"M\xc3\xbcller","Eva","1965-03-04",Auental,x\n',
    ],
)  # fmt: skip
def test_files_are_read_as_registers_and_spreadsheets_write_them(
    me: Client, desk: Client, place: Municipality, content: bytes
) -> None:
    assert upload(desk, content).status_code == 303
    assert entries() == 1
    assert compare(me).status_code == 303


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0\0\0", b"a;b;c\n1;2;3\n", HEAD.encode(), b"\xff\xfe\x00", b"PK\x03\x04" + bytes(range(256)) * 20,
        (HEAD + "Müller;Eva;31.02.1965;Auental\n").encode(), (HEAD + "Müller;Eva;04.03.1965;Hamburg\n").encode(),
        (HEAD + ";;;\n").encode(), b'"' * 200_000, HEAD.encode() + b"x" * 300_000,
    ],
)  # fmt: skip
def test_what_is_no_extract_changes_nothing(me: Client, desk: Client, place: Municipality, content: bytes) -> None:
    upload(desk, EVA)
    answer = upload(desk, content)
    assert (answer.status_code, entries()) == (422, 1)
    assert len(db.session.scalars(select(Extract)).all()) == 1


def test_no_file_at_all_gets_the_form_back(desk: Client, place: Municipality) -> None:
    assert desk.submit(DESK).status_code == 422
    assert desk.submit(DESK, file="text").status_code == 422


def test_lines_that_cannot_be_read_are_named_and_left_out(desk: Client, place: Municipality) -> None:
    answer = upload(desk, EVA + "Stein;Bernd;1.1.1980;Hamburg\nBach;Anna;gestern;Auental\n")
    assert answer.status_code == 200
    assert "2 Zeilen wurden ausgelassen" in answer.text
    assert "Zeile 3" in answer.text
    assert "Stein" not in answer.text
    assert entries() == 1


def test_a_new_extract_takes_the_place_of_the_old(me: Client, desk: Client, place: Municipality) -> None:
    upload(desk, EVA)
    upload(desk, HEAD + "Stein;Bernd;1.1.1980;Auental\n")
    assert entries() == 1
    assert compare(me).status_code == 422
    assert compare(me, "Bernd Stein", "1.1.1980").status_code == 303


def test_staff_of_a_municipality_replace_its_part_only(
    app: Flask, me: Client, desk: Client, place: Municipality
) -> None:
    make_place("Steinfurth", "06440002")
    upload(desk, EVA + "Stein;Bernd;1.1.1980;Steinfurth\n")
    local = make_user("rathaus@example.org", "Bürgerservice", role="staff", scope="municipality", scope_id=place.id)
    at_home = Client(app).sign_in(local)
    assert upload(at_home, HEAD + "Bach;Anna;2.2.1990;Steinfurth\n").status_code == 422
    assert upload(at_home, "Familienname;Vorname;Geburtsdatum\nBach;Anna;2.2.1990\n").status_code == 303
    assert entries() == 2
    taken = db.session.execute(select(Extract.municipality_id, Extract.rows).order_by(Extract.id)).all()
    assert [tuple(row) for row in taken] == [(None, 2), (place.id, 1)]
    assert compare(me).status_code == 422
    assert compare(me, "Bernd Stein", "1.1.1980").status_code == 303


def test_nothing_of_a_file_is_stored_in_clear(
    desk: Client, place: Municipality, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    upload(desk, HEAD + "Kanarienvogel;Zitronella;09.09.1909;Auental\n")
    tables: list[Any] = [ExtractEntry.__table__, Extract.__table__, audit.AuditEntry.__table__]
    stored = str([db.session.execute(select(table)).all() for table in tables])
    for word in ("anarienvogel", "itronella", "1909"):
        assert word not in stored
        assert word not in caplog.text
    assert audit.latest("residence_extract")[0].details == {"rows": 1}


def test_the_hash_of_an_extract_is_not_that_of_a_person(me: Client, desk: Client, place: Municipality) -> None:
    upload(desk, EVA)
    compare(me)
    assert not set(db.session.scalars(select(ExtractEntry.digest))) & set(db.session.scalars(select(Residence.digest)))


def test_an_extract_is_taken_in_by_the_command_line(app: Flask, place: Municipality, tmp_path: Path) -> None:
    file = tmp_path / "auszug.csv"
    file.write_bytes((EVA + "Stein;Bernd;1.1.1980;Hamburg\n").encode("cp1252"))
    done = CliRunner().invoke(group, ["residence", "extract", str(file)], obj=_info(app))
    assert (done.exit_code, "1 people taken in, 1 lines left out" in done.output) == (0, True), done.output
    assert entries() == 1
    file.write_bytes(b"nothing")
    done = CliRunner().invoke(group, ["residence", "extract", str(file)], obj=_info(app))
    assert done.exit_code == 1
    assert entries() == 1


def _info(app: Flask) -> Any:
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: app, set_debug_flag=False)


def test_the_file_is_read_before_any_lock_is_taken(
    desk: Client, place: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consul_py.kernel import db as kernel
    from consul_py.residence import extracts

    read, seen = extracts.read, []

    def watched(*args: Any) -> Any:
        seen.append(kernel._writing.get())
        return read(*args)

    monkeypatch.setattr(extracts, "read", watched)
    upload(desk, EVA)
    assert seen == [False]


def test_who_is_proven_by_a_document_is_not_proven_again_by_knowledge(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    upload(desk, EVA)
    make_proof(people.other, by=people.staff, method="desk")
    assert compare(me).status_code == 422
    assert proof_of(people.resident) is None
