"""Writing proposals: publish, draft, preview, errors, edit with versions."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from consul_py.accounts.models import User
from consul_py.accounts.service import delete_account
from consul_py.kernel import clock, files
from consul_py.kernel.db import db, transaction
from consul_py.kernel.files import StoredFile
from consul_py.proposals.models import Proposal, ProposalVersion
from tests.cast import People
from tests.processes.make import make_consultation, make_municipality, make_topic
from tests.proposals.make import form_of, make_proposal
from tests.watch import Client


def only() -> Proposal:
    found: Proposal = db.session.scalars(select(Proposal)).one()
    return found


def test_a_resident_publishes_a_proposal_and_sees_it(client: Client, people: People) -> None:
    topic = make_topic()
    place = make_municipality("Hainfeld")
    consultation = make_consultation(process=topic_process(topic), threshold=50)
    client.sign_in(people.resident)
    assert client.get(f"/proposals/new?consultation={consultation.slug}").status_code == 200
    fields = form_of(consultation, topic_id=topic.id, municipality_id=place.id)
    page = client.submit("/proposals/new", follow=True, **fields)
    assert page.status_code == 200
    for expected in ("Mehr Fahrradstellplätze am Bahnhof", "<strong>beleuchtet</strong>", "Hainfeld", "Waldrand"):
        assert expected in page.text
    assert only().threshold == 50


def topic_process(topic: Any) -> Any:
    from consul_py.processes.models import Process

    return db.session.get(Process, topic.process_id)


def test_the_same_form_sent_twice_makes_one_row(client: Client, people: People) -> None:
    fields = form_of(make_consultation())
    client.sign_in(people.resident)
    first, second = client.submit("/proposals/new", **fields), client.submit("/proposals/new", **fields)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1


def test_missing_entries_come_back_at_their_fields_with_everything_typed(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    page = client.submit("/proposals/new", **form_of(make_consultation(), summary="", municipality_id="99999999"))
    assert page.status_code == 422
    assert 'href="#summary"' in page.text
    assert 'href="#municipality_id"' in page.text
    assert "Überdachte Bügel" in page.text
    assert "<title>Fehler:" in page.text


def test_a_visitor_sees_faults_first_and_is_then_led_through_sign_in(client: Client) -> None:
    consultation = make_consultation()
    assert client.submit("/proposals/new", **form_of(consultation, title="")).status_code == 422
    answer = client.submit("/proposals/new", **form_of(consultation))
    assert answer.status_code == 303
    assert "/account/login" in answer.location
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_a_preview_without_javascript_keeps_the_form_and_writes_nothing(client: Client) -> None:
    page = client.submit("/proposals/new", **form_of(make_consultation(), preview="1"))
    assert page.status_code == 200
    assert "<strong>beleuchtet</strong>" in page.text
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_a_draft_is_only_its_authors_until_it_is_published(client: Client, people: People) -> None:
    consultation = make_consultation()
    client.sign_in(people.resident)
    client.submit("/proposals/new", **form_of(consultation, summary="", body="", draft="1"))
    draft = only()
    assert draft.visibility == "draft"
    assert draft.published_at is None
    address = f"/proposals/{draft.id}-{draft.slug}"
    assert client.get(address).status_code == 200
    assert Client(client.application).get(address).status_code == 404
    assert "Fahrradstellplätze" not in Client(client.application).get("/proposals").text
    client.submit(f"/proposals/{draft.id}/edit", **form_of(consultation))
    db.session.refresh(draft)
    assert draft.visibility == "public"
    assert draft.published_at is not None
    assert Client(client.application).get(address).status_code == 200


def test_a_draft_can_be_thrown_away_by_its_author_only(client: Client, people: People) -> None:
    draft = make_proposal(visibility="draft", published_at=None, author_id=people.resident.id)
    assert client.sign_in(people.other).submit(f"/proposals/{draft.id}/discard").status_code == 404
    Client(client.application).sign_in(people.resident).submit(f"/proposals/{draft.id}/discard")
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_edits_are_free_for_thirty_minutes_and_public_versions_afterwards(client: Client, people: People) -> None:
    proposal = make_proposal(author_id=people.resident.id, title="Erster Titel")
    fields = form_of(proposal.consultation)
    client.sign_in(people.resident)
    client.submit(f"/proposals/{proposal.id}/edit", **(fields | {"title": "Zweiter Titel"}))
    assert db.session.scalar(select(func.count()).select_from(ProposalVersion)) == 0
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        client.submit(f"/proposals/{proposal.id}/edit", **(fields | {"title": "Dritter Titel"}))
        page = client.get(f"/proposals/{proposal.id}/versions/2")
    db.session.refresh(proposal)
    assert proposal.version == 2
    assert "<del>Zweiter</del><ins>Dritter</ins> Titel" in page.text
    assert client.get(f"/proposals/{proposal.id}/versions/1").status_code == 200
    assert client.get(f"/proposals/{proposal.id}/versions/3").status_code == 404


def test_nobody_else_edits_or_withdraws(client: Client, people: People) -> None:
    proposal = make_proposal(author_id=people.resident.id)
    client.sign_in(people.other)
    for path in ("edit", "withdraw"):
        assert client.get(f"/proposals/{proposal.id}/{path}").status_code == 403
        assert client.submit(f"/proposals/{proposal.id}/{path}").status_code == 403


def test_after_the_consultation_an_edit_is_refused_with_a_reason(client: Client, people: People) -> None:
    proposal = make_proposal(make_consultation(closes=0.05), author_id=people.resident.id)
    with clock.fixed(clock.now() + timedelta(hours=2)):
        client.sign_in(people.resident)
        answer = client.submit(f"/proposals/{proposal.id}/edit", **form_of(proposal.consultation, title="Neu"))
    assert answer.status_code == 422
    assert "Überdachte Bügel" in answer.text
    db.session.refresh(proposal)
    assert proposal.title != "Neu"
    assert "vorbei" in answer.text


def test_a_withdrawn_proposal_leaves_the_lists_and_takes_no_support(client: Client, people: People) -> None:
    proposal = make_proposal(author_id=people.resident.id, title="Zurückgezogene Idee")
    client.sign_in(people.resident)
    assert client.get(f"/proposals/{proposal.id}/withdraw").status_code == 200
    client.submit(f"/proposals/{proposal.id}/withdraw")
    assert "Zurückgezogene Idee" not in client.get("/proposals").text
    assert client.get(f"/proposals/{proposal.id}-{proposal.slug}").status_code == 200
    client.submit(f"/proposals/{proposal.id}/support")
    db.session.refresh(proposal)
    assert proposal.support_count == 0


def test_writing_in_a_closed_or_unknown_consultation_says_why(client: Client) -> None:
    closed = make_consultation(opens=-9, closes=-1)
    assert "vorbei" in client.get(f"/proposals/new?consultation={closed.slug}").text
    assert client.get("/proposals/new?consultation=gibt-es-nicht").status_code == 404
    assert client.get("/proposals/new").status_code in (200, 302)


def picture_bytes(width: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 30), "green").save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_shown_with_the_title_as_its_words(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    picture = FileStorage(io.BytesIO(picture_bytes()), "bild.png")
    page = client.submit("/proposals/new", follow=True, **form_of(make_consultation(), picture=picture))
    assert re.search(r'<img src="/files/[0-9a-f]{32}\.webp" alt="Mehr Fahrradstellplätze am Bahnhof"', page.text)


def test_a_file_that_is_no_picture_comes_back_at_its_field(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    file = FileStorage(io.BytesIO(b"%PDF-1.4 no"), "bild.png")
    page = client.submit("/proposals/new", **form_of(make_consultation(), picture=file))
    assert page.status_code == 422
    assert 'href="#picture"' in page.text
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


BAD = ["", "\x00", "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "<script>alert(1)</script>",
       "\u202eumgekehrt", "%s%s%n", "' OR 1=1 --", "x" * 30_000, "[a](javascript:alert(1))", "😀" * 50]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_bad_input_is_answered_normally_and_shown_escaped(client: Client, people: People, bad: str) -> None:
    consultation = make_consultation()
    client.sign_in(people.resident)
    for name in ("title", "summary", "body", "place", "municipality_id", "topic_id", "form_key", "consultation"):
        answer = client.submit("/proposals/new", follow=True, **(form_of(consultation) | {name: bad}))
        assert answer.status_code < 500
        assert "<script>alert" not in answer.text
        assert 'href="javascript:' not in answer.text


def a_picture(width: int = 40) -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture_bytes(width)), "bild.png"


def stored() -> list[str]:
    """The pictures that are kept; each has a row and a file."""
    rows = db.session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
    assert all((files.folder() / row.name).is_file() for row in rows)
    return [row.name for row in rows]


def test_a_picture_that_is_replaced_or_discarded_with_its_draft_is_erased(client: Client, people: People) -> None:
    fields = form_of(make_consultation(), draft="1")
    client.sign_in(people.resident).submit("/proposals/new", **fields, picture=a_picture())
    (first,) = stored()
    assert client.get(f"/files/{first}", buffered=True).status_code == 200
    client.submit(f"/proposals/{only().id}/edit", **fields, picture=a_picture(50))
    (second,) = stored()
    assert second != first and client.get(f"/files/{first}").status_code == 404
    client.submit(f"/proposals/{only().id}/discard")
    assert not stored() and client.get(f"/files/{second}").status_code == 404


def test_drafts_and_their_pictures_go_with_the_account(client: Client, people: People) -> None:
    consultation = make_consultation()
    client.sign_in(people.resident).submit("/proposals/new", **form_of(consultation, draft="1"), picture=a_picture())
    client.submit("/proposals/new", **form_of(consultation, title="Öffentlich bleibt"), picture=a_picture(50))
    assert len(stored()) == 2
    with transaction():
        delete_account(db.session.get_one(User, people.resident.id))
    assert only().title == "Öffentlich bleibt" and len(stored()) == 1
