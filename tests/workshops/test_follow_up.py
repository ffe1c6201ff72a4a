"""The follow-up: written at the desk, published once, corrected in versions."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from consul_py.kernel import clock, files
from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.workshops import followup_queries, followup_service
from consul_py.workshops.events import FollowUpPublished
from consul_py.workshops.followup_models import FollowUpVersion
from consul_py.workshops.models import WorkshopRegistration
from tests.cast import People
from tests.watch import Client
from tests.workshops.make import PDF, make_follow_up, make_workshop, picture


def hear(app: Flask, kind: type) -> list[Any]:
    heard: list[Any] = []
    app.extensions["consul_events"].setdefault(kind, []).append(heard.append)
    return heard


def test_a_facilitator_writes_and_publishes_without_javascript(app: Flask, client: Client, people: People) -> None:
    heard = hear(app, FollowUpPublished)
    workshop = make_workshop(starts=-2)
    client.sign_in(people.facilitator)
    desk = f"/desk/workshops/{workshop.id}"
    page = client.get(f"{desk}/follow-up")
    assert "Protokoll oder das Wichtigste fehlt" in page.text and "Ergebnis einer Arbeitsgruppe" in page.text
    client.submit(f"{desk}/follow-up", intro="Ein Abend", body="1. Liefern", minutes="Es *war* gut", attended="47")
    client.submit(f"{desk}/parts/group/new", title="Gruppe 1", question="Was fehlt?")
    copy = followup_queries.whole(workshop.id)
    assert copy is not None
    client.submit(f"{desk}/parts/result/new?group={copy.groups[0].id}", title="Warenkorb", note="", points="38")
    client.submit(f"{desk}/parts/measure/new", title="Ein Warenkorb", body="", responsible="", origin="Aus Gruppe 1")
    client.submit(f"{desk}/parts/picture/new", file=(picture(), "a.png"), alt="Ein Tisch", consent="vor Ort")
    client.submit(f"{desk}/parts/document/new", file=(io.BytesIO(PDF), "a.pdf"), title="Protokoll")
    assert client.get(f"/workshops/{workshop.id}/follow-up").status_code == 404
    assert 'aria-label="38' in client.get(f"{desk}/follow-up/preview").text
    page = client.submit(f"{desk}/follow-up/publish", follow=True)
    for words in (
        "Das Wichtigste",
        "<em>war</em>",
        'aria-label="38',
        "Ein Warenkorb",
        'alt="Ein Tisch"',
        "Protokoll",
        "47",
    ):
        assert words in page.text, words
    client.submit(f"{desk}/follow-up/publish")
    assert [(e.subject_id, e.title, e.summary, e.url_path) for e in heard] == [
        (workshop.id, workshop.title, "Ein Abend", f"/workshops/{workshop.id}/follow-up")
    ]
    assert "Nachbereitung veröffentlicht" in client.get("/workshops").text


def test_publishing_waits_for_minutes_a_result_and_the_end_of_the_workshop(client: Client, people: People) -> None:
    workshop = make_workshop(starts=1)
    client.sign_in(people.facilitator)
    make_follow_up(workshop, published=False)
    client.submit(f"/desk/workshops/{workshop.id}/follow-up/publish")
    assert db.session.scalar(select(FollowUpVersion)) is None
    workshop.starts_at, workshop.ends_at = clock.now() - timedelta(hours=3), clock.now() - timedelta(seconds=1)
    client.submit(f"/desk/workshops/{workshop.id}/follow-up/publish")
    assert db.session.scalar(select(FollowUpVersion.version)) == 1


def test_a_correction_is_marked_and_the_former_version_kept(client: Client, people: People) -> None:
    workshop = make_follow_up(make_workshop(starts=-2))
    client.sign_in(people.facilitator)
    desk = f"/desk/workshops/{workshop.id}"
    copy = followup_queries.whole(workshop.id)
    assert copy is not None
    result = copy.groups[0].results[0].id
    client.submit(f"{desk}/parts/result/{result}", title="Warenkorb", note="auch per Telefon", points="35")
    public = f"/workshops/{workshop.id}/follow-up"
    assert 'aria-label="38' in client.get(public).text, "nothing changes silently"
    assert client.submit(f"{desk}/follow-up/correct", note="").status_code == 422
    page = client.submit(f"{desk}/follow-up/correct", note="3 Punkte waren doppelt gezählt", follow=True)
    assert 'aria-label="35' in page.text and "Fassung 2 vom" in page.text and "doppelt gezählt" in page.text
    changes = client.get(f"{public}/versions/2").text
    assert "<del>" in changes and "<ins>" in changes and "· 35" in changes
    assert "· 38" in client.get(f"{public}/versions/1").text
    assert client.get(f"{public}/versions/3").status_code == 404
    client.submit(f"{desk}/follow-up/correct", note="nichts")
    assert db.session.get_one(type(copy), copy.id).version == 2


def test_a_removed_picture_goes_from_the_disk_with_the_correction(app: Flask, client: Client, people: People) -> None:
    workshop = make_follow_up(make_workshop(starts=-2), published=False)
    client.sign_in(people.facilitator)
    desk = f"/desk/workshops/{workshop.id}"
    client.submit(f"{desk}/parts/picture/new", file=(picture(), "a.png"), alt="Ein Tisch", consent="vor Ort")
    client.submit(f"{desk}/follow-up/publish")
    row = db.session.scalar(select(StoredFile))
    copy = followup_queries.whole(workshop.id)
    assert row is not None and copy is not None
    path, url = files.folder(app) / row.name, row.url
    client.submit(f"{desk}/parts/picture/{copy.pictures[0].id}/remove")
    assert path.is_file() and client.get(url, buffered=True).status_code == 200
    client.submit(f"{desk}/follow-up/correct", note="Bild entfernt")
    assert not path.exists() and client.get(url).status_code == 404


def test_who_was_there_without_an_account_gets_a_mail(client: Client) -> None:
    workshop = make_workshop(starts=-2)
    now = clock.now()
    for name, confirmed in (("a", now), ("b", None)):
        address, until = f"{name}@example.org", None if confirmed else now + timedelta(days=1)
        values = {"email": address, "email_key": address, "name": name, "salt": name, "created_at": now}
        state = "registered" if confirmed else "waiting"
        row = WorkshopRegistration(
            workshop_id=workshop.id, state=state, confirmed_at=confirmed, expires_at=until, **values
        )
        db.session.add(row)
    make_follow_up(workshop)
    from consul_py.workshops import jobs
    from tests.workshops.test_registration import mails

    jobs.run()
    jobs.run()
    assert [m.recipient for m in mails("follow_up")] == ["a@example.org"]


def test_parts_move_and_go_and_belong_to_their_workshop(client: Client, people: People) -> None:
    workshop = make_follow_up(make_workshop(starts=-2), published=False)
    stranger = make_workshop(starts=-3)
    client.sign_in(people.facilitator)
    copy = followup_queries.whole(workshop.id)
    assert copy is not None
    first, second = copy.groups
    client.submit(f"/desk/workshops/{workshop.id}/parts/group/{second.id}/move", up="1")
    copy = followup_queries.whole(workshop.id)
    assert copy is not None and [g.id for g in copy.groups] == [second.id, first.id]
    assert client.get(f"/desk/workshops/{stranger.id}/parts/group/{first.id}").status_code == 404
    assert client.submit(f"/desk/workshops/{stranger.id}/parts/group/{first.id}/remove").status_code == 404
    client.submit(f"/desk/workshops/{workshop.id}/parts/group/{first.id}/remove")
    copy = followup_queries.whole(workshop.id)
    assert copy is not None and [g.id for g in copy.groups] == [second.id]
    assert client.get(f"/desk/workshops/{workshop.id}/parts/nonsense/new").status_code == 404


def test_pages_need_few_statements(client: Client, people: People, count_statements: Any) -> None:
    workshop = make_follow_up(make_workshop(starts=-2))
    coming = make_workshop(starts=5, capacity=3)
    for person in (None, people.facilitator):
        if person:
            client.sign_in(person)
        paths = [f"/workshops/{coming.id}-{coming.slug}", f"/workshops/{workshop.id}/follow-up", "/workshops"]
        if person:
            paths += [f"/desk/workshops/{workshop.id}/follow-up", f"/desk/workshops/{workshop.id}", "/desk/workshops"]
        for path in paths:
            client.application.extensions.pop("consul_site", None)
            with count_statements() as found:
                assert client.get(path).status_code == 200, path
            assert len(found) <= 12, (path, len(found), "\n".join(found))


def test_the_working_copy_begins_once(app: Flask) -> None:
    workshop = make_workshop(starts=-2)
    assert followup_service.begin(workshop).id == followup_service.begin(workshop).id


def test_files_of_a_refused_upload_leave_nothing(app: Flask, client: Client, people: People) -> None:
    workshop = make_workshop(starts=-2)
    client.sign_in(people.facilitator)
    before = set(Path(files.folder(app)).iterdir())
    desk = f"/desk/workshops/{workshop.id}/parts/picture/new"
    assert client.submit(desk, file=(picture(), "a.png"), alt="", consent="").status_code == 422
    page = client.submit(desk, file=(io.BytesIO(b"<svg>"), "a.svg"), alt="x", consent="y")
    assert page.status_code == 422 and "kein Bild" in page.text
    assert client.submit(desk, alt="x", consent="y").status_code == 422
    assert set(Path(files.folder(app)).iterdir()) == before


def test_a_draft_is_discarded_with_what_was_put_into_its_follow_up(app: Flask, client: Client, people: People) -> None:
    workshop = make_workshop(announced=False)
    client.sign_in(people.staff)
    desk = f"/desk/workshops/{workshop.id}"
    client.submit(f"{desk}/parts/picture/new", file=(picture(), "a.png"), alt="Ein Tisch", consent="vor Ort")
    name = db.session.scalars(select(StoredFile.name)).one()
    assert client.submit(f"{desk}/discard").status_code == 303
    assert not (files.folder(app) / name).exists() and db.session.scalar(select(StoredFile)) is None
