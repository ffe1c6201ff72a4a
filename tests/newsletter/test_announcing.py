"""What opens is told once, to those who asked to hear about it, however often anybody looks."""

from __future__ import annotations

from datetime import timedelta

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.events import emit
from consul_py.municipalities.models import Municipality
from consul_py.newsletter import audience, jobs, service
from consul_py.newsletter.audience import Scope
from consul_py.newsletter.models import Delivery, Mailing, MailingText
from consul_py.processes.events import ConsultationEvaluated
from consul_py.workshops.events import FollowUpPublished
from tests.newsletter.make import make_subscription, states
from tests.processes.make import make_consultation, make_process, make_topic, save
from tests.realdb import real_app, storm
from tests.workshops.make import make_follow_up, make_workshop


def issues() -> list[Mailing]:
    return db.session.query(Mailing).order_by(Mailing.id).all()


def test_an_opening_is_announced_once_to_confirmed_subscribers_only(app):
    make_subscription("eva@example.org")
    make_subscription("wartet@example.org", confirmed=False)
    make_subscription("weg@example.org", left_at=clock.now())
    make_subscription("gesperrt@example.org", suppressed_at=clock.now())
    make_subscription("nur-ergebnisse@example.org", wants_openings=False)
    consultation = make_consultation(title="Wege zum Arzt")
    for _ in range(3):
        jobs.announce()
    (issue,) = issues()
    assert (issue.trigger, issue.state, issue.consultation_id) == ("opened", "sending", consultation.id)
    assert states(issue) == {"eva@example.org": "queued"}


def test_nothing_is_announced_before_it_opens_and_drafts_never(app):
    make_consultation(opens=1, closes=9)
    make_consultation(published=False)
    jobs.announce()
    assert not issues()
    with clock.fixed(clock.now() + timedelta(days=1, minutes=1)):
        jobs.announce()
    assert [issue.trigger for issue in issues()] == ["opened"]


def test_what_was_over_before_a_worker_looked_is_noted_and_never_told(app):
    make_subscription()
    make_consultation(opens=-9, closes=-1)
    jobs.announce()
    assert {issue.state for issue in issues()} == {"dropped"}
    assert not db.session.query(Delivery).count()


def test_the_end_is_announced_in_the_last_72_hours_of_windows_longer_than_a_week(app):
    make_subscription("eva@example.org")
    make_consultation(opens=-10, closes=2)
    make_consultation(opens=-2, closes=2)
    make_consultation(opens=-10, closes=5)
    jobs.announce()
    assert [issue.trigger for issue in issues()].count("closes_soon") == 1


def test_interests_choose_by_process_topic_and_municipality(app):
    place = save(Municipality(name="Ahorntal"))
    process = make_process()
    topic, other = make_topic(process, "Gesundheit"), make_topic(process, "Wohnen")
    process.municipalities.append(place)
    db.session.commit()
    wanted = {
        "alles": [], "prozess": [f"process:{process.id}"], "feld": [f"topic:{topic.id}"],
        "anderes": [f"topic:{other.id}"], "ort": [f"municipality:{place.id}"],
    }  # fmt: skip
    for name, scopes in wanted.items():
        with transaction():
            service.apply(make_subscription(f"{name}@example.org"), {"scopes": scopes})
    whole = dict(audience.counted(Scope("openings", process.id)))
    assert whole == {"everything": 1, "process": 1, "topic": 2, "municipality": 1}
    make_consultation(process=process, topic_id=topic.id)
    jobs.announce()
    assert {e.split("@")[0] for e in states(issues()[0])} == {"alles", "prozess", "feld", "ort"}


def test_texts_are_frozen_in_both_languages_with_a_hash(app):
    make_subscription()
    consultation = make_consultation(title="Wege <zum> Arzt")
    jobs.announce()
    consultation.title = "Etwas anderes"
    db.session.commit()
    texts = {text.language: text for text in db.session.query(MailingText)}
    assert set(texts) == {"de", "en"}
    assert texts["de"].subject == "Jetzt offen: Wege <zum> Arzt"
    assert texts["en"].subject == "Open now: Wege <zum> Arzt"
    assert "Wege &lt;zum&gt; Arzt" in texts["de"].body_html
    assert f"http://localhost/consultations/{consultation.slug}" in texts["de"].body_text
    assert len({text.sha256 for text in texts.values()}) == 2


def test_an_evaluation_and_a_follow_up_are_told_in_the_transaction_of_the_fact(app):
    make_subscription("eva@example.org")
    consultation = make_consultation(opens=-9, closes=-1)
    workshop = make_follow_up(make_workshop(starts=-5, process=consultation.process), published=False)
    evaluated = ConsultationEvaluated(consultation.id, consultation.process_id, consultation.slug, consultation.title)
    follow_up = FollowUpPublished(workshop.id, 1, workshop.process_id, None, None, workshop.title, "x", "/x")
    try:
        with transaction():
            emit(evaluated)
            raise RuntimeError
    except RuntimeError:
        pass
    assert not issues(), "rolled back with the fact"
    for _ in range(2):
        with transaction():
            emit(evaluated)
            emit(follow_up)
    assert sorted(issue.trigger for issue in issues()) == ["evaluated", "follow_up"]
    assert "47 Menschen kamen." in issues()[1].texts[0].body_text


def announce_many(app, _number):
    with app.app_context():
        jobs.announce()
        return db.session.query(Mailing).count()


def test_many_workers_at_once_announce_once(tmp_path):
    with real_app(tmp_path) as app:
        with app.app_context():
            for _ in range(5):
                make_subscription()
            make_consultation()
            make_consultation()
        answers = storm(app, announce_many, 16)
        assert answers == [2] * 16, answers
        with app.app_context():
            assert db.session.query(Delivery).count() == 10
