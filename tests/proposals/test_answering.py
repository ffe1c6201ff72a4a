"""Support, threshold, the district's answer, corrections, merging, the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db
from consul_py.proposals import events, service
from consul_py.votes.queries import my_value
from tests.cast import People, make_user
from tests.processes.make import make_consultation
from tests.proposals.make import add_supporters, make_proposal
from tests.watch import Client


@pytest.fixture
def heard(app: Flask) -> Any:
    """The events of proposals that were emitted."""
    found: list[Any] = []
    registry = current_app.extensions["consul_events"]
    kinds = (events.SupportThresholdReached, events.ProposalAnswered, events.ProposalsMerged, events.ProposalPublished)
    before = {kind: registry.get(kind, []) for kind in kinds}
    registry.update({kind: [*handlers, found.append] for kind, handlers in before.items()})
    yield found
    registry.update(before)


ANSWER = {"decision": "partly", "answer": "Wir **prüfen** das.", "cost_note": "38.000 Euro"}


def test_support_counts_once_and_can_be_taken_back_while_open(client: Client, people: People) -> None:
    proposal = make_proposal(make_consultation(threshold=10))
    client.sign_in(people.resident)
    for _ in range(2):
        page = client.submit(f"/proposals/{proposal.id}/support", follow=True)
        assert "Sie unterstützen das" in page.text
    db.session.refresh(proposal)
    assert proposal.support_count == 1
    client.submit(f"/proposals/{proposal.id}/unsupport")
    client.submit(f"/proposals/{proposal.id}/unsupport")
    db.session.refresh(proposal)
    assert proposal.support_count == 0
    assert my_value(proposal.id, people.resident.id) == 0


def test_a_visitor_sees_the_button_and_is_led_through_sign_in(client: Client) -> None:
    proposal = make_proposal()
    assert "Ich unterstütze das" in client.get(f"/proposals/{proposal.id}-{proposal.slug}").text
    answer = client.submit(f"/proposals/{proposal.id}/support")
    assert answer.status_code == 303
    assert "/account/login" in answer.location


def test_nothing_is_supported_before_or_after_the_window(client: Client, people: People) -> None:
    proposal = make_proposal(make_consultation(opens=1, closes=2))
    client.sign_in(people.resident)
    for hours in (0, 49):
        with clock.fixed(clock.now() + timedelta(hours=hours)):
            client.submit(f"/proposals/{proposal.id}/support")
    db.session.refresh(proposal)
    assert proposal.support_count == 0


def test_the_threshold_is_reached_once_and_sets_the_day_of_the_answer(
    client: Client, people: People, heard: Any
) -> None:
    proposal = make_proposal(make_consultation(threshold=3), author_id=people.other.id)
    add_supporters(proposal, 2)
    client.sign_in(people.resident)
    client.submit(f"/proposals/{proposal.id}/support")
    client.submit(f"/proposals/{proposal.id}/unsupport")
    client.submit(f"/proposals/{proposal.id}/support")
    db.session.refresh(proposal)
    assert proposal.threshold_reached_at is not None
    assert proposal.answer_due == proposal.threshold_reached_at + timedelta(days=42)
    assert [type(event) for event in heard] == [events.SupportThresholdReached]


def test_staff_answer_and_everybody_reads_it(client: Client, people: People, heard: Any) -> None:
    proposal = make_proposal(author_id=people.resident.id)
    client.sign_in(people.staff)
    assert client.get(f"/desk/proposals/{proposal.id}/answer").status_code == 200
    page = client.submit(f"/desk/proposals/{proposal.id}/answer", follow=True, **ANSWER)
    for expected in ("Teilweise übernommen", "<strong>prüfen</strong>", "38.000 Euro", "Antwort des Landkreises"):
        assert expected in page.text
    assert heard == [events.ProposalAnswered(proposal.id, people.resident.id, proposal.title, "partly", False)]
    assert audit.latest("proposal", proposal.id)[0].action == "proposal.answered"


def test_a_correction_needs_a_reason_and_keeps_the_former_answer(client: Client, people: People) -> None:
    proposal = make_proposal()
    client.sign_in(people.staff)
    path = f"/desk/proposals/{proposal.id}/answer"
    client.submit(path, **ANSWER)
    corrected = ANSWER | {"decision": "adopted", "answer": "Doch ganz."}
    assert client.submit(path, **corrected).status_code == 422
    page = client.submit(path, follow=True, **corrected, reason="Neuer Beschluss")
    for expected in ("Doch ganz.", "wurde am", "Neuer Beschluss", "<strong>prüfen</strong>"):
        assert expected in page.text


@pytest.mark.parametrize(
    ("fields", "fault"),
    [({"answer": ""}, "answer"), ({"decision": "nonsense"}, "decision"), ({"decision": "forwarded"}, "forwarded_to")],
)
def test_an_incomplete_answer_comes_back(client: Client, people: People, fields: dict[str, str], fault: str) -> None:
    proposal = make_proposal()
    client.sign_in(people.staff)
    page = client.submit(f"/desk/proposals/{proposal.id}/answer", **(ANSWER | fields))
    assert page.status_code == 422
    assert f'href="#{fault}' in page.text
    db.session.refresh(proposal)
    assert proposal.decision is None


def test_staff_of_another_process_may_not_answer(client: Client) -> None:
    proposal, other = make_proposal(), make_consultation()
    stranger = make_user("fern@example.org", "Fern", role="staff", scope="process", scope_id=other.process_id)
    client.sign_in(stranger)
    assert client.get(f"/desk/proposals/{proposal.id}/answer").status_code == 403
    assert client.submit(f"/desk/proposals/{proposal.id}/answer", **ANSWER).status_code == 403
    assert proposal.title not in client.get("/desk/proposals/?state=all").text


def test_merging_carries_supporters_over_without_counting_twice(client: Client, people: People, heard: Any) -> None:
    consultation = make_consultation(threshold=3)
    one, into = make_proposal(consultation), make_proposal(consultation, title="Der andere")
    add_supporters(one, 2)
    add_supporters(into, 1)
    now = clock.now()
    for proposal in (one, into):
        service.support(proposal, people.resident.id, now)
    db.session.commit()
    heard.clear()
    client.sign_in(people.staff)
    page = client.submit(f"/desk/proposals/{one.id}/merge", follow=True, into_id=into.id, reason="Gleiche Idee")
    assert "2 Unterstützungen" in page.text
    db.session.refresh(into)
    assert into.support_count == 4
    assert into.threshold_reached_at is not None
    merged = next(event for event in heard if isinstance(event, events.ProposalsMerged))
    assert (merged.from_id, merged.into_id, len(merged.supporter_ids)) == (one.id, into.id, 3)
    assert "Der andere" in client.get(f"/proposals/{one.id}-{one.slug}").text
    assert one.title not in client.get("/proposals").text


def test_the_desk_lists_what_waits_and_exports_without_formulas(client: Client, people: People) -> None:
    consultation = make_consultation(threshold=10)
    now = clock.now()
    late = {"threshold_reached_at": now - timedelta(days=50), "answer_due": now - timedelta(days=8)}
    make_proposal(consultation, title="=HYPERLINK(1)", **late)
    make_proposal(consultation, title="Fast geschafft", support_count=8)
    client.sign_in(people.staff)
    assert "Überfällig" in client.get("/desk/proposals/?state=overdue").text
    near = client.get("/desk/proposals/?state=near").text
    assert "Fast geschafft" in near
    assert "HYPERLINK" not in near
    for sort in ("title", "supports", "comments", "published", "due", "nonsense"):
        assert client.get(f"/desk/proposals/?state=all&sort={sort}&desc=1").status_code == 200
    file = client.get("/desk/proposals/export.csv?state=all")
    assert file.mimetype == "text/csv"
    assert "'=HYPERLINK(1)" in file.get_data(as_text=True)
    work = client.get("/desk/").text
    assert "mit der Antwort überfällig" in work


def test_the_desk_is_closed_to_residents(client: Client, people: People) -> None:
    client.sign_in(people.resident)
    for path in ("/desk/proposals/", "/desk/proposals/export.csv", f"/desk/proposals/{make_proposal().id}/answer"):
        assert client.get(path).status_code == 403
