"""Acts that overlap: one has written and not committed yet when the other begins. Nobody is forgotten or told twice.

On SQLite none of this can happen: an act has the whole file for itself from its first moment (`kernel/db.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from consul_py.kernel import clock, locks
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import addresses, claims, content, digest, digest_queries, issues, service, telling
from consul_py.newsletter.ledger import GO, Ledger
from consul_py.newsletter.models import OPENED, Delivery, Mailing, Subscription
from consul_py.processes.models import Consultation, Process
from tests.meeting import only_where_acts_meet
from tests.newsletter.make import make_issue, make_subscription
from tests.newsletter.overlap import Desk, after
from tests.newsletter.weeks import FRIDAY, make_reader
from tests.processes.make import make_consultation
from tests.realdb import real_app
from tests.watch import Client

pytestmark = only_where_acts_meet


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with real_app(tmp_path_factory.mktemp("overlaps")) as app:
        yield app


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    """The application with nothing in it; commits are real."""
    with site.app_context():
        yield site
        db.session.rollback()
        with transaction():
            db.session.execute(text("TRUNCATE mailing, subscription, consultation, process CASCADE"))


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    with ThreadPoolExecutor(2) as pool:
        yield Desk(app, pool)


def stands(mailing_id: int) -> list[tuple[str, str]]:
    """State of an issue and of its deliveries."""
    rows = select(Mailing.state, Delivery.state).join(Delivery).where(Mailing.id == mailing_id).order_by(Delivery.id)
    return [(issue, delivery) for issue, delivery in db.session.execute(rows)]


def sent_to(reader: int) -> list[str]:
    """Which issues somebody is sent."""
    rows = select(Mailing.trigger).join(Delivery).where(Delivery.subscription_id == reader).order_by(Delivery.id)
    return list(db.session.scalars(rows))


def all_deliveries(state: str) -> None:
    db.session.execute(update(Delivery).values(state=state))
    db.session.commit()


# An issue is marked as sent while something of it is queued anew


@pytest.fixture
def failed(app: Flask) -> int:
    """An issue whose only mail failed, and which nobody has marked as sent yet."""
    make_subscription()
    issue = make_issue()
    all_deliveries("failed")
    return issue.id


def retry(mailing_id: int) -> Callable[[], int]:
    return lambda: issues.retry_failed(db.session.get_one(Mailing, mailing_id))


def retry_one(mailing_id: int) -> Callable[[], None]:
    find = select(Delivery).where(Delivery.mailing_id == mailing_id)
    return lambda: addresses.retry(db.session.scalars(find).one())


def test_an_issue_is_not_finished_while_its_failed_ones_are_queued(desk: Desk, failed: int) -> None:
    assert desk.beside(retry(failed), issues.finish) == (1, 0)
    assert stands(failed) == [("sending", "queued")]


def test_an_issue_is_not_finished_while_one_of_it_is_queued(desk: Desk, failed: int) -> None:
    assert desk.beside(retry_one(failed), issues.finish) == (None, 0)
    assert stands(failed) == [("sending", "queued")]


@pytest.mark.parametrize("again", [retry, retry_one])
def test_what_is_queued_right_after_the_end_is_sent_all_the_same(desk: Desk, failed: int, again: Any) -> None:
    """Staff looked at the issue before it was marked, and queue after that."""
    with transaction():
        assert db.session.get_one(Mailing, failed).state == "sending"
        row = db.session.scalars(select(Delivery)).one()
        assert row.mailing.state == "sending"
        assert desk.begin(issues.finish).result(30) == 1
        again(failed)()
    assert stands(failed) == [("sending", "queued")]


def test_what_is_queued_while_the_end_is_marked_waits_for_it(
    desk: Desk, failed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Future[Any]] = []
    with after(monkeypatch, issues, "hold", lambda: begun.append(desk.begin(retry(failed)))), transaction():
        assert issues.finish() == 1
    assert begun[0].result(30) == 1
    assert stands(failed) == [("sending", "queued")]


def test_what_is_queued_between_the_look_and_the_lock_is_seen(desk: Desk, failed: int) -> None:
    """A statement sees what was committed when it began, and gets its locks later: here it is held up between the two."""
    gate = "pg_advisory_xact_lock(7)"

    def held_up(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> tuple[str, Any]:
        slow = f"WHERE (SELECT {gate}) IS NOT NULL AND "
        return statement.replace("WHERE ", slow, 1) if "SKIP LOCKED" in statement else statement, values

    def queue() -> int:
        db.session.execute(text(f"SELECT {gate}"))
        return retry(failed)()

    event.listen(db.engine, "before_cursor_execute", held_up, retval=True)
    try:
        assert desk.beside(queue, issues.finish) == (1, 0)
    finally:
        event.remove(db.engine, "before_cursor_execute", held_up)
    assert stands(failed) == [("sending", "queued")]


# Somebody begins to want news at once


def at_once(reader: int, **wanted: Any) -> Callable[[], None]:
    return lambda: service.apply(db.session.get_one(Subscription, reader), {"weekly": False} | wanted)


def announce(consultation_id: int) -> Callable[[], bool]:
    return lambda: telling.announce(OPENED, db.session.get_one(Consultation, consultation_id))


def test_an_issue_is_not_finished_while_a_reader_is_queued(desk: Desk) -> None:
    reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40).id
    make_subscription()
    with transaction():
        announce(opened)()
    all_deliveries("accepted")
    desk.beside(at_once(reader), issues.finish)
    number = db.session.scalars(select(Mailing.id)).one()
    assert stands(number) == [("sending", "accepted"), ("sending", "queued")]


@pytest.mark.parametrize("kind", ["finished", "stopped"])
def test_an_issue_that_ends_while_a_reader_looks_for_it(desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """One that was finished goes on for this reader, one that was stopped does not."""
    reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40).id
    make_subscription()
    with transaction():
        announce(opened)()
    all_deliveries("accepted")
    number = db.session.scalars(select(Mailing.id)).one()
    ends = issues.finish if kind == "finished" else lambda: issues.stop(db.session.get_one(Mailing, number))
    with after(monkeypatch, digest_queries, "matching", lambda: desk.begin(ends).result(30)), transaction():
        at_once(reader)()
    goes_on = [("sending", "accepted"), ("sending", "queued")]
    assert stands(number) == (goes_on if kind == "finished" else [("sent", "accepted")])


def test_an_issue_that_a_reader_has_found_is_not_finished_before_they_are_queued(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40).id
    make_subscription()
    with transaction():
        announce(opened)()
    all_deliveries("accepted")

    def finish() -> None:
        assert desk.begin(issues.finish).result(30) == 0

    with after(monkeypatch, digest, "_untold", finish, call=2), transaction():
        at_once(reader)()
    number = db.session.scalars(select(Mailing.id)).one()
    assert stands(number) == [("sending", "accepted"), ("sending", "queued")]


@pytest.mark.parametrize("first", ["the release", "the reader"])
def test_who_begins_to_want_news_at_once_while_one_is_released_gets_it_once(desk: Desk, first: str) -> None:
    reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40).id
    make_subscription()
    acts = announce(opened), at_once(reader)
    desk.beside(*acts if first == "the release" else acts[::-1])
    assert sent_to(reader) == [OPENED]


@pytest.mark.parametrize("first", ["the weekly mail", "the reader"])
def test_who_begins_to_want_news_at_once_while_the_week_is_told_gets_it_once(desk: Desk, first: str) -> None:
    with clock.fixed(FRIDAY - timedelta(days=4)):
        reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40).id
        make_reader("ute@example.org")
        with transaction():
            announce(opened)()
    with clock.fixed(FRIDAY):
        acts = digest.build, at_once(reader)
        desk.beside(*acts if first == "the weekly mail" else acts[::-1])
    assert sent_to(reader) == ["digest" if first == "the weekly mail" else OPENED]


def test_a_second_click_does_not_send_twice(desk: Desk) -> None:
    reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40).id
    with transaction():
        announce(opened)()
    desk.beside(at_once(reader), at_once(reader))
    assert sent_to(reader) == [OPENED]


def test_a_release_that_holds_a_process_and_a_reader_who_chooses_it_do_not_wait_for_each_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts become issues in acts that hold their process, and whoever wants news of it points at its row."""
    reader, opened = make_reader("eva@example.org").id, make_consultation(closes=40)
    process, number = opened.process_id, opened.id
    begun: list[Future[Any]] = []

    def release() -> bool:
        db.session.get_one(Process, process, with_for_update={"of": Process}, populate_existing=True)
        return announce(number)()

    with after(monkeypatch, digest, "hand_over", lambda: begun.append(desk.begin(release))), transaction():
        at_once(reader, scopes=[f"process:{process}"])()
    assert begun[0].result(30)
    assert sent_to(reader) == [OPENED]


