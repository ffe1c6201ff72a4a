"""The weekly mail: once a week, from the same facts, to each only what concerns them, and nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.municipalities.models import Municipality
from consul_py.newsletter import choices, delivery, digest, digest_text, issues, jobs, service
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from tests.newsletter.make import make_issue, make_subscription, states
from tests.newsletter.weeks import FRIDAY, WEEK, build_at, make_measure, make_reader, weekly
from tests.processes.make import make_consultation, make_process, make_topic, save


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(FRIDAY - timedelta(days=4)):
        yield


def test_facts_wait_for_friday_and_letters_do_not(app):
    make_reader("wochenende@example.org")
    make_subscription("sofort@example.org")
    make_measure(title="Fahrradboxen")
    letter = make_issue()
    fact = db.session.query(Mailing).filter_by(trigger="measure").one()
    assert states(fact) == {"sofort@example.org": "queued"}
    assert set(states(letter)) == {"wochenende@example.org", "sofort@example.org"}
    assert build_at(FRIDAY - timedelta(hours=1)) is None, "half past six"
    issue = build_at(FRIDAY)
    assert (issue.period, issue.state) == ("2026-W48", "sending")
    assert states(issue) == {"wochenende@example.org": "queued"}
    assert "Fahrradboxen" in issue.texts[0].body_text
    assert letter.title not in issue.texts[0].body_text


def test_it_is_told_once_a_week_and_the_next_one_begins_where_it_ended(app):
    make_reader("eva@example.org")
    make_measure(title="Erste Woche")
    for _ in range(3):
        first = build_at(FRIDAY)
    with clock.fixed(FRIDAY + timedelta(minutes=5)):
        make_measure(title="Zweite Woche")
    assert build_at(FRIDAY + timedelta(days=6)).id == first.id
    second = build_at(FRIDAY + WEEK)
    assert second.period == "2026-W49"
    assert "Zweite Woche" in second.texts[0].body_text
    assert "Erste Woche" not in second.texts[0].body_text


def test_a_week_without_service_is_caught_up_with_one_mail(app):
    make_reader("eva@example.org")
    make_measure(title="Vor der Pause")
    build_at(FRIDAY)
    with clock.fixed(FRIDAY + timedelta(days=3)):
        make_measure(title="Während der Pause")
    issue = build_at(FRIDAY + 3 * WEEK + timedelta(days=2))
    assert issue.period == "2026-W51"
    assert "Während der Pause" in issue.texts[0].body_text
    assert db.session.query(Mailing).filter_by(trigger="digest").count() == 2


def test_nobody_gets_an_empty_one_and_it_is_noted(app):
    make_reader("eva@example.org", wants_measures=False)
    make_measure()
    issue = build_at(FRIDAY)
    assert (issue.state, issue.texts, issue.released_at) == ("dropped", [], None)
    assert issue.note
    assert not states(issue)


def test_without_weekly_readers_there_is_no_issue_at_all(app):
    make_subscription()
    make_reader("weg@example.org", left_at=clock.now())
    make_measure()
    assert build_at(FRIDAY) is None
    with clock.fixed(FRIDAY + timedelta(hours=1)):
        make_reader("neu@example.org")
    assert build_at(FRIDAY + timedelta(hours=2)) is None, "who came after Friday's hour waits for the next one"


def test_who_wants_news_at_once_never_gets_the_weekly_mail(app):
    make_reader("woche@example.org")
    make_measure()
    make_subscription("spaeter-bestellt@example.org")
    assert states(build_at(FRIDAY)) == {"woche@example.org": "queued"}


def test_each_reader_gets_what_matches_kinds_and_scopes(app):
    place = save(Municipality(name="Ahorntal"))
    process, other = make_process(title="Strategie"), make_process(title="Anderes")
    topic = make_topic(process, "Gesundheit")
    process.municipalities.append(place)
    db.session.commit()
    make_measure(process, title="Arztbus", topic_id=topic.id)
    make_measure(other, title="Radweg")
    make_consultation(process=process, closes=40, title="Wege zum Arzt")
    jobs.announce()
    expected = {
        "alles": ([], [], {"Arztbus", "Radweg", "Wege zum Arzt"}),
        "feld": ([f"topic:{topic.id}"], ["measures"], {"Arztbus"}),
        "ort": ([f"municipality:{place.id}"], [], {"Arztbus", "Wege zum Arzt"}),
        "anderes": ([f"process:{other.id}"], [], {"Radweg"}),
        "nichts": ([f"process:{other.id}"], ["openings"], set()),
    }
    for name, (scopes, kinds, _titles) in expected.items():
        with transaction():
            service.apply(make_subscription(f"{name}@example.org"), {"scopes": scopes, "kinds": kinds, "weekly": True})
    issue = build_at(FRIDAY)
    assert set(states(issue)) == {f"{name}@example.org" for name in expected if name != "nichts"}
    for name, (_scopes, _kinds, titles) in expected.items():
        if titles:
            row = db.session.query(Subscription).filter_by(email=f"{name}@example.org").one()
            text = digest_text.for_reader(issue.texts[0], row.id)
            for part in (text.body_text, text.body_html):
                assert {t for t in ("Arztbus", "Radweg", "Wege zum Arzt") if t in part} == titles, name
                assert "[[block" not in part
                assert "[[/block" not in part


def test_what_ends_before_the_next_one_is_named_although_its_reminder_is_not_due_yet(app):
    make_reader("eva@example.org")
    make_reader("ohne@example.org", wants_closing=False, wants_openings=False)
    make_consultation(opens=-20, closes=10, title="Endet am Donnerstag")
    make_consultation(opens=-20, closes=30, title="Endet später")
    jobs.announce()
    build_at(FRIDAY - WEEK)
    issue = build_at(FRIDAY)
    text = issue.texts[0].body_text
    assert "Endet am Donnerstag" in text
    assert text.index("Endet am Donnerstag") < text.index("Endet später"), "what cannot wait comes first"
    assert set(states(issue)) == {"eva@example.org"}


@pytest.mark.parametrize("choice", ["off", "approval"])
def test_no_end_is_named_where_staff_did_not_want_it_told_by_itself(app, choice):
    make_reader("eva@example.org")
    process = make_process()
    with transaction():
        choices.save(process, {"closes_soon": choice})
    make_consultation(process=process, opens=-20, closes=10)
    jobs.announce()
    with transaction():
        db.session.query(Delivery).delete()
        db.session.query(Mailing).update({"state": "dropped"})
    assert build_at(FRIDAY).state == "dropped"


def test_what_is_over_by_friday_is_left_out(app):
    make_reader("eva@example.org")
    make_consultation(closes=2, title="Schon vorbei")
    jobs.announce()
    assert build_at(FRIDAY).state == "dropped"


def test_a_change_of_rhythm_loses_nothing_and_doubles_nothing(app):
    eva = make_subscription("eva@example.org")
    make_reader("ute@example.org")
    make_measure(title="Am Montag")
    with transaction():
        service.apply(eva, {"weekly": True})
    make_measure(title="Am Dienstag")
    issue = build_at(FRIDAY)
    text = digest_text.for_reader(issue.texts[0], eva.id).body_text
    assert "Am Dienstag" in text
    assert "Am Montag" not in text, "that came at once"
    with clock.fixed(FRIDAY + timedelta(days=1)):
        make_measure(title="Am Samstag")
    with clock.fixed(FRIDAY + timedelta(days=2)), transaction():
        service.apply(eva, {"weekly": False})
    sent = db.session.query(Mailing.title).join(Delivery).filter(Delivery.subscription_id == eva.id)
    assert sorted(title for (title,) in sent if title.startswith("Am ")) == ["Am Montag", "Am Samstag"]


def test_changed_interests_take_back_a_weekly_mail_in_which_nothing_is_left(app):
    eva = make_reader("eva@example.org")
    make_measure()
    issue = build_at(FRIDAY)
    with transaction():
        service.apply(eva, {"kinds": ["results"], "weekly": True})
    assert states(issue) == {"eva@example.org": "suppressed"}
    with pytest.raises(digest_text.NothingLeft):
        digest_text.for_reader(issue.texts[0], eva.id)


def test_what_opened_and_ends_within_the_week_stands_there_once(app, client):
    make_consultation(opens=-1, closes=10, title="Kurz und neu")
    jobs.announce()
    both, late = make_reader("beides@example.org"), make_reader("endet@example.org", wants_openings=False)
    issue = build_at(FRIDAY)
    heard = {}
    for reader in (both, late):
        parts = digest_text.for_reader(issue.texts[0], reader.id)
        heard[reader.email] = ["Offen bis" in parts.body_html, "Endet bald" in parts.body_html]
        assert parts.body_text.count("Kurz und neu\n----") == 1
        assert "[[block" not in parts.body_text + parts.body_html
    assert heard == {"beides@example.org": [True, False], "endet@example.org": [False, True]}
    page = client.get(f"/newsletter/{issue.id}-{issue.slug}").text
    assert page.count("<h2>Kurz und neu</h2>") == 1


def test_the_frozen_text_keeps_its_hash_and_the_mail_arrives_cut(sending, sink):
    make_reader("alles@example.org")
    make_reader("en@example.org", language="en", wants_openings=False)
    make_measure(title="Arztbus")
    make_consultation(closes=40, title="Wege zum Arzt")
    jobs.announce()
    issue = build_at(FRIDAY)
    before = {text.language: text.sha256 for text in issue.texts}
    with clock.fixed(FRIDAY):
        assert delivery.send_due() == 4 - 2
    received = {one.recipient: one.message for one in sink.messages}
    for recipient, titles in (("alles@example.org", 2), ("en@example.org", 1)):
        for kind in ("plain", "html"):
            body = received[recipient].get_body((kind,)).get_content()
            assert "[[" not in body
            assert "/newsletter/unsubscribe/" in body
            assert ("Arztbus" in body) + ("Wege zum Arzt" in body) == titles
    assert received["en@example.org"]["Subject"].count("the week until") == 1
    assert {text.language: text.sha256 for text in weekly().texts} == before


def test_what_is_stopped_is_left_out_and_what_is_paused_waits_for_the_next_one(app):
    make_reader("eva@example.org")
    for title in ("Gestoppt", "Pausiert", "Gut"):
        make_measure(title=title)
    make_subscription("sofort@example.org")
    by_title = {issue.title: issue for issue in db.session.query(Mailing)}
    with transaction():
        for title, act in (("Gestoppt", issues.stop), ("Pausiert", issues.pause)):
            by_title[title].state = "sending"
            act(by_title[title])
    first = build_at(FRIDAY).texts[0].body_text
    assert [title for title in by_title if title in first] == ["Gut"]
    with clock.fixed(FRIDAY + timedelta(days=1)), transaction():
        issues.resume(db.session.get_one(Mailing, by_title["Pausiert"].id))
    second = build_at(FRIDAY + WEEK).texts[0].body_text
    assert [title for title in by_title if title in second] == ["Pausiert"]


def test_more_than_a_mail_can_hold_goes_on_in_the_next_one(app, monkeypatch):
    make_reader("eva@example.org")
    monkeypatch.setattr(digest, "MOST", 3)
    for number in range(5):
        make_measure(title=f"Vorhaben-{number}")
    first, second = (build_at(FRIDAY + weeks * WEEK).texts[0].body_text for weeks in (0, 1))
    assert [number for number in range(5) if f"Vorhaben-{number}" in first] == [0, 1, 2]
    assert [number for number in range(5) if f"Vorhaben-{number}" in second] == [3, 4]


def test_nothing_is_told_twice_and_the_urgent_comes_first(app):
    make_reader("eva@example.org")
    with clock.fixed(FRIDAY - timedelta(minutes=20)):
        make_measure(title="Arztbus")
        make_consultation(closes=40, title="Wege zum Arzt")
        jobs.announce()
    first = build_at(FRIDAY).texts[0].body_text
    assert 0 < first.index("Wege zum Arzt") < first.index("Arztbus")
    assert build_at(FRIDAY + WEEK).state == "dropped"
