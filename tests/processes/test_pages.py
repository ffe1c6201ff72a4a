"""The public pages of processes and consultations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from consul_py.kernel import clock
from consul_py.processes.models import (
    ActorGroup,
    BuildingBlock,
    ConsultationChange,
    Phase,
    Process,
    ProcessEvent,
    TeamMember,
)
from tests.cast import People
from tests.processes.make import make_consultation, make_municipality, make_process, make_topic, save
from tests.watch import Client


def full_process() -> Process:
    today = clock.now().date()
    process = make_process(
        title="Digitalstrategie Lindental", body_html="<p>In vielen Orten schließt der letzte Laden.</p>",
        budget="4,2 Mio. Euro", funding="Programm Heimat", source="Bericht des Kreises, 2026", lead_unit="Stabsstelle",
        phases=[
            Phase(title="Umfrage", when_text="März bis Mai", ends_on=today - timedelta(days=90), note="1.204 Antworten"),
            Phase(title="Workshops", starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=9)),
            Phase(title="Umsetzung", starts_on=today + timedelta(days=99)),
        ],
        blocks=[BuildingBlock(title="Auftakt", summary="Alle an einem Tisch")],
        actor_groups=[ActorGroup(title="Wirtschaft"), ActorGroup(title="Jugend")],
        team=[TeamMember(title="Projektleitung", organisation="Kreisverwaltung", contact="team@example.org")],
        events=[ProcessEvent(title="Kreistag", starts_on=date(2026, 2, 12), place="Kreishaus"),
                ProcessEvent(title="Bericht", when_text="im Herbst")],
    )  # fmt: skip
    process.municipalities = [make_municipality("Weidenbach"), make_municipality("Kaltenborn")]
    make_topic(process, summary="Einkaufen in der Nähe", goal="Kurze Wege", use_cases="Warenkorb\nAbholfach")
    make_topic(process, "Bildung", icon="book")
    return save(process)


def test_a_process_page_tells_everything_about_it(client: Client) -> None:
    process = full_process()
    make_consultation(process=process, title="Was fehlt Ihnen im Dorf?")
    make_consultation(process=process, opens=5, closes=9, title="Welche Orte zuerst?")
    page = client.get(f"/processes/{process.slug}").text
    for words in (
        "Digitalstrategie Lindental", "der letzte Laden", "Welche Maßnahmen kommen", "Glasfaserausbau", "4,2 Mio. Euro",
        "der Kreistag, im März 2027", "binnen vier Wochen", "Umfrage", "1.204 Antworten", "Auftakt", "Jugend", "Weidenbach",
        "Projektleitung", "team@example.org", "Kreishaus", "im Herbst", "Programm Heimat", "Bericht des Kreises",
        "Warenkorb", "Einkaufen in der Nähe", "Was fehlt Ihnen im Dorf?", "Welche Orte zuerst?",
    ):  # fmt: skip
        assert words in page, words
    assert page.count('aria-current="step"') == 1


def test_a_process_page_needs_at_most_twelve_statements(client: Client, count_statements: Any) -> None:
    process = full_process()
    make_consultation(process=process)
    with count_statements() as statements:
        assert client.get(f"/processes/{process.slug}").status_code == 200
    assert len(statements) <= 12, statements


def test_a_consultation_page_needs_at_most_twelve_statements(client: Client, count_statements: Any) -> None:
    consultation = make_consultation(threshold=200)
    with count_statements() as statements:
        assert client.get(f"/consultations/{consultation.slug}").status_code == 200
    assert len(statements) <= 12, statements


def test_drafts_do_not_exist_for_anybody_but_the_staff_of_their_process(client: Client, people: People) -> None:
    process = make_process(published=False)
    consultation = make_consultation(process=make_process(), published=False)
    paths = (f"/processes/{process.slug}", f"/consultations/{consultation.slug}")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    client.sign_in(people.facilitator)
    assert [client.get(path).status_code for path in paths] == [404, 404]
    client.sign_in(people.staff)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Entwurf" in answer.text


def test_a_consultation_page_says_until_when_with_weekday_and_hour(client: Client) -> None:
    consultation = make_consultation(threshold=300, verbs=("propose", "support"))
    page = client.get(f"/consultations/{consultation.slug}").text
    assert consultation.closes_at is not None
    weekdays = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
    assert weekdays[clock.to_berlin(consultation.closes_at).weekday()] in page
    assert "300" in page
    assert "Vorschläge schreiben" in page
    assert "Abstimmen" not in page


def test_a_change_of_dates_is_public_with_its_reason(client: Client) -> None:
    consultation = make_consultation()
    assert consultation.closes_at is not None
    change = ConsultationChange(consultation_id=consultation.id, changed_at=clock.now())
    change.reason = "Wegen der Herbstferien"
    change.before = {"closes_at": "2026-10-01T16:00:00+00:00"}
    change.after = {"closes_at": "2026-10-08T16:00:00+00:00"}
    save(change)
    page = client.get(f"/consultations/{consultation.slug}").text
    assert "Wegen der Herbstferien" in page
    assert "8.\u00a0Oktober 2026, 18\u00a0Uhr" in page


def test_the_evaluation_is_shown_once_it_is_published(client: Client) -> None:
    consultation = make_consultation(opens=-9, closes=-2, evaluation="So kam es.", evaluation_html="<p>So kam es.</p>")
    assert "So kam es." not in client.get(f"/consultations/{consultation.slug}").text
    consultation.evaluated_at = clock.now()
    save(consultation)
    assert "So kam es." in client.get(f"/consultations/{consultation.slug}").text


def test_the_lists_name_what_is_open_announced_and_over(client: Client) -> None:
    process = make_process()
    make_consultation(process=process, title="Offen ist dies")
    make_consultation(process=process, opens=2, title="Kommt noch")
    make_consultation(process=process, opens=-9, closes=-1, title="Ist vorbei")
    make_consultation(process=process, published=False, title="Noch geheim")
    page = client.get("/consultations").text
    assert page.index("Offen ist dies") < page.index("Kommt noch") < page.index("Ist vorbei")
    assert "Noch geheim" not in page
    assert process.title in client.get("/processes").text
    assert client.get("/consultations?page=99999999999999999999").status_code == 200


def test_odd_addresses_are_not_found(client: Client) -> None:
    for path in ("/processes/%00", "/consultations/%00", "/processes/nirgends", "/consultations/x%ed%a0%80"):
        assert client.get(path).status_code == 404, path
