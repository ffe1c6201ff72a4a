"""Consultations at the desk: times, publishing, dates with reasons, evaluation, what is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.processes import page_queries, queries
from consul_py.processes.models import Consultation
from tests.cast import People, make_user
from tests.processes.make import make_consultation, make_process, make_topic
from tests.watch import Client


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    return client.sign_in(people.staff)


def local(days: float) -> str:
    return clock.to_berlin(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def day(days: float) -> str:
    return local(days)[:10]


def test_a_consultation_is_created_published_and_opens_by_the_clock(desk: Client) -> None:
    process = make_process()
    topic = make_topic(process)
    assert desk.get("/desk/consultations/new").status_code == 200
    fields = {"title": "Was fehlt?", "topic_id": str(topic.id), "may_propose": "y", "support_threshold": "200"}
    page = desk.submit(f"/desk/consultations/new/{process.id}", follow=True, **fields).text
    assert "2 Punkte fehlen" in page
    row = db.session.scalars(select(Consultation)).one()
    assert "noch nicht vollständig" in desk.submit(f"/desk/consultations/{row.id}/publish", follow=True).text
    times = {"opens_at": local(1), "closes_at": local(9), "evaluation_due": day(30)}
    desk.submit(f"/desk/consultations/{row.id}/edit", **(fields | times))
    assert "öffnet von selbst" in desk.submit(f"/desk/consultations/{row.id}/publish", follow=True).text
    again = desk.submit(f"/desk/consultations/{row.id}/publish", follow=True).text
    assert "schon veröffentlicht" in again
    assert queries.open_consultations(clock.now()) == []
    assert [one.id for one in queries.open_consultations(clock.now() + timedelta(days=2))] == [row.id]


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        ("2027-03-28T02:30", "Diese Uhrzeit gibt es nicht"),
        ("2027-10-31T02:30", "Diese Uhrzeit gibt es zweimal"),
        ("morgen", ""),
        ("0001-01-01T00:00", "Tag zwischen 1990 und 2100"),
        ("1850-06-01T18:00", "Tag zwischen 1990 und 2100"),
        ("9999-12-31T23:30", "Tag zwischen 1990 und 2100"),
        ("99999-01-01T00:00", ""),
    ],
)
def test_hours_that_the_change_of_clocks_makes_odd_are_refused_with_an_explanation(
    desk: Client, opens: str, words: str
) -> None:
    answer = desk.submit(f"/desk/consultations/new/{make_process().id}", title="Was fehlt?", opens_at=opens)
    assert answer.status_code == 422
    assert words in answer.text
    assert list(db.session.scalars(select(Consultation))) == []


def test_times_that_do_not_fit_are_refused_at_their_field(desk: Client) -> None:
    url = f"/desk/consultations/new/{make_process().id}"
    backwards = {"title": "Was fehlt?", "opens_at": local(9), "closes_at": local(2)}
    early = {"title": "Was fehlt?", "opens_at": local(1), "closes_at": local(9), "evaluation_due": day(5)}
    assert "Das Ende muss nach dem Beginn liegen." in desk.submit(url, **backwards).text
    assert "darf nicht vor dem Ende liegen" in desk.submit(url, **early).text
    never = {"title": "Was fehlt?", "opens_at": local(1), "closes_at": local(9), "evaluation_due": "9999-12-31"}
    assert "Tag zwischen 1990 und 2100" in desk.submit(url, **never).text
    assert list(db.session.scalars(select(Consultation))) == []


def test_a_draft_keeps_what_was_before_when_an_edit_is_refused(desk: Client) -> None:
    row = make_consultation(published=False, title="Vorher")
    fields = {"title": "Nachher", "opens_at": local(9), "closes_at": local(2), "may_propose": "y"}
    answer = desk.submit(f"/desk/consultations/{row.id}/edit", **fields)
    assert answer.status_code == 422
    assert "Nachher" in answer.text
    assert queries.get_consultation(row.id).title == "Vorher"


def test_once_it_has_begun_verbs_and_threshold_stay(desk: Client) -> None:
    row = make_consultation(verbs=("propose",), threshold=100)
    answer = desk.submit(f"/desk/consultations/{row.id}/edit", title=row.title, may_vote="y", support_threshold="5")
    assert answer.status_code == 422
    found = queries.get_consultation(row.id)
    assert (found.may_propose, found.may_vote, found.support_threshold) == (True, False, 100)
    fields = {"title": "Neuer Titel", "may_propose": "y", "support_threshold": "100"}
    assert desk.submit(f"/desk/consultations/{row.id}/edit", **fields).status_code == 303


def test_published_dates_change_only_with_a_reason_and_in_public(desk: Client) -> None:
    row = make_consultation()
    url = f"/desk/consultations/{row.id}/dates"
    assert row.opens_at is not None and row.evaluation_due is not None
    opens = clock.to_berlin(row.opens_at).strftime("%Y-%m-%dT%H:%M")
    fields = {"opens_at": opens, "closes_at": local(12), "evaluation_due": day(60)}
    assert "steht öffentlich dabei" in desk.submit(url, **fields).text
    assert "schon offen" in desk.submit(url, **(fields | {"opens_at": local(3), "reason": "Ferien"})).text
    assert "Vergangenheit" in desk.submit(url, **(fields | {"closes_at": local(-0.5), "reason": "Ferien"})).text
    assert page_queries.changes_of(row.id) == []
    desk.submit(url, **(fields | {"reason": "Wegen der Ferien"}))
    page = Client(desk.application).get(f"/consultations/{row.slug}").text
    assert "Wegen der Ferien" in page
    assert "Wegen der Ferien" in desk.get(f"/desk/consultations/{row.id}").text


def test_an_edit_of_texts_cannot_move_published_dates(desk: Client) -> None:
    row = make_consultation(verbs=("propose",))
    before = row.closes_at
    desk.submit(f"/desk/consultations/{row.id}/edit", title="Neu", may_propose="y", closes_at=local(50))
    found = queries.get_consultation(row.id)
    assert (found.title, found.closes_at) == ("Neu", before)


def test_closing_now_needs_a_reason_and_happens_once(desk: Client) -> None:
    row = make_consultation()
    url = f"/desk/consultations/{row.id}/close"
    assert desk.get(url).status_code == 200
    assert desk.submit(url).status_code == 422
    assert "geschlossen" in desk.submit(url, follow=True, reason="Sturm").text
    again = desk.submit(url, reason="Noch einmal")
    assert again.status_code == 422
    assert "schon beendet" in again.text


def test_an_evaluation_is_drafted_published_and_corrected(desk: Client) -> None:
    row = make_consultation(opens=-9, closes=-1)
    url = f"/desk/consultations/{row.id}/evaluation"
    visitor = Client(desk.application)
    desk.submit(url, evaluation="Ein **Entwurf**", draft="1")
    assert "Entwurf" not in visitor.get(f"/consultations/{row.slug}").text
    desk.submit(url, evaluation="Das **Ergebnis**", publish="1")
    assert "<strong>Ergebnis</strong>" in visitor.get(f"/consultations/{row.slug}").text
    desk.submit(url, evaluation="Das **berichtigte** Ergebnis")
    assert "<strong>berichtigte</strong>" in visitor.get(f"/consultations/{row.slug}").text


def test_an_evaluation_is_not_published_before_the_end(desk: Client) -> None:
    row = make_consultation()
    answer = desk.submit(f"/desk/consultations/{row.id}/evaluation", evaluation="Zu früh", publish="1")
    assert answer.status_code == 422
    assert "nach dem Ende" in answer.text
    assert queries.get_consultation(row.id).evaluated_at is None


def test_the_list_counts_the_days_and_filters_by_state(desk: Client) -> None:
    process = make_process()
    late = make_consultation(process=process, opens=-90, closes=-60, title="Überfällige")
    make_consultation(process=process, title="Offene")
    make_consultation(process=process, published=False, title="Entworfene")
    assert late.evaluation_due is not None
    page = desk.get("/desk/consultations").text
    assert f"{(clock.to_berlin(clock.now()).date() - late.evaluation_due).days} Tage zu spät" in page
    for state, title in (("open", "Offene"), ("draft", "Entworfene"), ("closed", "Überfällige")):
        shown = desk.get(f"/desk/consultations?state={state}&sort=due&down=0").text
        assert [name for name in ("Offene", "Entworfene", "Überfällige") if name in shown] == [title]
    for odd in ("state=x&sort=y&down=z&page=-1&process=99999999999", "process=%00", "state=scheduled&process=5"):
        assert desk.get(f"/desk/consultations?{odd}").status_code == 200


def test_what_sql_calls_a_state_is_what_the_rules_call_it(desk: Client, people: People) -> None:
    process = make_process()
    now = datetime(2026, 10, 5, 12, tzinfo=UTC)
    with clock.fixed(now):
        for opens, closes in ((-9, -1), (-1, 0), (0, 5), (1, 5)):
            make_consultation(process=process, opens=opens, closes=closes)
        make_consultation(process=process, published=False)
        make_consultation(process=process, opens=-9, closes=-1, evaluated_at=now)
        found = {}
        for state in page_queries.rules.STATES:
            statement = select(Consultation).where(page_queries.in_state(state, now))
            found[state] = {page_queries.rules.state(row, now) for row in db.session.scalars(statement)}
    assert found == {state: {state} for state in page_queries.rules.STATES}


def test_the_work_list_names_what_is_owed_and_what_lacks_something(desk: Client) -> None:
    process = make_process()
    make_consultation(process=process, opens=-90, closes=-60, title="Längst vorbei")
    make_consultation(process=process, opens=-9, closes=-1, title="Gerade vorbei")
    make_consultation(process=process, published=False, verbs=(), title="Ohne Verben")
    make_process(published=False, goal="", title="Ohne Ziel")
    page = desk.get("/desk/").text
    for words in ("Auswertung ist überfällig", "Längst vorbei", "Auswertung ist fällig", "Gerade vorbei",
                  "Entwurf einer Beteiligung", "Ohne Verben", "Entwurf eines Prozesses", "Ohne Ziel"):  # fmt: skip
        assert words in page, words


def test_staff_of_another_process_may_not_touch_it(client: Client, people: People) -> None:
    row, other = make_consultation(), make_process()
    client.sign_in(make_user("own@example.org", "Eine Stelle", role="staff", scope="process", scope_id=other.id))
    assert client.get(f"/desk/consultations/{row.id}").status_code == 403
    assert client.submit(f"/desk/consultations/{row.id}/close", reason="Fremd").status_code == 403
    assert client.submit(f"/desk/consultations/new/{row.process_id}", title="Fremd").status_code == 403
    assert row.title not in client.get("/desk/consultations").text
