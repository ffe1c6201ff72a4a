"""Processes and their parts at the desk: made, filled, published, and only by those who may."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.processes import page_queries, queries
from consul_py.processes.models import Phase, Process, ProcessDocument, ProcessEvent, TopicField
from tests.cast import People, make_user
from tests.processes.make import CHECKLIST, make_consultation, make_municipality, make_process, make_topic
from tests.watch import Client

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    return client.sign_in(people.staff)


def only_process() -> Process:
    return db.session.scalars(select(Process)).one()


def test_a_process_goes_from_an_empty_desk_to_its_public_page(desk: Client) -> None:
    assert "Es gibt noch keinen Prozess." in desk.get("/desk/processes").text
    page = desk.submit("/desk/processes/new", follow=True, title="Digitalstrategie Lindental", body="**Worum** es geht")
    assert "6 Punkte fehlen" in page.text
    process = only_process()
    refused = desk.submit(f"/desk/processes/{process.id}/publish", follow=True)
    assert "Startliste ist noch nicht vollständig" in refused.text
    desk.submit(f"/desk/processes/{process.id}/edit", title=process.title, body=process.body, **CHECKLIST)
    assert "ist jetzt öffentlich" in desk.submit(f"/desk/processes/{process.id}/publish", follow=True).text
    visitor = Client(desk.application)
    assert "<strong>Worum</strong>" in visitor.get("/processes/digitalstrategie-lindental").text


def test_a_point_of_the_checklist_cannot_be_emptied_later_and_nothing_typed_is_lost(desk: Client) -> None:
    process = make_process()
    fields = CHECKLIST | {"title": process.title, "goal": " ", "summary": "Ganz neu"}
    answer = desk.submit(f"/desk/processes/{process.id}/edit", **fields)
    assert answer.status_code == 422
    assert "Sagen Sie, wozu dieser Prozess dient." in answer.text
    assert "Ganz neu" in answer.text
    assert queries.get_process(process.id).goal == CHECKLIST["goal"]


def test_markdown_is_previewed_with_and_without_javascript(desk: Client) -> None:
    assert desk.submit("/desk/processes/preview", text="**fett**").text == "<p><strong>fett</strong></p>\n"
    page = desk.submit("/desk/processes/new", title="", body="**fett**", preview="1")
    assert page.status_code == 200
    assert "<strong>fett</strong>" in page.text
    assert list(db.session.scalars(select(Process))) == []


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("phases", {"title": "Umfrage", "starts_on": "2026-03-01", "ends_on": "2026-05-31", "note": "1.204 Antworten"}),
        ("topics", {"title": "Nahversorgung", "icon": "basket", "goal": "Kurz", "use_cases": "Eins\nZwei"}),
        ("blocks", {"title": "Auftakt", "summary": "Alle"}),
        ("events", {"title": "Kreistag", "starts_on": "2026-02-12", "place": "Kreishaus"}),
        ("groups", {"title": "Jugend"}),
        ("team", {"title": "Leitung", "organisation": "Kreis", "contact": "team@example.org"}),
    ],
)
def test_every_kind_of_part_is_added_edited_shown_and_deleted(desk: Client, key: str, fields: dict[str, str]) -> None:
    process = make_process()
    base = f"/desk/processes/{process.id}/{key}"
    assert desk.get(base).status_code == desk.get(f"{base}/new").status_code == 200
    assert fields["title"] in desk.submit(f"{base}/new", follow=True, **fields).text
    assert fields["title"] in desk.get(f"/processes/{process.slug}").text
    part_id = page_queries.list_of_parts(process.id, _model(key))[0].id
    assert fields["title"] in desk.get(f"{base}/{part_id}").text
    changed = desk.submit(f"{base}/{part_id}", follow=True, **(fields | {"title": "Ganz anders"}))
    assert "Ganz anders" in changed.text
    assert "gelöscht" in desk.submit(f"{base}/{part_id}/delete", follow=True).text
    assert desk.get(f"{base}/{part_id}").status_code == 404


def _model(key: str) -> type[page_queries.Part]:
    from consul_py.processes.forms import KINDS

    model: type[page_queries.Part] = KINDS[key].model
    return model


def test_parts_move_up_and_down(desk: Client) -> None:
    process = make_process(phases=[Phase(title=title) for title in ("Eins", "Zwei", "Drei")])
    ids = [phase.id for phase in page_queries.list_of_parts(process.id, Phase)]
    desk.submit(f"/desk/processes/{process.id}/phases/{ids[2]}/move", direction="up")
    desk.submit(f"/desk/processes/{process.id}/phases/{ids[0]}/move", direction="down")
    desk.submit(f"/desk/processes/{process.id}/phases/{ids[2]}/move", direction="up")
    assert [phase.title for phase in page_queries.list_of_parts(process.id, Phase)] == ["Drei", "Eins", "Zwei"]


def test_days_in_the_wrong_order_are_refused_at_the_field(desk: Client) -> None:
    process = make_process()
    fields = {"title": "Reise", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}
    answer = desk.submit(f"/desk/processes/{process.id}/events/new", **fields)
    assert answer.status_code == 422
    assert "darf nicht vor dem ersten liegen" in answer.text
    assert page_queries.list_of_parts(process.id, ProcessEvent) == []


def test_a_topic_field_that_is_used_stays(desk: Client) -> None:
    process = make_process()
    topic = make_topic(process)
    make_consultation(process=process, topic_id=topic.id)
    answer = desk.submit(f"/desk/processes/{process.id}/topics/{topic.id}/delete", follow=True)
    assert "nicht löschen" in answer.text
    assert [row.id for row in page_queries.list_of_parts(process.id, TopicField)] == [topic.id]


def test_a_document_must_be_a_pdf(desk: Client) -> None:
    process = make_process()
    url = f"/desk/processes/{process.id}/documents/new"
    for upload in ((io.BytesIO(b"<html>"), "a.pdf"), (io.BytesIO(b""), ""), "kein Anhang"):
        assert desk.submit(url, title="Auswertung", file=upload).status_code == 422
    desk.submit(url, title="Auswertung", dated="2026-08-28", file=(io.BytesIO(PDF), "a.pdf"))
    assert [row.title for row in page_queries.list_of_parts(process.id, ProcessDocument)] == ["Auswertung"]
    assert "28.\u00a0August 2026" in desk.get(f"/processes/{process.slug}").text
    (document,) = page_queries.list_of_parts(process.id, ProcessDocument)
    file = f"/files/{db.session.scalars(select(StoredFile.name)).one()}"
    assert desk.get(file, buffered=True).status_code == 200
    desk.submit(f"/desk/processes/{process.id}/documents/{document.id}/delete")
    assert desk.get(file).status_code == 404 and not db.session.scalars(select(StoredFile)).all()


def test_municipalities_are_chosen_by_ticking(desk: Client) -> None:
    process, town = make_process(), make_municipality("Weidenbach")
    url = f"/desk/processes/{process.id}/municipalities"
    assert "Weidenbach" in desk.get(url).text
    desk.submit(url, municipality_id=[str(town.id), "x", "99999999999"])
    assert [row.name for row in page_queries.municipalities_of(process.id)] == ["Weidenbach"]


def test_a_process_is_completed_once_everything_is_answered(desk: Client) -> None:
    process = make_process()
    consultation = make_consultation(process=process, opens=-9, closes=-1)
    refused = desk.submit(f"/desk/processes/{process.id}/complete", follow=True).text
    assert "Noch nicht alle Beteiligungen" in refused
    desk.submit(f"/desk/consultations/{consultation.id}/evaluation", evaluation="Fertig", publish="1")
    assert "abgeschlossen" in desk.submit(f"/desk/processes/{process.id}/complete", follow=True).text
    assert queries.get_process(process.id).completed_at is not None


def test_staff_of_one_process_work_on_that_one_only(client: Client, people: People) -> None:
    mine, other = make_process(title="Meiner"), make_process(title="Fremder")
    own = make_user("own@example.org", "Eine Stelle", role="staff", scope="process", scope_id=mine.id)
    client.sign_in(own)
    page = client.get("/desk/processes").text
    assert "Meiner" in page
    assert "Fremder" not in page
    assert client.get(f"/desk/processes/{mine.id}").status_code == 200
    assert client.get(f"/desk/processes/{other.id}").status_code == 403
    assert client.submit(f"/desk/processes/{other.id}/blocks/new", title="Fremd").status_code == 403
    assert client.get("/desk/processes/new").status_code == 403


def test_the_desk_is_closed_to_everybody_else(client: Client, people: People) -> None:
    process = make_process()
    paths = ["/desk/processes", f"/desk/processes/{process.id}", "/desk/consultations", "/desk/municipalities"]
    assert {client.get(path).status_code for path in paths} == {303}
    for person in (people.resident, people.facilitator, people.moderator):
        client.sign_in(person)
        assert {client.get(path).status_code for path in paths} == {403}
    client.sign_in(people.administrator)
    assert {client.get(path).status_code for path in paths} == {200}


def test_odd_input_is_answered_calmly(desk: Client) -> None:
    process = make_process()
    base = f"/desk/processes/{process.id}"
    odd = ["\x00", "𝕏" * 5000, "<script>alert(1)</script>", "٣", "9" * 5000, "None"]
    for text in odd:
        answers = [
            desk.submit(f"{base}/phases/new", title=text, starts_on=text, ends_on=text, note=text),
            desk.submit(f"{base}/topics/new", title=text, icon=text),
            desk.submit(f"{base}/edit", title=text, goal=text),
            desk.submit(f"{base}/municipalities", municipality_id=text),
        ]
        assert all(answer.status_code in (303, 422) for answer in answers), text
    for path in (f"{base}/nothing", f"{base}/phases/2147483648", f"{base}/phases/999", "/desk/processes/999"):
        assert desk.get(path).status_code == 404
