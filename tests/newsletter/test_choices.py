"""Measures and workshops are told, too; staff choose per process what goes out, what waits and what does not."""

from __future__ import annotations

from datetime import date, timedelta

from consul_py.kernel import clock, files
from consul_py.kernel.db import db, transaction
from consul_py.kernel.events import emit
from consul_py.measures import service as measures
from consul_py.newsletter import choices, delivery, digest, digest_text, jobs, telling
from consul_py.newsletter.models import TRIGGERS, Delivery, Mailing
from consul_py.processes import part_service
from consul_py.processes.events import StrategyPublished
from consul_py.processes.models import Consultation, Process, ProcessDocument
from consul_py.workshops import service as workshops
from consul_py.workshops.models import Workshop
from tests.cast import make_user
from tests.measures.make import make_measure
from tests.newsletter.make import make_subscription, seen, states
from tests.processes.make import make_consultation, make_process
from tests.workshops.make import make_workshop


def issues() -> list[Mailing]:
    db.session.rollback()
    return db.session.query(Mailing).order_by(Mailing.id).all()


def choose(process: Process, **wanted: str) -> None:
    with transaction():
        choices.save(process, wanted)


def test_each_public_change_of_a_measure_is_told_once_and_a_corrected_slip_never(app):
    make_subscription("eva@example.org")
    make_subscription("ohne@example.org", wants_measures=False)
    with transaction():
        measure = make_measure(status="proposed", title="Fahrradboxen", reason="")
    with transaction():
        measures.change_status(measure, "adopted", "Der Kreistag hat zugestimmt.", 0)
    with transaction():
        measures.change_status(measure, "in_progress", "", 10, public=False)
    found = issues()
    assert [(issue.trigger, issue.kind) for issue in found] == [("measure", "measures")] * 2
    assert states(found[1]) == {"eva@example.org": "queued"}
    german = next(text for text in found[1].texts if text.language == "de")
    assert german.subject == "Maßnahme – Beschlossen: Fahrradboxen"
    assert "Der Kreistag hat zugestimmt." in german.body_text


def test_an_announced_workshop_is_told_at_once(app):
    make_subscription("eva@example.org")
    workshop = make_workshop(announced=False)
    with transaction():
        workshops.announce(workshop)
    (issue,) = issues()
    assert (issue.trigger, issue.kind, issue.state) == ("workshop", "openings", "sending")
    assert "Bürgerhaus Kaltenborn" in issue.texts[0].body_text


def published(process: Process, title: str, *, is_strategy: bool = True) -> ProcessDocument:
    with transaction():
        file = files.keep(files.Content(b"%PDF-1.7 %%EOF", "application/pdf", "pdf"), title)
        return part_service.add_document(process, file, title, date(2027, 3, 1), is_strategy=is_strategy)


def test_a_version_of_the_strategy_is_told_once_to_those_who_want_results_of_its_process(app):
    process = make_process(title="Digitalstrategie")
    make_subscription("eva@example.org")
    make_subscription("ohne@example.org", wants_results=False)
    published(process, "Protokoll", is_strategy=False)
    document = published(process, "Entwurf vom März")
    with transaction():
        emit(StrategyPublished(document.id, process.id, document.title))
    (issue,) = issues()
    assert (issue.trigger, issue.kind, issue.state) == ("strategy", "results", "sending")
    assert states(issue) == {"eva@example.org": "queued"}
    german = next(text for text in issue.texts if text.language == "de")
    assert german.subject == "Neue Fassung der Strategie: Entwurf vom März"
    assert "1.\u00a0März 2027" in german.body_text
    assert f"http://localhost/processes/{process.slug}#docs" in german.body_text


def test_every_news_has_a_word_above_it_and_a_place_in_the_weekly_mail(app):
    with app.test_request_context():
        assert all(digest_text.trigger_sort(trigger) for trigger in TRIGGERS)
        assert set(choices.trigger_words()) == set(TRIGGERS) == set(digest.ORDER)


def test_a_version_that_is_gone_before_it_was_approved_is_not_told(app):
    process = make_process()
    choose(process, strategy="approval")
    document = published(process, "Entwurf")
    with transaction():
        part_service.remove(process, document)
    jobs.announce()
    with transaction():
        telling.drop_pointless()
    (issue,) = issues()
    assert (issue.state, issue.document_id) == ("dropped", None)
    assert issue.note


def test_what_is_switched_off_is_noted_and_not_told_later_either(app):
    make_subscription()
    process = make_process()
    choose(process, opened="off", measure="off")
    make_consultation(process=process)
    make_measure(process)
    jobs.announce()
    choose(process, opened="automatic", measure="automatic")
    jobs.announce()
    assert {(issue.trigger, issue.state) for issue in issues()} == {("opened", "dropped"), ("measure", "dropped")}
    assert all(issue.note for issue in issues())
    assert not db.session.query(Delivery).count()


def test_what_needs_approval_waits_with_its_text_and_follows_the_fact_until_then(app):
    make_subscription("eva@example.org")
    process = make_process()
    choose(process, opened="approval")
    consultation = make_consultation(process=process, title="Busse am Abend")
    other = make_consultation(title="Ohne Umweg")
    jobs.announce()
    waiting, told = sorted(issues(), key=lambda issue: issue.consultation_id == other.id)
    assert (waiting.state, told.state) == ("prepared", "sending")
    assert "Busse am Abend" in waiting.texts[0].subject
    assert not states(waiting)
    db.session.get_one(Consultation, consultation.id).summary = "Neu: auch am Sonntag"
    db.session.commit()
    jobs.announce()
    waiting = issues()[0] if issues()[0].state == "prepared" else issues()[1]
    assert "auch am Sonntag" in waiting.texts[0].body_text


