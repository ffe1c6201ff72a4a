"""Polls at the desk: every kind of question without JavaScript, pictures, publishing, codes, and who may do what."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from consul_py.ballots import queries as urns
from consul_py.ballots.models import RegisterPlace
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.kernel.refusal import Refused
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import Mailing
from consul_py.polls import code_letters, kinds
from consul_py.polls.models import Poll, PollOption, PollQuestion
from consul_py.subjects.models import Subject
from tests.cast import People, make_user
from tests.polls.make import make_poll
from tests.processes.make import make_consultation
from tests.watch import Client

TEXTS: dict[str, Any] = {
    "title": "Welches Dorfbüro zuerst?", "summary": "Vier.", "decision_rule": "Mehrheit", "municipality_id": "0",
    "who": "account", "majority": "relative", "quorum": "0", "objection_days": "7", "seal_from": "25",
}  # fmt: skip


def answers(*titles: str, **more: Any) -> dict[str, Any]:
    return {f"answers-{n}-title": title for n, title in enumerate(titles)} | more


def question(kind: str = "single", **more: Any) -> dict[str, Any]:
    numbers = {"minimum": "1", "maximum": "2", "points": "10", "method": "borda"}
    return {"title": f"Wo ({kind})?", "kind": kind} | numbers | answers("Hainfeld", "Rodenau", "", "Oberlinden") | more


def kept() -> list[str]:
    return list(db.session.scalars(select(PollOption.title).order_by(PollOption.question_id, PollOption.position)))


def test_staff_prepare_every_kind_publish_take_back_and_then_it_is_frozen(client: Client, people: People) -> None:
    consultation = make_consultation(verbs=("vote",), opens=1)
    client.sign_in(people.staff)
    made = client.submit(f"/desk/polls/new/{consultation.id}", **TEXTS)
    desk = made.location
    assert made.status_code == 303
    assert client.submit(f"{desk}/publish", follow=True).status_code == 200, (
        "refused with a message: a question is missing"
    )
    assert db.session.scalars(select(Subject.visibility)).all() == ["draft"]
    for kind in kinds.KINDS:
        assert client.submit(f"{desk}/questions/0", **question(kind)).status_code == 303, kind
    assert len(kept()) == 6 * 3 + 2
    assert client.submit(f"{desk}/publish").status_code == 303
    assert f"{desk}/edit" not in client.get(desk).text and "take-back" in client.get(desk).text
    assert client.submit(f"{desk}/take-back").status_code == 303
    assert db.session.scalars(select(Subject.visibility)).all() == ["draft"]
    assert client.submit(f"{desk}/publish").status_code == 303
    number = db.session.scalars(select(PollQuestion.id)).first()
    for path, fields in ((f"/questions/{number}", question()), (f"/questions/{number}/delete", {}), ("/edit", TEXTS)):
        assert client.submit(desk + path, **fields).status_code == 409, path
    with clock.fixed(clock.in_days(2)):
        client.sign_in(people.staff)
        assert client.submit(f"{desk}/take-back").status_code in (303, 409)
    assert urns.is_frozen(int(desk.rsplit("/", 1)[1]))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answers-1-title": "", "answers-3-title": ""}, "title"), ({"answers-1-title": "hainfeld"}, "title"),
        ({"kind": "multiple", "maximum": "4"}, "maximum"), ({"kind": "multiple", "minimum": "x"}, "minimum"),
        ({"kind": "ranking", "method": "condorcet"}, "method"), ({"kind": "points", "points": "101"}, "points"),
        ({"kind": "points", "points": "9" * 400}, "points"), ({"kind": "lottery"}, "kind"), ({"title": ""}, "title"),
        ({"answers-0-title": "x" * 201}, "answers-0-title"), ({"answers-99999999999999999999-title": "x"}, ""),
    ],
)  # fmt: skip
def test_a_wrong_question_keeps_everything_typed(
    client: Client, people: People, wrong: dict[str, str], field: str
) -> None:
    poll = make_poll(questions=0, public=False)
    answer = client.sign_in(people.staff).submit(f"/desk/polls/{poll.id}/questions/0", **question(**wrong))
    if not field:
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == 422 and ("Hainfeld" in answer.text or "Oberlinden" in answer.text)
    assert f'href="#{field}' in answer.text and not kept()


def picture(kind: str = "PNG") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, kind)
    out.seek(0)
    return out, "bild.png"


def test_a_picture_and_a_document_are_uploaded_shown_and_taken_away(client: Client, people: People) -> None:
    poll = make_poll(questions=0, public=False)
    client.sign_in(people.staff)
    uploads = {"answers-0-picture": picture(), "answers-0-document": (io.BytesIO(b"%PDF-1.7\n%%EOF"), "a.pdf")}
    assert client.submit(f"/desk/polls/{poll.id}/questions/0", **(question() | uploads)).status_code == 303
    asked = db.session.scalars(select(PollQuestion)).one()
    shown = asked.options[0]
    assert shown.picture and shown.document
    page = client.get(f"/polls/{poll.id}", follow_redirects=True).text
    assert shown.picture.url in page and shown.document.url in page
    numbers = {f"answers-{n}-number": str(one.id) for n, one in zip((0, 1, 3), asked.options, strict=True)}
    away = question(**numbers) | {"answers-0-drop_picture": "y"}
    assert client.submit(f"/desk/polls/{poll.id}/questions/{asked.id}", **away).status_code == 303
    db.session.expire_all()
    assert (bool(shown.picture_id), bool(shown.document_id)) == (False, True)
    assert db.session.scalars(select(StoredFile.media_type)).all() == ["application/pdf"]


def test_an_answer_loses_its_picture_also_when_another_row_refers_to_the_file(client: Client, people: People) -> None:
    poll = make_poll(questions=0, public=False)
    client.sign_in(people.staff)
    sent = question() | {"answers-0-picture": picture()}
    assert client.submit(f"/desk/polls/{poll.id}/questions/0", **sent).status_code == 303
    client.submit("/desk/newsletter/new", title="Brief", source="Text.", process_id="")
    asked, issue = db.session.scalars(select(PollQuestion)).one(), db.session.scalars(select(Mailing)).one()
    db.session.add(MailingPicture(mailing_id=issue.id, file_id=asked.options[0].picture_id, alt="Vor dieser Regel"))
    db.session.commit()
    numbers = {f"answers-{n}-number": str(one.id) for n, one in zip((0, 1, 3), asked.options, strict=True)}
    away = question(**numbers) | {"answers-0-drop_picture": "y"}
    assert client.submit(f"/desk/polls/{poll.id}/questions/{asked.id}", **away).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1


@pytest.mark.parametrize("upload", [(io.BytesIO(b"GIF89a"), "a.gif"), (io.BytesIO(b""), "leer.png")])
def test_what_is_no_picture_is_said_at_its_answer(client: Client, people: People, upload: Any) -> None:
    poll = make_poll(questions=0, public=False)
    sent = question() | {"answers-1-picture": upload}
    answer = client.sign_in(people.staff).submit(f"/desk/polls/{poll.id}/questions/0", **sent)
    assert answer.status_code == 422 and "answers-1-picture-error" in answer.text and not kept()


def test_staff_of_another_process_see_no_draft_and_make_no_poll(client: Client) -> None:
    poll = make_poll(public=False)
    other = make_consultation()
    client.sign_in(make_user("b@example.org", "Nachbarteam", role="staff", scope="process", scope_id=other.process_id))
    for path in (f"/polls/{poll.id}", f"/desk/polls/{poll.id}", f"/desk/polls/{poll.id}/codes",
                 f"/desk/polls/new?consultation={poll.consultation_id}"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.submit(f"/desk/polls/new/{poll.consultation_id}", title="x").status_code == 404
    for act in ("publish", "take-back", "codes", "questions/0"):
        assert client.submit(f"/desk/polls/{poll.id}/{act}", number="1").status_code == 404, act


def test_letters_with_codes_are_printed_and_the_codes_kept_nowhere(app: Flask, client: Client, people: People) -> None:
    poll = make_poll(settings={"who": "codes"})
    client.sign_in(people.staff)
    csv = "Eva Kranz;Dorfstraße 1;12345 Hainfeld\r\n\r\nOtto Baum;Am Bach 2;12345 Rodenau".encode()
    answer = client.submit(f"/desk/polls/{poll.id}/codes", addresses=(io.BytesIO(csv), "a.csv"), number="2")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert client.submit(f"/desk/polls/{poll.id}/codes", number="3").status_code == 200
    assert db.session.scalar(select(func.count()).select_from(RegisterPlace)) == 5
    assert urns.channels(poll.id)["eligible"] == {"code": 5}
    assert "Kranz" not in client.get(f"/desk/polls/{poll.id}/codes").text


def test_how_many_letters_a_table_makes_is_shown_before_they_are_printed(client: Client, people: People) -> None:
    poll = make_poll(settings={"who": "codes"})
    csv = "Name;Straße;PLZ und Ort\nEva Kranz;Dorfstraße 1;12345 Hainfeld\nOtto Baum;Am Bach 2;12345 Rodenau".encode()
    client.sign_in(people.staff)
    for number in ("", "3"):
        sent = {"addresses": (io.BytesIO(csv), "a.csv"), "number": number}
        answer = client.submit(f"/desk/polls/{poll.id}/codes", **sent)
        assert answer.status_code == 422
        assert "Adressen in dieser Datei: 2." in answer.text and 'value="2"' in answer.text
    assert not db.session.scalar(select(func.count()).select_from(RegisterPlace))


@pytest.mark.parametrize("head", ["Name;Straße;PLZ;Ort", "Adresse", "Vorname, Nachname, Straße / Nr., PLZ/Ort"])
def test_the_names_of_columns_are_no_address(head: str) -> None:
    with pytest.raises(Refused):
        code_letters.addresses(head.encode())
    line = "Name Ort;Straße 1;12345 Ort" if ";" in head else "Erika Ort"
    assert len(code_letters.addresses(f"{head}\n{line}\n{head}".encode())) == 2, "only the first line is looked at"


@pytest.mark.parametrize(
    "fields",
    [{}, {"number": "0"}, {"number": "501"}, {"number": "x"}, {"number": "9" * 99},
     {"addresses": (io.BytesIO(b"\xff\xfe\x00"), "a.csv")}, {"addresses": (io.BytesIO(b"\n\n"), "a.csv")},
     {"addresses": (io.BytesIO(b"a;b\n" * 501), "a.csv")}],
)  # fmt: skip
def test_codes_need_a_number_or_a_table(client: Client, people: People, fields: dict[str, Any]) -> None:
    poll = make_poll(settings={"who": "codes"})
    answer = client.sign_in(people.staff).submit(f"/desk/polls/{poll.id}/codes", **fields)
    assert answer.status_code == 422 and not db.session.scalar(select(func.count()).select_from(RegisterPlace))


def test_codes_are_for_polls_with_codes_that_are_not_over(client: Client, people: People) -> None:
    draft, other = make_poll(public=False, settings={"who": "codes"}), make_poll()
    client.sign_in(people.staff)
    for poll in (draft, other):
        assert client.get(f"/desk/polls/{poll.id}/codes").status_code == 200
        assert client.submit(f"/desk/polls/{poll.id}/codes", number="3").status_code == 409


def test_the_form_refuses_an_age_without_proof_and_a_place_with_codes(client: Client, people: People) -> None:
    consultation = make_consultation(verbs=("vote",), opens=1)
    client.sign_in(people.staff)
    for wrong in ({"minimum_age": "16"}, {"who": "all"}, {"majority": "most"}, {"quorum": "-1"}, {"seal_from": "1"}):
        assert client.submit(f"/desk/polls/new/{consultation.id}", **(TEXTS | wrong)).status_code == 422, wrong
    right = TEXTS | {"who": "residence", "minimum_age": "16", "quorum": "500", "shuffled": "y", "majority": "absolute"}
    assert client.submit(f"/desk/polls/new/{consultation.id}", **right).status_code == 303
    poll = db.session.scalars(select(Poll)).one()
    assert (poll.minimum_age, poll.quorum, poll.shuffled, poll.majority) == (16, 500, True, "absolute")
