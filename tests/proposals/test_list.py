"""The list: search, filters, sorts, pages, similar titles."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.processes.models import Process
from consul_py.proposals import numbers
from tests.cast import People
from tests.processes.make import make_consultation, make_municipality, make_topic
from tests.proposals.make import make_proposal
from tests.watch import Client


def titles(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/proposals{query}")
    assert page.status_code == 200
    return re.findall(r'class="entry__title"><a href="[^"]*">([^<]*)</a>', page.text)


def test_an_empty_list_says_what_would_help(client: Client) -> None:
    assert "Noch kein Vorschlag" in client.get("/proposals").text
    make_proposal(title="Etwas")
    assert "Kein Vorschlag passt dazu" in client.get("/proposals?q=Raumschiff").text


@pytest.mark.parametrize("query", ["Stellplatz", "stellplätze bahnhof", "Räder", "FAHRRAD"])
def test_a_word_is_found_inside_a_compound_and_in_other_forms(client: Client, query: str) -> None:
    make_proposal(title="Fahrradstellplätze am Bahnhof", body="Für alle Räder.")
    make_proposal(title="Etwas anderes")
    assert titles(client, f"?q={query}") == ["Fahrradstellplätze am Bahnhof"]


@pytest.mark.parametrize(
    "query", ["%22", "%22 OR 1", "NEAR(", "a*", "%25", "_", "'; DROP TABLE", "%00", "\U0001f600", "x" * 500]
)
def test_no_query_breaks_the_search(client: Client, query: str) -> None:
    make_proposal(title="Ruhig")
    assert client.get(f"/proposals?q={query}").status_code == 200


def test_filters_narrow_and_can_be_removed(client: Client) -> None:
    topic = make_topic(title="Bildung")
    consultation = make_consultation(process=db.session.get(Process, topic.process_id))
    place = make_municipality("Hainfeld")
    make_proposal(consultation, title="Lernort", topic_id=topic.id)
    make_proposal(consultation, title="Laden", municipality_id=place.id)
    make_proposal(title="Anderswo")
    assert titles(client, f"?topic={topic.id}") == ["Lernort"]
    assert titles(client, f"?municipality={place.id}") == ["Laden"]
    assert titles(client, f"?consultation={consultation.slug}") == ["Laden", "Lernort"]
    assert titles(client, f"?process={consultation.process.slug}&topic={topic.id}") == ["Lernort"]
    page = client.get(f"/proposals?topic={topic.id}&municipality={place.id}").text
    assert f'href="/proposals?municipality={place.id}"' in page
    assert f'href="/proposals?topic={topic.id}"' in page


def test_states_follow_columns_and_the_clock(client: Client) -> None:
    consultation = make_consultation(threshold=5)
    now = clock.now()
    make_proposal(consultation, title="Offen")
    make_proposal(consultation, title="Über der Schwelle", threshold_reached_at=now, answer_due=now)
    make_proposal(make_consultation(opens=-9, closes=-1), title="Beendet")
    make_proposal(consultation, title="Beantwortet", decision="rejected", answer="Nein.", answered_at=now)
    assert titles(client, "?state=open") == ["Offen"]
    assert sorted(titles(client, "?state=waiting")) == ["Beendet", "Über der Schwelle"]
    assert titles(client, "?state=answered") == ["Beantwortet"]
    assert len(titles(client, "?state=answered&state=open")) == 2
    assert len(titles(client, "?state=nonsense")) == 4


def test_sorts_are_total_and_random_stays_with_its_seed(client: Client) -> None:
    consultation = make_consultation()
    for n in range(45):
        make_proposal(
            consultation, title=f"Vorschlag {n:02}", support_count=n % 3, comment_count=n % 5,
            published_at=clock.now() - timedelta(hours=n),
        )  # fmt: skip
    for query in ("", "?sort=supported", "?sort=discussed", "?sort=random&seed=7"):
        glue = "&" if query else "?"
        seen = [title for page in (1, 2, 3) for title in titles(client, f"{query}{glue}page={page}")]
        assert len(seen) == len(set(seen)) == 45, query
    assert titles(client)[0] == "Vorschlag 00"
    assert titles(client, "?sort=random&seed=7") == titles(client, "?sort=random&seed=7")
    assert titles(client, "?sort=random&seed=7") != titles(client, "?sort=random&seed=8")
    assert "sort=random&amp;seed=7&amp;page=2" in client.get("/proposals?sort=random&seed=7").text
    assert titles(client, "?page=99") == []


@pytest.mark.parametrize(
    "query",
    ["?page=-1", "?page=abc", "?page=99999999999999999999", "?topic=99999999999", "?topic=x", "?municipality=-5",
     "?sort=nonsense", "?seed=-1&sort=random", "?seed=2147483647&sort=random", "?consultation=%00", "?process=" + "x" * 3000],
)  # fmt: skip
def test_odd_addresses_give_a_normal_page(client: Client, query: str) -> None:
    make_proposal()
    assert client.get("/proposals" + query).status_code == 200


def test_similar_titles_of_the_same_process_are_offered(client: Client) -> None:
    consultation = make_consultation()
    make_proposal(consultation, title="Rollender Dorfladen: per App bestellen, am Bürgerhaus abholen", support_count=3)
    make_proposal(consultation, title="Mehr Bäume am Marktplatz")
    make_proposal(title="Rollender Laden woanders")
    fragment = client.get(f"/proposals/similar?consultation={consultation.slug}&q=Rollender Laden für Hainfeld").text
    assert "Rollender Dorfladen" in fragment
    assert "3 Unterstützungen" in fragment
    assert "woanders" not in fragment
    assert "Bäume" not in fragment
    assert client.get("/proposals/similar?q=x").status_code == 404


def test_the_wrong_name_in_an_address_leads_to_the_right_one(client: Client) -> None:
    proposal = make_proposal(title="Guter Name")
    for path in (f"/proposals/{proposal.id}-falsch", f"/proposals/{proposal.id}"):
        answer = client.get(path)
        assert answer.status_code == 301
        assert answer.location == f"/proposals/{proposal.id}-guter-name"
    assert client.get("/proposals/999999-x").status_code == 404
    assert client.get("/proposals/99999999999999999999-x").status_code == 404


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_stay_within_twelve_statements(
    client: Client, people: People, count_statements: Any, signed_in: bool
) -> None:
    consultation = make_consultation(threshold=2)
    for _ in range(25):
        proposal = make_proposal(consultation, author_id=people.other.id)
    if signed_in:
        client.sign_in(people.resident)
    for path in ("/proposals?q=Dorfladen", f"/proposals/{proposal.id}-{proposal.slug}"):
        client.get(path)
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 12, (path, len(statements), statements)


def test_a_support_costs_few_statements(client: Client, people: People, count_statements: Any) -> None:
    proposal = make_proposal(make_consultation(threshold=50))
    client.sign_in(people.resident)
    with count_statements() as statements:
        client.submit(f"/proposals/{proposal.id}/support")
    assert len(statements) <= 7, statements


def test_topic_fields_show_how_many_public_proposals_they_have(client: Client) -> None:
    topic, other = make_topic(title="Bildung"), make_topic(title="Wege")
    consultation = make_consultation(process=db.session.get(Process, topic.process_id))
    proposals = [make_proposal(consultation, topic_id=topic.id) for _ in range(4)]
    make_proposal(consultation, topic_id=topic.id, visibility="draft")
    make_proposal(consultation)

    def numbers() -> list[str]:
        return re.findall(r'>(?:Bildung|Wege) <span class="muted num">(\d+)<', client.get("/proposals").text)

    assert numbers() == ["4", "0"]
    proposals[0].visibility, proposals[1].topic_id, proposals[2].support_count = "hidden", other.id, 9
    db.session.commit()
    assert numbers() == ["2", "1"]
    proposals[0].visibility, proposals[1].topic_id = "public", None
    db.session.commit()
    assert numbers() == ["3", "0"]


def test_the_numbers_of_a_consultation_follow_what_becomes_of_its_proposals(app: Flask) -> None:
    one, other = make_consultation(), make_consultation()
    proposals = [make_proposal(one) for _ in range(3)]
    make_proposal(one, visibility="draft")
    assert (numbers.received_in(one.id), numbers.received_in(other.id)) == (3, 0)
    proposals[0].visibility, proposals[1].consultation_id, proposals[2].support_count = "hidden", other.id, 9
    db.session.commit()
    assert (numbers.received_in(one.id), numbers.received_in(other.id)) == (1, 1)
    assert numbers.home_numbers(clock.now())["by_consultation"] == {one.id: 1, other.id: 1}
