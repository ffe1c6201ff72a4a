"""Many at once, on a real database: a vote counts once, a form is sent once, a thing is reported once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.comments.models import Comment, CommentVote, Report
from consul_py.debates.models import Debate
from consul_py.follows.models import Follow
from consul_py.kernel.db import db
from tests.cast import make_user
from tests.comments.make import make_comment, make_debate
from tests.realdb import real_app, storm
from tests.watch import Client


def everything_at_once(app: Flask, number: int) -> list[int]:
    """One round of the same five acts by the same person."""
    with app.app_context():
        client = Client(app)
        client.set_cookie("sid", (Path(app.config["INSTANCE"]) / "session.txt").read_text())
        acts: list[tuple[str, dict[str, Any]]] = [
            ("/comments/1/vote", {"value": "helpful"}),
            ("/subjects/1/comments", {"body": "Einmal reicht", "idempotency_key": "k"}),
            ("/comments/1/report", {"category": "false"}),
            ("/subjects/1/follow", {}),
            ("/debates/1/vote", {"value": "agree" if number % 2 else "disagree"}),
        ]
        return [client.submit(path, **fields).status_code for path, fields in acts]


@pytest.mark.slow
def test_parallel_identical_acts_leave_one_row_each(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        with app.app_context():
            client = Client(app).sign_in(make_user("resident@example.org", "Waldrand"))
            (tmp_path / "session.txt").write_text(client.get_cookie("sid").value)  # type: ignore[union-attr]  # signed in just now
            debate = make_debate()
            make_comment(debate, make_user("other@example.org", "Feldweg"))
            assert (debate.id, db.session.scalar(select(Comment.id))) == (1, 1)
        answers = storm(app, everything_at_once, 16)
        assert {status for answer in answers for status in answer} == {303}
        with app.app_context():
            counts = {m: db.session.scalar(select(func.count()).select_from(m)) for m in (CommentVote, Report, Follow)}
            assert set(counts.values()) == {1}, counts
            debate = db.session.get_one(Debate, 1)
            assert db.session.scalar(select(Comment.vote_count).where(Comment.id == 1)) == 1
            assert db.session.scalar(select(func.count()).select_from(Comment)) == debate.comment_count == 2
            assert (debate.follow_count, debate.support_count + debate.against_count) == (1, 1)
