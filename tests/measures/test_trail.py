"""The trail: what became of a contribution, on every page that needs it, with few statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.measures import trail, trail_queries
from consul_py.processes.models import Consultation
from consul_py.proposals.models import Proposal
from consul_py.workshops.followup_queries import proposed_of
from tests.cast import People
from tests.measures.make import day, make_measure
from tests.polls.make import make_poll
from tests.processes.make import make_consultation
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop


def _names(steps: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(step["name"], step["state"]) for step in steps]


def _answered(consultation: Consultation | None = None, **fields: Any) -> Proposal:
    now = clock.now()
    values = {
        "decision": "partly", "answer": "Lieferung **ja**, eigener Wagen nein.", "answer_html": "<p>Lieferung ja</p>",
        "answered_at": now - timedelta(days=3), "published_at": now - timedelta(days=30),
    }  # fmt: skip
    return make_proposal(consultation or make_consultation(opens=-40, closes=-10), **(values | fields))


def test_a_new_proposal_knows_what_comes(app: Flask) -> None:
    assert _names(trail.steps(make_proposal(), clock.now())) == [
        ("Eingegangen", "done"), ("Auswertung", "next"), ("Entscheidung", "next"),
    ]  # fmt: skip


def test_after_the_close_it_is_being_evaluated(app: Flask) -> None:
    proposal = make_proposal(make_consultation(opens=-10, closes=-1))
    assert _names(trail.steps(proposal, clock.now()))[1] == ("Wird ausgewertet", "now")


def test_the_whole_way_from_the_idea_to_the_next_milestone(app: Flask) -> None:
    window = make_consultation(opens=-40, closes=-10, evaluated_at=clock.now() - timedelta(days=5))
    proposal = _answered(window)
    make_measure(
        window.process, sources=[proposal, make_proposal(window)], title="Ein Warenkorb",
        stones=[("Vertrag", -20, -20), ("Probebetrieb", 30, None), ("Ergebnis", 200, None)], next_report_on=day(20),
    )  # fmt: skip
    steps = trail.steps(proposal, clock.now())
    assert _names(steps) == [
        ("Eingegangen", "done"),
        ("Ausgewertet", "done"),
        ("Entschieden: teilweise übernommen", "done"),
        ("Maßnahme „Ein Warenkorb“", "now"),
        ("Probebetrieb", "next"),
    ]
    assert steps[2]["note"] == "Lieferung ja, eigener Wagen nein."
    assert steps[2]["url"].endswith("#answer")
    assert steps[3]["progress"] == 35
    assert "einem weiteren Beitrag" in steps[3]["note"]
    assert "35 Prozent" in steps[3]["progress_note"]


def test_without_a_measure_yet_an_adopted_proposal_waits_for_one(app: Flask) -> None:
    assert _names(trail.steps(_answered(), clock.now()))[-1] == ("Maßnahme", "next")
    assert _names(trail.steps(_answered(decision="rejected"), clock.now()))[-1][1] == "done"


def test_a_finished_measure_is_done_and_a_rejected_one_says_why(app: Flask) -> None:
    proposal = _answered()
    make_measure(proposal.process, sources=[proposal], status="done", title="Fertig", stones=[("Rest", 5, None)])
    make_measure(proposal.process, sources=[proposal], status="rejected", reason="Das Land baut selbst.", title="Nein")
    steps = trail.steps(proposal, clock.now())
    assert [step["state"] for step in steps[-2:]] == ["done", "done"]
    assert "Das Land baut selbst." in steps[-1]["note"] + steps[-2]["note"]
    assert not [step for step in steps if step["name"] == "Rest"]


def test_a_merged_proposal_follows_the_one_it_went_into(app: Flask) -> None:
    target = _answered()
    merged = make_proposal(target.consultation, merged_into_id=target.id, merged_at=clock.now())
    make_measure(target.process, sources=[target], title="Gemeinsam")
    names = [name for name, _state in _names(trail.steps(merged, clock.now()))]
    assert names == ["Eingegangen", "Zusammengeführt", "Maßnahme „Gemeinsam“"]


def test_a_workshop_leads_to_what_its_follow_up_proposed(app: Flask, client: Client) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    measure = make_measure(workshop.process, proposed=proposed)
    names = [name for name, _state in _names(trail.steps(workshop, clock.now()))]
    assert names == ["Workshop", "Nachbereitung veröffentlicht", f"Maßnahme „{measure.title}“"]


def test_a_poll_shows_vote_and_result(app: Flask) -> None:
    poll = make_poll(opens=1)
    assert _names(trail.steps(poll, clock.now())) == [("Abstimmung", "next"), ("Ergebnis", "next")]
    with clock.fixed(clock.in_days(30)):
        assert _names(trail.steps(poll, clock.now()))[:2] == [("Abstimmung", "done"), ("Ergebnis", "done")]


def test_hidden_measures_stay_out_of_the_trail(app: Flask) -> None:
    proposal = _answered()
    measure = make_measure(proposal.process, sources=[proposal])
    measure.visibility = "hidden"
    db.session.commit()
    assert _names(trail.steps(proposal, clock.now()))[-1] == ("Maßnahme", "next")


def test_one_trail_and_twenty_trails_take_the_same_statements(
    app: Flask, people: People, count_statements: Any
) -> None:
    window = make_consultation(opens=-40, closes=-10)
    proposals = [_answered(window, author_id=people.resident.id) for _ in range(8)]
    for proposal in proposals:
        make_measure(window.process, sources=[proposal], stones=[("Probe", 30, None)])
    db.session.expunge_all()
    with count_statements() as ran:
        subjects = trail_queries.own_contributions(people.resident.id)
        found = trail.trails(subjects, clock.now())
    assert len(found) == 8
    assert all(one.measures for one in found.values())
    assert len(ran) <= 3, ran


def test_the_page_of_a_proposal_and_of_its_author_show_the_trail(app: Flask, client: Client, people: People) -> None:
    proposal = _answered(author_id=people.resident.id)
    make_measure(proposal.process, sources=[proposal], title="Ein Warenkorb")
    page = client.get(f"/proposals/{proposal.id}-{proposal.slug}").text
    assert "Was wurde daraus?" in page
    assert "Maßnahme „Ein Warenkorb“" in page
    assert "Heute: in Umsetzung, 35" in page
    client.sign_in(people.resident)
    assert "Maßnahme „Ein Warenkorb“" in client.get("/account/me").text


def test_the_follow_up_says_how_its_proposed_measures_stand(app: Flask, client: Client) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    make_measure(workshop.process, proposed=proposed, status="paused", reason="Die Zusage fehlt.")
    answer = client.get(f"/workshops/{workshop.id}/follow-up")
    assert answer.status_code == 200
    assert "Die Zusage fehlt." in answer.text