def test_what_is_over_before_it_was_approved_is_dropped(app):
    process = make_process()
    choose(process, opened="approval", workshop="approval")
    make_consultation(process=process, closes=2)
    workshop = make_workshop(announced=False, starts=1, process=process)
    with transaction():
        workshops.announce(workshop)
    jobs.announce()
    with transaction():
        telling.drop_pointless()
    assert {issue.state for issue in issues()} == {"prepared"}
    with clock.fixed(clock.now() + timedelta(days=3)), transaction():
        telling.drop_pointless()
    assert {issue.state for issue in issues()} == {"dropped"}


def test_a_cancelled_workshop_is_not_announced_any_more(app):
    make_subscription("eva@example.org")
    workshop = make_workshop(announced=False)
    with transaction():
        workshops.announce(workshop)
    with transaction():
        workshops.cancel(db.session.get_one(Workshop, workshop.id), "Krank.")
        telling.drop_pointless()
    (issue,) = issues()
    assert states(issue) == {"eva@example.org": "suppressed"}


def test_after_a_time_without_service_only_what_still_has_a_point_is_sent(sending, sink):
    make_subscription("eva@example.org")
    make_consultation(opens=-10, closes=2, title="Endet bald")
    with transaction():
        make_measure(title="Bleibt wahr")
    jobs.announce()
    delivered_late = clock.now() + timedelta(days=3)
    with clock.fixed(delivered_late):
        jobs.announce()
        jobs.send()
    assert [received.message["Subject"] for received in sink.messages] == ["Maßnahme – In Umsetzung: Bleibt wahr"]
    by_trigger = {issue.trigger: issue for issue in issues()}
    assert states(by_trigger["closes_soon"]) == {"eva@example.org": "suppressed"}
    assert states(by_trigger["opened"]) == {"eva@example.org": "suppressed"}
    assert delivery.send_due() == 0


def test_a_process_that_is_not_public_tells_nothing(app):
    make_subscription()
    make_measure(make_process(published=False))
    assert [issue.state for issue in issues()] == ["dropped"]
    assert not db.session.query(Delivery).count()


def test_staff_choose_at_the_desk_of_the_process(app, client, people):
    process = make_process(title="Radwege")
    client.sign_in(people.staff)
    path = f"/desk/newsletter/choices/{process.id}"
    assert "Radwege" in client.get("/desk/newsletter/choices").text
    assert path in client.get(f"/desk/processes/{process.id}").text
    assert client.get(path).status_code == 200
    wanted = {trigger: "automatic" for trigger in TRIGGERS if trigger != "measure"}
    assert client.submit(path, **wanted, measure="approval").status_code == 303
    assert client.submit(path, **wanted, measure="approval").status_code == 303, "twice is fine"
    assert choices.of(process.id)["measure"] == "approval"
    for odd in ({}, wanted, wanted | {"measure": "sometimes"}, wanted | {"measure": "x" * 10_000}):
        assert client.submit(path, **odd).status_code == 422
    assert choices.of(process.id)["measure"] == "approval"
    assert client.get("/desk/newsletter/choices/999999999").status_code == 404


def test_residents_do_not_choose_what_goes_out(app, client, people):
    process = make_process()
    client.sign_in(people.resident)
    assert client.get(f"/desk/newsletter/choices/{process.id}").status_code == 403
    assert client.submit(f"/desk/newsletter/choices/{process.id}", opened="off").status_code == 403


def test_what_waits_for_approval_stands_in_the_work_list(app, client, people):
    process = make_process()
    choose(process, measure="approval")
    make_measure(process, title="Mitfahrbank")
    client.sign_in(people.staff)
    assert "Mitfahrbank" in client.get("/desk/").text


def test_staff_approve_a_fact_at_the_desk_and_it_goes_out_once(app, client, people):
    make_subscription("eva@example.org")
    make_subscription("woche@example.org", weekly=True)
    process = make_process()
    choose(process, measure="approval")
    make_measure(process, title="Mitfahrbank")
    (issue,) = issues()
    client.sign_in(people.staff)
    page = client.get(f"/desk/newsletter/{issue.id}").text
    assert "Mitfahrbank" in page
    assert "1 Person liest es in der Wochenmail." in page
    for _ in range(2):
        assert client.submit(f"/desk/newsletter/{issue.id}/send", seen=seen(issue)).status_code == 303
    (issue,) = issues()
    assert issue.state == "sending"
    assert states(issue) == {"eva@example.org": "queued"}
    assert db.session.query(Delivery).count() == 1


def test_a_fact_that_staff_discard_stays_noted_and_is_not_prepared_again(app, client, people):
    process = make_process()
    choose(process, opened="approval")
    make_consultation(process=process)
    jobs.announce()
    client.sign_in(people.staff)
    assert client.submit(f"/desk/newsletter/{issues()[0].id}/discard", seen=seen(issues()[0])).status_code == 303
    jobs.announce()
    assert [issue.state for issue in issues()] == ["dropped"]


def test_staff_of_one_process_choose_for_theirs_only(app, client):
    mine, other = make_process(title="Meiner"), make_process(title="Anderer")
    client.sign_in(make_user("hier@example.org", "Hier", role="staff", scope="process", scope_id=mine.id))
    page = client.get("/desk/newsletter/choices").text
    assert "Meiner" in page
    assert "Anderer" not in page
    every = dict.fromkeys(TRIGGERS, "off")
    assert client.get(f"/desk/newsletter/choices/{other.id}").status_code == 403
    assert client.submit(f"/desk/newsletter/choices/{other.id}", **every).status_code == 403
    assert client.submit(f"/desk/newsletter/choices/{mine.id}", **every).status_code == 303
    assert set(choices.of(other.id).values()) == {"automatic"}
    assert set(choices.of(mine.id).values()) == {"off"}
