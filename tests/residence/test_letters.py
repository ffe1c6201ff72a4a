"""The way by letter: ask, print, type the code."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from consul_py.kernel import audit, clock, codes, letters
from consul_py.kernel.db import db
from consul_py.municipalities.models import Municipality
from consul_py.residence.models import LetterRequest, Tries
from tests.cast import People
from tests.residence.make import ADDRESS, BORN, ask_letter, code_by_letter, codes_in, print_letters, proof_of
from tests.watch import Client

CODE, LETTER, SHOW = "/account/residence/code", "/account/residence/letter", "/account/residence"


def requests_now() -> list[LetterRequest]:
    statement = select(LetterRequest).order_by(LetterRequest.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def back_in_time(model: Any, column: str, days: int) -> None:
    """Make rows older: a session would not live as long as the clock would have to go on."""
    for row in db.session.scalars(select(model).execution_options(populate_existing=True)):
        setattr(row, column, getattr(row, column) - timedelta(days=days))
    db.session.commit()


def wrong_code() -> str:
    return codes.new_code()


def test_a_code_from_a_letter_proves_residence(me: Client, desk: Client, people: People, place: Municipality) -> None:
    code = code_by_letter(me, desk, place)
    assert code not in me.get(SHOW).text
    assert me.submit(CODE, code=code).status_code == 303
    proof = proof_of(people.resident)
    assert proof is not None
    assert (proof.method, proof.level, proof.born_on, proof.municipality_id) == ("letter", "basic", BORN, place.id)
    assert proof.proven_by_id is None


def test_name_and_address_are_gone_with_the_code(me: Client, desk: Client, place: Municipality) -> None:
    me.submit(CODE, code=code_by_letter(me, desk, place))
    (row,) = requests_now()
    assert (row.name, row.street, row.postcode, row.place) == (None, None, None, None)
    assert row.used_at


def test_a_code_counts_once(me: Client, desk: Client, place: Municipality) -> None:
    code = code_by_letter(me, desk, place)
    me.submit(CODE, code=code)
    assert me.submit(CODE, code=code).status_code == 422


@pytest.mark.parametrize(
    "write", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("0", "o").replace("1", "l")]
)
def test_a_code_may_be_typed_in_many_ways(me: Client, desk: Client, place: Municipality, write: object) -> None:
    assert callable(write)
    code = code_by_letter(me, desk, place)
    assert me.submit(CODE, code=f"  {write(code)} ").status_code == 303


def test_a_mistyped_character_costs_no_try(me: Client, desk: Client, place: Municipality) -> None:
    code = code_by_letter(me, desk, place)
    last = codes.ALPHABET[(codes.ALPHABET.index(code[-1]) + 1) % 32]
    for _ in range(12):
        answer = me.submit(CODE, code=code[:-1] + last)
        assert answer.status_code == 422
        assert code[:-1] + last in answer.text
    assert not db.session.scalars(select(Tries)).all()
    assert me.submit(CODE, code=code).status_code == 303


def test_ten_wrong_codes_a_day_are_enough_even_for_the_right_one(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    code = code_by_letter(me, desk, place)
    for _ in range(10):
        assert me.submit(CODE, code=wrong_code()).status_code == 422
    assert me.submit(CODE, code=code).status_code == 429
    assert proof_of(people.resident) is None
    back_in_time(Tries, "day", 1)
    me.submit(CODE, code=code)
    assert proof_of(people.resident) is not None


def test_somebody_elses_code_is_worth_nothing(
    me: Client, desk: Client, people: People, place: Municipality, client: Client
) -> None:
    code = code_by_letter(me, desk, place)
    other = Client(client.application).sign_in(people.other)
    assert other.submit(CODE, code=code).status_code == 422
    assert proof_of(people.other) is None


def test_a_code_ends_after_sixty_days(me: Client, desk: Client, people: People, place: Municipality) -> None:
    code = code_by_letter(me, desk, place)
    (row,) = requests_now()
    assert row.expires_at
    assert abs(row.expires_at - clock.now() - timedelta(days=60)) < timedelta(minutes=1)
    back_in_time(LetterRequest, "expires_at", 60)
    answer = me.submit(CODE, code=code)
    assert (answer.status_code, "abgelaufen" in answer.text) == (422, True)
    assert proof_of(people.resident) is None


def test_a_new_letter_voids_the_old(me: Client, desk: Client, place: Municipality) -> None:
    old = code_by_letter(me, desk, place)
    new = code_by_letter(me, desk, place)
    assert me.submit(CODE, code=old).status_code == 422
    assert me.submit(CODE, code=new).status_code == 303
    assert [row.name for row in requests_now()] == [None, None]


def test_three_letters_a_month_are_enough(me: Client, place: Municipality) -> None:
    for _ in range(3):
        assert ask_letter(me, place).status_code == 303
    refused = ask_letter(me, place)
    assert (refused.status_code, "Am Bach 7" in refused.text) == (422, True)
    back_in_time(LetterRequest, "asked_at", 30)
    assert ask_letter(me, place).status_code == 303
    assert len(requests_now()) == 4


def test_codes_are_stored_as_keyed_hashes_only(me: Client, desk: Client, place: Municipality) -> None:
    code = codes.normal(code_by_letter(me, desk, place))
    row = db.session.execute(select(LetterRequest.__table__)).one()
    assert code not in str(row)


def test_a_letter_can_be_cancelled(me: Client, desk: Client, place: Municipality) -> None:
    ask_letter(me, place)
    me.submit("/account/residence/letter/withdraw")
    assert [(row.name, row.voided_at is not None) for row in requests_now()] == [(None, True)]
    assert print_letters(desk).status_code == 303


def test_the_file_is_an_accessible_pdf(me: Client, desk: Client, place: Municipality) -> None:
    ask_letter(me, place)
    answer = print_letters(desk)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"].get_object()
    text = reader.pages[0].extract_text()
    assert root["/Lang"] == "de"  # type: ignore[index]  # pypdf knows no kind of object here
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]  # the same
    assert "/StructTreeRoot" in root  # type: ignore[operator]  # the same
    assert "Briefe" in str(reader.metadata and reader.metadata.title)
    assert all(words in text for words in ("Eva Müller", "Am Bach 7", "12345 Auental", "Ihr Code"))
    assert codes_in(answer.data)


def test_every_letter_has_a_page_and_a_code_of_its_own(
    me: Client, desk: Client, people: People, place: Municipality
) -> None:
    other = Client(me.application).sign_in(people.other)
    ask_letter(me, place)
    ask_letter(other, place, name="Bernd Stein", born_on="1.1.1980")
    content = print_letters(desk).data
    assert len(PdfReader(io.BytesIO(content)).pages) == 2
    first, second = codes_in(content)
    assert other.submit(CODE, code=first).status_code == 422
    assert other.submit(CODE, code=second).status_code == 303


def test_where_weasyprint_is_missing_the_letters_are_a_page(
    me: Client, desk: Client, place: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "available", lambda: False)
    ask_letter(me, place)
    assert "weasyprint" in desk.get("/desk/residence/letters").text
    answer = print_letters(desk)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/html", "no-store")
    assert "Am Bach 7" in answer.text


def test_what_was_printed_can_be_printed_again_with_new_codes(me: Client, desk: Client, place: Municipality) -> None:
    old = code_by_letter(me, desk, place)
    batch = requests_now()[0].batch_id
    assert "Eva Müller" in desk.get(f"/desk/residence/letters/batches/{batch}").text
    desk.submit(f"/desk/residence/letters/batches/{batch}/again")
    (new,) = codes_in(print_letters(desk).data)
    assert me.submit(CODE, code=old).status_code == 422
    assert me.submit(CODE, code=new).status_code == 303


def test_staff_take_a_letter_back(me: Client, desk: Client, place: Municipality) -> None:
    code = code_by_letter(me, desk, place)
    (row,) = requests_now()
    desk.submit(f"/desk/residence/letters/{row.id}/void")
    assert me.submit(CODE, code=code).status_code == 422
    assert requests_now()[0].name is None
    assert audit.latest("residence_letter", row.id)[0].action == "residence.void"
    assert desk.submit(f"/desk/residence/letters/{row.id}/void").status_code == 404


def test_a_letter_that_was_withdrawn_while_it_was_drawn_is_not_printed(
    me: Client, desk: Client, place: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_letter(me, place)
    draw = letters.pdf

    def slowly(html: str) -> bytes:
        db.session.query(LetterRequest).update({"voided_at": clock.now(), "name": None})
        db.session.commit()
        return draw(html)

    monkeypatch.setattr(letters, "pdf", slowly)
    assert print_letters(desk).status_code == 303
    assert requests_now()[0].batch_id is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x"), ("name", "Ü" * 5000), ("name", "\0"), ("name", "12345"),
        ("born_on", ""), ("born_on", "31.02.1980"), ("born_on", "04.03.2999"), ("born_on", "1.1.1066"),
        ("born_on", "gestern"), ("born_on", "٣.٣.١٩٨٠"), ("born_on", "1" * 5000), ("street", ""), ("street", "S" * 5000),
        ("postcode", "1234"), ("postcode", "123456"), ("postcode", "１２３４５"), ("postcode", ""), ("place", ""),
        ("municipality_id", ""), ("municipality_id", "999999"), ("municipality_id", "x"),
        ("municipality_id", "9" * 5000),
    ],
)  # fmt: skip
def test_bad_input_gets_the_form_back_with_everything_typed(
    me: Client, place: Municipality, field: str, value: str
) -> None:
    answer = ask_letter(me, place, **{field: value})
    assert answer.status_code == 422
    assert "error-summary" in answer.text or "Fehler" in answer.text
    kept = {name: text for name, text in ADDRESS.items() if name != field}
    assert all(text in answer.text for text in kept.values())
    assert not requests_now()


@pytest.mark.parametrize("code", ["", " ", "\0", "ABC", "A" * 5000, "U" * 11, "😀", "7K3M-9QWX-2RTX", "ÄÖÜ"])
def test_what_cannot_be_a_code_is_told_and_costs_nothing(me: Client, code: str) -> None:
    assert me.submit(CODE, code=code).status_code == 422
    assert not db.session.scalars(select(Tries)).all()


def test_a_code_in_the_address_is_filled_in(me: Client) -> None:
    code = codes.new_code()
    assert codes.readable(code) in me.get(f"{CODE}?code={code}").text
    assert me.get(CODE + "?code=%00<x>&code=2").status_code == 200


def test_a_visitor_is_led_to_sign_in_and_nothing_typed_is_stored(client: Client) -> None:
    answer = client.submit(LETTER, **ADDRESS)
    assert answer.status_code == 303
    assert "/account/login" in answer.location
    assert "resume" not in answer.location


def test_the_address_stands_in_the_window_of_the_envelope(me: Client, desk: Client, place: Municipality) -> None:
    """DIN 5008, form B: the window shows 45 to 90 mm from above, 20 to 105 mm from the left; 17.7 mm are the sender's."""
    ask_letter(me, place, name="Eva Maria Müller-Lüdenscheidt zu Hohenstein", street="Am Bach 7, Hinterhaus links")
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, matrix: list[float], place_: list[float], *_rest: Any) -> None:
        x = (place_[4] * matrix[0] + matrix[4]) / 72 * 25.4
        y = 297 - (place_[5] * matrix[3] + matrix[5]) / 72 * 25.4
        for words in ("Eva Maria", "Am Bach 7", "12345", "Guten Tag"):
            if text.strip().startswith(words):
                found[words] = (x, y)

    reader = PdfReader(io.BytesIO(print_letters(desk).data))
    reader.pages[0].extract_text(visitor_text=note)
    assert len(reader.pages) == 1
    assert all(20 <= found[words][0] <= 30 for words in ("Eva Maria", "Am Bach 7", "12345")), found
    assert all(62.7 <= found[words][1] <= 90 for words in ("Eva Maria", "Am Bach 7", "12345")), found
    assert found["Guten Tag"][1] > 100
