"""Who is told what, on the site and by mail."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from consul_py.accounts.events import AccountDeleted
from consul_py.comments.events import CommentPosted, ContentHidden
from consul_py.follows.models import Follow
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.events import emit
from consul_py.kernel.mail import MailOut
from consul_py.measures.events import MeasureCreated
from consul_py.notifications import jobs, queries, service
from consul_py.notifications.models import Notification
from consul_py.notifications.words import SENTENCES, sentence
from consul_py.proposals.events import ProposalAnswered, SupportThresholdReached
from tests.newsletter.make import make_subject


def told(user) -> list[str]:
    rows = db.session.query(Notification).filter_by(user_id=user.id).order_by(Notification.id)
    return [row.kind for row in rows]


def follow(user, subject_id: int) -> None:
    db.session.add(Follow(user_id=user.id, subject_id=subject_id, created_at=clock.now()))
    db.session.commit()


def test_a_reply_is_told_to_the_author_above_once_and_never_to_oneself(app, people):
    subject = make_subject(author_id=people.resident.id)
    with transaction():
        emit(CommentPosted(1, subject, people.other.id, people.resident.id, people.resident.id, "Dorfladen"))
        emit(CommentPosted(2, subject, people.resident.id, people.resident.id, people.resident.id, "Dorfladen"))
        emit(CommentPosted(3, subject, people.other.id, None, people.resident.id, "Dorfladen"))
    assert told(people.resident) == ["reply", "comment"]
    assert told(people.other) == []
    assert db.session.query(Notification).order_by(Notification.id).first().path.endswith("#c1")


def test_an_answer_reaches_author_and_followers(app, people):
    subject = make_subject(author_id=people.resident.id)
    follow(people.other, subject)
    with transaction():
        emit(SupportThresholdReached(subject, people.resident.id, "Dorfladen", 50, clock.now() + timedelta(days=30)))
        emit(ProposalAnswered(subject, people.resident.id, "Dorfladen", "adopted"))
    assert told(people.resident) == ["threshold", "answered"]
    assert told(people.other) == ["threshold", "answered"]


def test_a_measure_is_told_to_the_authors_of_its_sources(app, people):
    source, measure = make_subject(author_id=people.resident.id), make_subject()
    follow(people.other, source)
    process_id = 1
    with transaction():
        emit(MeasureCreated(measure, process_id, None, None, "Läden", "adopted", (source,), (people.resident.id,)))
    assert told(people.resident) == ["measure_own"]
    assert told(people.other) == ["measure"]


def test_own_news_come_by_mail_once_and_followed_news_only_when_asked_for(app, people):
    subject = make_subject(author_id=people.resident.id)
    follow(people.other, subject)
    with transaction():
        emit(ProposalAnswered(subject, people.resident.id, "Dorfladen", "adopted"))
    assert jobs.send() == 1
    assert jobs.send() == 0
    mail = db.session.query(MailOut).one()
    assert mail.recipient == "resident@example.org"
    assert "http://localhost/account/notifications/settings" in mail.body_text
    with transaction():
        service.choose(people.other.id, ["followed"])
        service.choose(people.resident.id, [])
        emit(ProposalAnswered(subject, people.resident.id, "Dorfladen", "rejected", corrected=True))
    jobs.send()
    written = [mail.recipient for mail in db.session.query(MailOut).order_by(MailOut.id)]
    assert written == ["resident@example.org", "other@example.org"]


def test_one_notice_that_cannot_be_written_stops_no_other(app, people, monkeypatch):
    write, tried = service.write_mail, []

    def once_bad(number: int, *rest: Any) -> bool:
        tried.append(number)
        if len(tried) == 1:
            raise KeyError("no such words")
        return write(number, *rest)

    monkeypatch.setattr(service, "write_mail", once_bad)
    for n in range(2):
        with transaction():
            emit(
                ProposalAnswered(
                    make_subject(author_id=people.resident.id), people.resident.id, f"Laden {n}", "adopted"
                )
            )
    assert jobs.send() == 1
    assert jobs.send() == 1, "the first is tried again with the next sweep"
    assert db.session.query(MailOut).count() == 2


def test_the_header_counts_and_reading_clears_it(app, client, people):
    subject = make_subject(author_id=people.resident.id)
    for n in range(3):
        with transaction():
            emit(CommentPosted(n, subject, people.other.id, None, people.resident.id, "Dorfladen"))
    client.sign_in(people.resident)
    assert queries.unread_count(people.resident.id) == 3
    page = client.get("/account/notifications")
    assert page.text.count("Dorfladen") >= 3
    first = db.session.query(Notification).order_by(Notification.id).first()
    client.submit(f"/account/notifications/{first.id}/read")
    assert queries.unread_count(people.resident.id) == 2
    client.submit("/account/notifications/read")
    assert queries.unread_count(people.resident.id) == 0
    assert client.get("/account/me").status_code == 200


def test_nobody_marks_the_news_of_others_as_read(app, client, people):
    subject = make_subject(author_id=people.resident.id)
    with transaction():
        emit(CommentPosted(1, subject, people.other.id, None, people.resident.id, "Dorfladen"))
    number = db.session.query(Notification).one().id
    client.sign_in(people.other).submit(f"/account/notifications/{number}/read")
    assert queries.unread_count(people.resident.id) == 1


def test_hidden_content_is_told_with_its_reason_in_the_readers_language(app, client, people):
    subject = make_subject(author_id=people.resident.id)
    with transaction():
        emit(ContentHidden("proposal", subject, None, people.resident.id, "Werbung", "Dorfladen", 1))
    client.sign_in(people.resident)
    assert "Werbung" in client.get("/account/notifications").text


def test_choices_are_saved_and_unknown_ones_refused(app, client, people):
    client.sign_in(people.resident)
    assert client.get("/account/notifications/settings").status_code == 200
    assert client.submit("/account/notifications/settings", groups=["replies"]).status_code == 303
    assert queries.choices_of(people.resident.id) == {"replies": True, "own": False, "followed": False}
    assert client.submit("/account/notifications/settings", groups=["x" * 10_000]).status_code == 422


def test_closed_accounts_are_not_told_and_deleted_ones_forgotten(app, people):
    people.other.disabled_at = clock.now()
    subject = make_subject(author_id=people.resident.id)
    follow(people.other, subject)
    with transaction():
        emit(ProposalAnswered(subject, people.resident.id, "Dorfladen", "adopted"))
    assert told(people.other) == []
    with transaction():
        emit(AccountDeleted(people.resident.id))
    assert told(people.resident) == []


def test_every_kind_has_a_sentence_that_can_be_said(app):
    words = SimpleNamespace(
        title="T", decision="adopted", status="done", reason="R", into="I", threshold=5, summary="S", granted=False,
        answer="A", upheld=True, answer_due=clock.now().isoformat(),
    ).__dict__  # fmt: skip
    assert all(sentence(kind, words) for kind in SENTENCES)
    assert sentence("unknown", {"title": "Dorfladen"}) == "Dorfladen"
