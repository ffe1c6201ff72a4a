"""Measures in public: the list with its three views, one measure, the file; drafts, slugs, bad addresses, statements."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from consul_py.kernel.db import db
from consul_py.measures import linking, queries, service
from consul_py.workshops.followup_queries import proposed_of
from tests.cast import People
from tests.measures.make import day, make_measure
from tests.processes.make import make_process, make_topic
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop

XSS = "<script>alert(1)</script>"


def _several(app: Flask) -> Any:
    """Measures in every state in one process with two topics."""
    process = make_process()
    shops, health = make_topic(process), make_topic(process, "Gesundheit und Pflege", icon="care")
    for status in ("proposed", "under_review", "adopted", "in_progress", "done", "paused", "rejected"):
        for topic in (shops, health):
            make_measure(
                process, status=status, title=f"{status} {topic.title}", topic_id=topic.id, starts_on=day(-200),
                ends_on=day(300), next_report_on=day(-9 if status == "in_progress" else 20),
                sources=[make_proposal()], stones=[("Beginn", -100, -90), ("Ergebnis", 100, None)],
            )  # fmt: skip
    return process, shops, health


def test_without_measures_the_page_says_when_there_will_be_some(app: Flask, client: Client) -> None:
    answer = client.get("/measures")
    assert answer.status_code == 200
    assert "Noch gibt es keine Maßnahme." in answer.text


def test_the_overview_shows_mix_board_reasons_and_time(app: Flask, client: Client) -> None:
    _several(app)
    page = client.get("/measures").text
    assert 'aria-label="2 Fertig, 2 In Umsetzung, 2 Beschlossen, 4 In Prüfung, 4 Pausiert oder abgelehnt"' in page
    assert "9 Tage zu spät" in page
    assert "Es fehlt Geld." in page
    assert "Wann kommt was?" in page


def test_the_list_filters_by_status_topic_process_and_words(app: Flask, client: Client) -> None:
    process, shops, _health = _several(app)
    other = make_measure(title="Anderswo")
    page = client.get(f"/measures?view=list&status=paused&status=done&topic={shops.id}&process={process.slug}").text
    assert "2 Maßnahmen" in page
    assert "paused Nahversorgung" in page
    assert "paused Gesundheit" not in page
    assert other.title not in page
    assert "1 Maßnahme" in client.get("/measures?q=Anderswo").text


def test_the_timeline_is_there_as_a_table_too(app: Flask, client: Client) -> None:
    _several(app)
    page = client.get("/measures?view=timeline").text
    assert "Dieselben Angaben als Tabelle" in page
    assert "rejected" not in page


@pytest.mark.parametrize(
    "query",
    ["topic=999999999999", "topic=x", "process=%00", "process=' OR 1=1", "status=odd&view=odd", "page=0&q=%00%F0",
     "view=list&page=99999999999", "q=" + "ä" * 3000],
)  # fmt: skip
def test_odd_questions_get_a_page(app: Flask, client: Client, query: str) -> None:
    make_measure()
    assert client.get(f"/measures?{query}").status_code == 200


def test_a_measure_tells_everything_in_one_page(app: Flask, client: Client, people: People) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    proposal = make_proposal(title="Rollender Dorfladen")
    measure = make_measure(
        workshop.process, sources=[proposal], proposed=proposed, responsible_unit="Stabsstelle Digitalisierung",
        cost="38.000 Euro", funding_programme="Starke Heimat", decided_by="Kreistag", decided_on=day(-20),
        stones=[("Vertrag", -30, -10), ("Probebetrieb", -2, None)], next_report_on=day(-4),
    )  # fmt: skip
    service.report(queries.locked(measure.id), "Der erste Laden **liefert**.", 50, day(30))
    service.change_status(queries.locked(measure.id), "paused", "Die Zusage fehlt.", 50)
    db.session.commit()
    page = client.get(f"/measures/{measure.id}-{measure.slug}").text
    for words in (
        "Stabsstelle Digitalisierung", "38.000 Euro", "Starke Heimat", "Kreistag", "Rollender Dorfladen",
        "Vorgeschlagen im Workshop", "Vertrag", "Hinter dem Zeitplan.", "<strong>liefert</strong>",
        "Die Zusage fehlt.", "Woraus sie entstand", "Verlauf",
    ):  # fmt: skip
        assert words in page, words
    assert page.index("Warum es nicht weitergeht") < page.index("Meilensteine")


def test_a_wrong_slug_leads_to_the_right_address(app: Flask, client: Client) -> None:
    measure = make_measure()
    answer = client.get(f"/measures/{measure.id}-falsch")
    assert (answer.status_code, answer.location) == (301, f"/measures/{measure.id}-{measure.slug}")
    assert client.get(f"/measures/{measure.id}").location == f"/measures/{measure.id}-{measure.slug}"
    assert client.get("/measures/2147483647-x").status_code == 404
    assert client.get("/measures/99999999999999-x").status_code == 404


def test_a_hidden_measure_is_only_there_for_its_staff(app: Flask, client: Client, people: People) -> None:
    measure = make_measure()
    measure.visibility = "hidden"
    db.session.commit()
    path = f"/measures/{measure.id}-{measure.slug}"
    assert client.get(path).status_code == 410
    assert measure.title not in client.get("/measures?view=list").text
    assert client.sign_in(people.staff).get(path).status_code == 200


def test_nothing_typed_runs_as_a_script(app: Flask, client: Client) -> None:
    proposal = make_proposal(title=XSS)
    measure = make_measure(
        title=f"Titel {XSS}", summary=XSS, body=XSS, responsible_unit=XSS, cost=XSS, decided_by=XSS,
        status="paused", reason=XSS, stones=[(XSS, 3, None)],
    )  # fmt: skip
    linking.attach(measure, proposal, XSS)
    service.report(queries.locked(measure.id), XSS, 10, None)
    db.session.commit()
    for path in (
        f"/measures/{measure.id}-{measure.slug}",
        "/measures",
        "/measures?view=list",
        f"/proposals/{proposal.id}",
    ):
        page = client.get(path, follow_redirects=True).text
        assert XSS not in page
        assert "&lt;script&gt;" in page


def test_the_file_holds_every_public_measure_and_no_formula(app: Flask, client: Client) -> None:
    make_measure(title="=1+2", cost="@SUM(A1)")
    answer = client.get("/measures/all.csv")
    assert answer.mimetype == "text/csv"
    assert "'=1+2" in answer.text
    assert "'@SUM(A1)" in answer.text


@pytest.mark.parametrize("view", ["board", "list", "timeline"])
def test_the_pages_need_at_most_twelve_statements(
    app: Flask, client: Client, people: People, count_statements: Any, view: str
) -> None:
    _several(app)
    client.sign_in(people.resident)
    with count_statements() as ran:
        client.get(f"/measures?view={view}")
    assert len(ran) <= 12, "\n".join(ran)


def test_the_page_of_a_measure_needs_at_most_twelve_statements(
    app: Flask, client: Client, people: People, count_statements: Any
) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    measure = make_measure(
        workshop.process, sources=[make_proposal(), make_proposal()], proposed=proposed_of(workshop.id)[0],
        stones=[("Vertrag", -30, -10), ("Probebetrieb", 20, None)],
    )  # fmt: skip
    client.sign_in(people.resident)
    with count_statements() as ran:
        client.get(f"/measures/{measure.id}-{measure.slug}")
    assert len(ran) <= 12, "\n".join(ran)
