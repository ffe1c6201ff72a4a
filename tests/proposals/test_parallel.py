"""Once means a constraint: many requests at the same moment, on a real database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from consul_py.kernel.db import db
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import Subject
from consul_py.votes.models import Vote
from tests.cast import make_user
from tests.processes.make import make_consultation
from tests.proposals.make import form_of, make_proposal
from tests.realdb import real_app, storm
from tests.watch import Client


def _browser(app: Flask, session: str) -> Client:
    client = Client(app)
    client.set_cookie("sid", session)
    return client


def _session(app: Flask, email: str, name: str) -> str:
    """A signed-in person's cookie, good in every process."""
    client = Client(app)
    client.sign_in(make_user(email, name))
    cookie = client.get_cookie("sid")
    assert cookie is not None
    return cookie.value


def _post(app: Flask, path: str, session: str, fields: dict[str, Any]) -> int:
    with app.app_context():
        client = _browser(app, session)
        return client.submit(path, **fields).status_code


def support_as_one(app: Flask, _number: int) -> int:
    folder = Path(app.config["INSTANCE"])
    proposal, session = (folder / "storm.txt").read_text().split()
    return _post(app, f"/proposals/{proposal}/support", session, {})


def support_as_many(app: Flask, number: int) -> int:
    folder = Path(app.config["INSTANCE"])
    proposal, *sessions = (folder / "storm.txt").read_text().split()
    return _post(app, f"/proposals/{proposal}/support", sessions[number % len(sessions)], {})


def send_one_form(app: Flask, _number: int) -> int:
    folder = Path(app.config["INSTANCE"])
    consultation, session = (folder / "storm.txt").read_text().split()
    with app.app_context():
        fields = form_of(db.session.merge(_consultation(consultation)), form_key="the-same-form")
    return _post(app, "/proposals/new", session, fields)


def _consultation(slug: str) -> Any:
    from consul_py.processes.queries import find_consultation

    return find_consultation(slug)


def test_64_supports_of_one_person_at_once_are_one_row_and_count_one(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            proposal = make_proposal().id
            (tmp_path / "storm.txt").write_text(f"{proposal} {_session(app, 'one@example.org', 'Eine')}")
        assert storm(app, support_as_one, 64) == [303] * 64
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Vote)) == 1
            assert db.session.scalar(select(Subject.support_count).where(Subject.id == proposal)) == 1


def test_the_threshold_is_reached_exactly_once_by_parallel_supports(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            proposal = make_proposal(make_consultation(threshold=5)).id
            sessions = [_session(app, f"p{n}@example.org", f"Person {'abcdefgh'[n]}") for n in range(8)]
            (tmp_path / "storm.txt").write_text(" ".join([str(proposal), *sessions]))
        assert storm(app, support_as_many, 32) == [303] * 32
        with app.app_context():
            found = db.session.get(Proposal, proposal)
            assert found is not None
            assert found.support_count == 8
            assert found.threshold_reached_at is not None
            assert found.answer_due is not None


def test_one_form_sent_16_times_at_once_makes_one_proposal(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            consultation = make_consultation().slug
            (tmp_path / "storm.txt").write_text(f"{consultation} {_session(app, 'w@example.org', 'Wiese')}")
        assert storm(app, send_one_form, 16) == [303] * 16
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1