def test_a_reader_waits_for_a_release_and_is_asked_to_come_back_when_it_takes_too_long(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, opened = make_reader("eva@example.org"), make_consultation(closes=40).id
    number, path = reader.id, content.manage_url(reader).removeprefix("http://localhost")

    def click() -> int:
        return Client(app).submit(path, interests=["openings"], rhythm="at_once", language="de").status_code

    with transaction():
        announce(opened)()
        with monkeypatch.context() as patch:
            patch.setattr(locks, "PATIENCE", "100ms")
            assert desk.begin(click, commits=False).result(30) == 503
        waits = desk.begin(click, commits=False)
        assert not waits.done()
    assert waits.result(30) == 303
    assert sent_to(number) == [OPENED]


# A lease is renewed while somebody takes it for dead


def test_a_lease_that_is_renewed_at_this_moment_is_not_taken(
    desk: Desk, failed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_deliveries("queued")
    batch = claims.claim()
    assert batch is not None

    def step() -> str:
        with Ledger() as ledger:
            return ledger.step(batch, None, batch.items[0])

    update_, steps = claims._update, [step]

    def late(*conditions: Any, **values: Any) -> int:
        while steps:
            assert desk.begin(steps.pop(), commits=False).result(30) == GO
        return update_(*conditions, **values)

    with clock.fixed(clock.now() + timedelta(minutes=6)), monkeypatch.context() as patch:
        patch.setattr(claims, "_update", late)
        assert claims.recover() == 0
    assert stands(failed) == [("sending", "sending")]
