"""Workshops at the desk: who may, what is told, what leaves as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.accounts.models import RoleGrant
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.workshops import jobs, registration_queries, registration_service
from consul_py.workshops.events import WorkshopAnnounced, WorkshopCancelled, WorkshopChanged
from consul_py.workshops.models import Workshop
from tests.cast import People, make_user
from tests.processes.make import make_process, make_topic
from tests.watch import Client
from tests.workshops.make import make_workshop
from tests.workshops.test_follow_up import hear
from tests.workshops.test_registration import mails, path


def fields(process: int, /, **others: str) -> dict[str, str]:
    start = clock.to_berlin(clock.in_days(10, hour=18))
    return {
        "process_id": str(process),
        "title": "Gesundheit und Pflege",
        "summary": "Wie kommt die Praxis ins Dorf?",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "place": "Kreishaus",
        "capacity": "30",
    } | others


def test_staff_make_a_draft_add_an_agenda_and_announce_it_once(app: Flask, client: Client, people: People) -> None:
    heard = hear(app, WorkshopAnnounced)
    topic = make_topic()
    client.sign_in(people.staff)
    assert client.get(f"/desk/workshops/new?process={topic.process_id}").status_code == 200
    page = client.submit("/desk/workshops/new", follow=True, **fields(topic.process_id, topic_id=str(topic.id)))
    assert "Entwurf" in page.text
    workshop = db.session.scalars(select(Workshop)).one()
    assert (workshop.topic_id, workshop.capacity, workshop.visibility) == (topic.id, 30, "draft")
    assert Client(app).get(path(workshop)).status_code == 404 and client.get(path(workshop)).status_code == 200
    desk = f"/desk/workshops/{workshop.id}"
    client.submit(
        f"{desk}/parts/agenda/new", time_text="18:00", title="Begrüßung", description="", person="Landratsamt"
    )
    client.submit(f"{desk}/announce")
    client.submit(f"{desk}/announce")
    assert [(e.subject_id, e.title, e.place) for e in heard] == [(workshop.id, workshop.title, "Kreishaus")]
    page = Client(app).get(path(workshop))
    assert "Begrüßung" in page.text and "30 von 30" in page.text.replace("\xa0", " ")
    assert "Gesundheit und Pflege" in Client(app).get("/workshops").text


def test_a_form_that_does_not_fit_comes_back_with_reasons(client: Client, people: People) -> None:
    process = make_process()
    client.sign_in(people.staff)
    wrong = {"ends_at": "2020-01-01T10:00", "online_url": "javascript:alert(1)", "capacity": "viele", "title": ""}
    page = client.submit("/desk/workshops/new", **fields(process.id, **wrong))
    assert page.status_code == 422
    for words in ("Ende muss nach dem Beginn", "https://", "ganze Zahl", "Titel ein"):
        assert words in page.text, words
    for odd in ({"capacity": "0"}, {"capacity": "9" * 40}, {"process_id": "x"}, {"starts_at": "2027-03-28T02:30"}):
        assert client.submit("/desk/workshops/new", **fields(process.id, **odd)).status_code == 422, odd
    assert db.session.scalar(select(Workshop)) is None


def test_another_date_is_told_to_everybody_on_the_list_once(app: Flask, client: Client, people: People) -> None:
    heard = hear(app, WorkshopChanged)
    workshop = make_workshop(capacity=1)
    for person in (people.resident, people.other):
        Client(app).sign_in(person).submit(f"/workshops/{workshop.id}/registration")
    client.sign_in(people.staff)
    client.submit(f"/desk/workshops/{workshop.id}/edit", **fields(workshop.process_id, capacity="1", reason="Wasser"))
    jobs.run()
    jobs.run()
    told = mails("changed")
    assert sorted(m.recipient for m in told) == ["other@example.org", "resident@example.org"]
    assert "Kreishaus" in told[0].body_text and "Wasser" in told[0].body_text
    assert "SEQUENCE:1" in next(m for m in told if m.recipient.startswith("resident")).attachments[0][2]
    assert len(heard) == 1 and "Wasser" in client.get(path(db.session.get_one(Workshop, workshop.id))).text


def test_more_seats_let_the_line_move_up(app: Flask, client: Client, people: People) -> None:
    workshop = make_workshop(capacity=1)
    for person in (people.resident, people.other):
        Client(app).sign_in(person).submit(f"/workshops/{workshop.id}/registration")
    client.sign_in(people.staff).submit(
        f"/desk/workshops/{workshop.id}/edit", **fields(workshop.process_id, capacity="5")
    )
    assert [m.recipient for m in mails("moved_up")] == ["other@example.org"]
    assert db.session.get_one(Workshop, workshop.id).taken == 2


def test_a_cancelled_workshop_says_why_and_takes_nobody(app: Flask, client: Client, people: People) -> None:
    heard = hear(app, WorkshopCancelled)
    workshop = make_workshop()
    Client(app).sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    client.sign_in(people.facilitator)
    desk = f"/desk/workshops/{workshop.id}/cancel"
    assert client.get(desk).status_code == 200 and client.submit(desk, reason="").status_code == 422
    client.submit(desk, reason="Sturm")
    client.submit(desk, reason="Sturm")
    jobs.run()
    assert len(heard) == 1 and [m.recipient for m in mails("cancelled")] == ["resident@example.org"]
    assert "STATUS:CANCELLED" in mails("cancelled")[0].attachments[0][2]
    page = Client(app).get(path(workshop)).text
    assert "Sturm" in page and "Anmelden</span></button>" not in page
    Client(app).submit(f"/workshops/{workshop.id}/registration", name="A", email="a@example.org")
    assert len(registration_queries.people(workshop.id)) == 1


def test_the_list_leaves_as_csv_without_formulas(client: Client, people: People) -> None:
    workshop = make_workshop()
    client.sign_in(people.facilitator)
    for name, email in (("=HYPERLINK(1)", "a@example.org"), ("Karl", "")):
        client.submit(f"/desk/workshops/{workshop.id}/registrations", name=name, email=email, needs="")
    again = client.submit(f"/desk/workshops/{workshop.id}/registrations", name="A", email="A@example.org")
    assert again.status_code == 422 and "schon auf der Liste" in again.text
    text = client.get(f"/desk/workshops/{workshop.id}/registrations.csv").text
    assert "'=HYPERLINK(1);a@example.org" in text and "Karl;;Angemeldet" in text
    first, second = registration_queries.people(workshop.id)
    client.submit(f"/desk/workshops/{workshop.id}/registrations/attended", attended=[str(second.id), "x", "9" * 30])
    assert [row.attended for row in registration_queries.people(workshop.id)] == [False, True]
    client.submit(f"/desk/workshops/{workshop.id}/registrations/{first.id}/remove")
    assert [row.id for row in registration_queries.people(workshop.id)] == [second.id]


def test_needs_are_for_the_facilitator_only(app: Flask, client: Client, people: People) -> None:
    workshop = make_workshop()
    Client(app).sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration", needs="Rampe nötig")
    assert "Rampe nötig" not in Client(app).get(path(workshop)).text
    client.sign_in(people.facilitator)
    assert "Rampe nötig" in client.get(f"/desk/workshops/{workshop.id}/registrations").text


def test_a_facilitator_of_one_workshop_runs_only_this_one(app: Flask, client: Client) -> None:
    mine, other = make_workshop(), make_workshop()
    user = make_user("one@example.org", "Eine Moderation", role="facilitator", scope="workshop", scope_id=mine.id)
    client.sign_in(user)
    for end in ("", "/edit", "/registrations", "/registrations.csv", "/follow-up", "/cancel", "/parts/agenda/new"):
        assert client.get(f"/desk/workshops/{mine.id}{end}").status_code == 200, end
        assert client.get(f"/desk/workshops/{other.id}{end}").status_code == 403, end
    page = client.get("/desk/workshops").text
    assert f"/desk/workshops/{mine.id}" in page and f'"/desk/workshops/{other.id}"' not in page
    assert client.submit("/desk/workshops/new", **fields(mine.process_id)).status_code in (403, 422)
    db.session.delete(db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).one())
    assert client.get(f"/desk/workshops/{mine.id}").status_code == 403


def test_residents_and_visitors_stay_outside(app: Flask, client: Client, people: People) -> None:
    workshop = make_workshop()
    assert client.get(f"/desk/workshops/{workshop.id}/registrations").status_code == 303
    client.sign_in(people.resident)
    for end in ("", "/registrations", "/follow-up"):
        assert client.get(f"/desk/workshops/{workshop.id}{end}").status_code == 403
    assert client.submit(f"/desk/workshops/{workshop.id}/cancel", reason="x").status_code == 403


def test_the_work_list_says_which_follow_up_is_owed(client: Client, people: People, count_statements: Any) -> None:
    make_workshop(starts=-20, title="Tourismus")
    client.sign_in(people.facilitator)
    assert "Nachbereitung fehlt: Tourismus" in client.get("/desk/").text


def test_the_account_shows_its_registrations(client: Client, people: People) -> None:
    workshop = make_workshop()
    client.sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    page = client.get("/account/me").text
    assert workshop.title in page and f"/workshops/{workshop.id}/registration/cancel" in page
    assert registration_queries.data_of(people.resident.id)[0]["workshop"] == workshop.title


def test_the_calendar_file_hides_the_online_address_from_strangers(app: Flask, client: Client, people: People) -> None:
    workshop = make_workshop(online_url="https://treffen.example.org/a")
    client.sign_in(people.resident).submit(f"/workshops/{workshop.id}/registration")
    open_to_all, own = Client(app).get(f"/workshops/{workshop.id}.ics"), client.get(f"/workshops/{workshop.id}.ics")
    assert open_to_all.mimetype == "text/calendar" and "treffen.example" not in open_to_all.text
    assert "treffen.example" in own.text and "BEGIN:VTIMEZONE" in own.text


def test_erasing_is_done_once(app: Flask) -> None:
    workshop = make_workshop(starts=-100)
    registration_service.erase_people(workshop.id)
    db.session.expire_all()
    assert registration_queries.to_erase(clock.now()) == []


@pytest.mark.parametrize("year", ["0001", "1850", "1989", "2101", "9999"])
def test_a_year_that_is_a_slip_is_refused_at_its_field(client: Client, people: People, year: str) -> None:
    process = make_process()
    times = {"starts_at": f"{year}-06-01T18:00", "ends_at": f"{year}-06-01T20:00"}
    answer = client.sign_in(people.staff).submit("/desk/workshops/new", **fields(process.id, **times))
    assert answer.status_code == 422 and "Tag zwischen 1990 und 2100" in answer.text
    assert not db.session.scalars(select(Workshop)).all()


@pytest.mark.parametrize("moment", [datetime(1, 1, 2), datetime(1850, 6, 1), datetime(9998, 1, 1), datetime.max])
def test_a_row_of_another_age_still_has_its_calendar_entry(client: Client, moment: datetime) -> None:
    starts = (moment - timedelta(hours=3)).replace(microsecond=0, tzinfo=UTC)
    workshop = make_workshop(starts_at=starts, ends_at=starts + timedelta(hours=2))
    entry = client.get(f"/workshops/{workshop.id}.ics")
    assert entry.status_code == 200 and f"DTSTART:{starts.year:04}{starts:%m%dT%H%M%S}Z" in entry.text
