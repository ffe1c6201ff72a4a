"""After the end: what the result page says and does not, every file, and "check my number"."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.ballots import recount
from consul_py.ballots.models import SealedBallot, WaitingBallot
from consul_py.follows.models import Follow
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.notifications.models import Notification
from consul_py.polls.models import Poll
from tests.cast import People, make_user
from tests.polls.make import make_poll, option, seal, vote
from tests.watch import Client


def voted(app: Flask, places: str, **settings: Any) -> Poll:
    """A poll in which somebody voted for each place in `places`; `-` is a blank ballot."""
    poll = make_poll(settings=settings)
    question = poll.questions[0]
    for number, place in enumerate(places):
        client = Client(app).sign_in(make_user(f"v{number}@example.org", f"Mensch {number}"))
        sent = {"blank": "1"} if place == "-" else {f"q{question.id}": option(question, int(place))}
        assert vote(client, poll, "4711" if number < 2 else "", **sent).status_code == 303
    return poll


def results(app: Flask, poll: Poll) -> str:
    with clock.fixed(clock.in_days(8)):
        seal(poll)
        return Client(app).get(f"/polls/{poll.id}/results").text


def test_a_tie_is_shown_as_a_tie_and_few_ballots_are_not_called_secret(app: Flask) -> None:
    page = results(app, voted(app, "001122-"))
    assert "Gleichstand: Hainfeld, Rodenau, Oberlinden" in page
    assert "Weniger als 10 Menschen" in page and "Vorläufig bis" in page


def test_a_majority_and_a_quorum_that_were_missed_are_said(app: Flask) -> None:
    page = results(app, voted(app, "00112", majority="absolute", quorum=6))
    assert "6 – nicht erreicht" in page and "6 Stimmzettel waren nötig, 5 wurden abgegeben" in page
    other = results(app, voted_again(app, "0011122", majority="absolute", quorum=7))
    assert "7 – erreicht" in other and "die nötige Mehrheit ist nicht erreicht" in other


def voted_again(app: Flask, places: str, **settings: Any) -> Poll:
    """Other people than those of `voted`."""
    poll = make_poll(settings=settings)
    for number, place in enumerate(places):
        client = Client(app).sign_in(make_user(f"w{number}@example.org", f"Nachbar {number}"))
        vote(client, poll, **{f"q{poll.questions[0].id}": option(poll.questions[0], int(place))})
    return poll


def test_a_unanimous_result_warns(app: Flask) -> None:
    assert "Alle Stimmen sind gleich" in results(app, voted(app, "1" * 3))


def test_every_file_is_there_after_the_end_and_the_tool_finds_no_defect(app: Flask, tmp_path: Path) -> None:
    poll = voted(app, "0122")
    early = Client(app)
    for name in ("definition.json", "leaves.txt", "checkpoints.jsonl", "recount.py"):
        assert early.get(f"/polls/{poll.id}/files/{name}").status_code == 200, name
    for path in ("files/stimmzettel.jsonl", "files/ergebnis.json", "archive.zip", "files/../models.py", "files/x"):
        assert early.get(f"/polls/{poll.id}/{path}").status_code == 404, path
    results(app, poll)
    archive = Client(app).get(f"/polls/{poll.id}/archive.zip").data
    zipfile.ZipFile(io.BytesIO(archive)).extractall(tmp_path)
    code, report = recount.check(tmp_path / f"abstimmung-{poll.id}", [])
    assert code == 0, report
    feed = ET.fromstring(Client(app).get(f"/polls/{poll.id}/checkpoints.atom").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1


def look_up(app: Flask, poll: Poll, number: str) -> str:
    answer = Client(app).submit(f"/polls/{poll.id}/check", number=number)
    assert answer.status_code == 200
    return answer.text


def test_before_the_end_only_a_leaf_is_found_and_only_once_it_is_sealed(app: Flask) -> None:
    poll = voted(app, "012")
    tracker = db.session.scalars(select(WaitingBallot.tracker)).first() or ""
    assert "Noch nicht" in look_up(app, poll, tracker) and "Noch nicht" in look_up(app, poll, "4711")
    assert "Nicht im Verzeichnis" in look_up(app, poll, "ab" * 32)
    results(app, poll)
    leaf = db.session.scalars(select(SealedBallot.leaf)).first() or ""
    assert "seit Prüfpunkt 1" in look_up(app, poll, leaf.upper())


def test_after_the_end_a_number_shows_its_ballot_and_a_slip_of_the_pen_is_told(app: Flask) -> None:
    poll = voted(app, "012-")
    results(app, poll)
    one = db.session.scalars(select(SealedBallot).where(SealedBallot.own_number == "4711")).first()
    assert one
    page = look_up(app, poll, recount.readable(one.tracker).lower())
    assert recount.readable(one.tracker) in page and "4711" in page
    wrong = ("0" if one.tracker[3] != "0" else "1").join((one.tracker[:3], one.tracker[4:]))
    assert "Tippfehler" in look_up(app, poll, wrong)
    missing = "0" * 16
    assert "Nicht in der Liste" in look_up(app, poll, missing + recount.check_character(missing))
    both = look_up(app, poll, "4711")
    assert both.count("Zeile ") >= 2 and "Mehrere Menschen" in both
    for odd in ("", "x" * 5000, "\x00", "١٢٣٤", "<b>"):
        look_up(app, poll, odd)


def test_followers_are_told_that_the_result_is_there(app: Flask, people: People) -> None:
    poll = voted(app, "0")
    db.session.add(Follow(user_id=people.resident.id, subject_id=poll.id, created_at=clock.now()))
    db.session.commit()
    results(app, poll)
    told = db.session.scalars(select(Notification).where(Notification.user_id == people.resident.id)).all()
    assert [one.kind for one in told] == ["poll_counted"]


@pytest.mark.parametrize(
    "path", ["results", "audit", "checkpoints", "checkpoints.atom", "check", "files/definition.json"]
)
def test_a_draft_has_nothing_to_check(app: Flask, client: Client, people: People, path: str) -> None:
    poll = make_poll(public=False)
    assert client.sign_in(people.staff).get(f"/polls/{poll.id}/{path}").status_code == 404
    assert Client(app).get(f"/polls/2147483648/{path}").status_code == 404
