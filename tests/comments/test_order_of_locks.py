"""Writing, deleting, hiding at the same moment: nobody's comment is lost, and nothing counts on what is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts.models import User
from consul_py.comments import moderation_service, service, talk_queries
from consul_py.comments.models import Comment, CommentVote, Hiding, TalkNumber
from consul_py.comments.thing_queries import Thing
from consul_py.debates.models import Debate
from consul_py.kernel.db import db, transaction
from tests.cast import make_user
from tests.comments.make import hidden, make_comment, make_debate, person_of
from tests.meeting import Pause, meanwhile, only_where_acts_meet
from tests.realdb import real_app

pytestmark = only_where_acts_meet


class Stage(NamedTuple):
    """A talk with a comment, an answer to it, and an argument."""

    app: Flask
    talk: int
    comment: int
    answer: int
    argument: int


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with real_app(tmp_path) as app:
        with app.app_context():
            author, other = make_user("resident@example.org", "Waldrand"), make_user("other@example.org", "Feldweg")
            debate = make_debate(author)
            comment = make_comment(debate, author)
            answer = make_comment(debate, other, parent=comment)
            made = Stage(app, debate.id, comment.id, answer.id, make_comment(debate, other, side="for").id)
        yield made


def someone(name: str = "Waldrand") -> Any:
    return person_of(db.session.scalars(select(User).where(User.display_name == name)).one())


def moderator() -> Any:
    return person_of(db.session.scalars(select(User).where(User.display_name == "Feldweg")).one(), "moderator")


def argue(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Callable[[Pause], str]:
    """Post an argument, and pause when it is written but not counted yet."""
    real_one = service.count

    def act(pause: Pause) -> str:
        def counted(subject_id: int, **steps: int) -> Any:
            if steps["comment_count"] == 1:
                pause()
            return real_one(subject_id, **steps)

        monkeypatch.setattr(service, "count", counted)
        with transaction():
            talk, now = talk_queries.visible_talk_now(stage.talk)
            service.post(talk, someone(), "Ein Argument", side="for", now=now, key="k")
        return "posted"

    return act


def remove(comment_id: int) -> str:
    with transaction():
        service.remove(db.session.get_one(Comment, comment_id))
    return "removed"


def hide(comment_id: int) -> str:
    with transaction():
        comment = db.session.get_one(Comment, comment_id)
        moderation_service.hide(Thing(comment.subject, comment), moderator(), "insult", "Beleidigung")
    return "hidden"


def restore(comment_id: int) -> str:
    with transaction():
        comment = db.session.get_one(Comment, comment_id)
        hiding = db.session.scalars(select(Hiding).where(Hiding.comment_id == comment_id)).one()
        moderation_service.restore(hiding, Thing(comment.subject, comment), moderator())
    return "restored"


def hiding(stage: Stage, comment_id: int | None = None) -> Callable[[Pause], str]:
    """Hide a comment, or the whole debate, and pause before the commit."""

    def act(pause: Pause) -> str:
        with transaction():
            comment = db.session.get_one(Comment, comment_id) if comment_id else None
            thing = Thing(db.session.get_one(Debate, stage.talk), comment)
            moderation_service.hide(thing, moderator(), "insult", "Beleidigung")
            pause()
        return "hidden"

    return act


def numbers(stage: Stage) -> tuple[int, int]:
    """How many comments and how many arguments the talk has; the counters agree with the rows."""
    shown = (Comment.hidden_at.is_(None), Comment.deleted_at.is_(None))
    with stage.app.app_context():
        debate = db.session.get_one(Debate, stage.talk)
        assert debate.comment_count == db.session.scalar(select(func.count()).select_from(Comment).where(*shown))
        return debate.comment_count, db.session.scalars(select(TalkNumber.number)).one()


def test_an_answer_is_posted_while_the_last_answer_is_deleted(stage: Stage) -> None:
    def answering(pause: Pause) -> str:
        with transaction():
            talk, now = talk_queries.visible_talk_now(stage.talk)
            parent = talk_queries.held_parent(stage.comment, stage.talk)
            pause()
            service.post(talk, someone(), "Eine Antwort", parent=parent, now=now, key="k")
        return "posted"

    assert meanwhile(stage.app, answering, lambda: remove(stage.answer)) == ("posted", "removed")
    assert numbers(stage) == (3, 1)
    with stage.app.app_context():
        assert db.session.get_one(Comment, stage.comment).reply_count == 1


def test_an_argument_is_posted_while_one_of_its_side_is_deleted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = meanwhile(stage.app, argue(stage, monkeypatch), lambda: remove(stage.argument))
    assert answers == ("posted", "removed")
    assert numbers(stage) == (3, 1)


def test_an_argument_is_posted_while_one_of_its_side_is_hidden(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = meanwhile(stage.app, argue(stage, monkeypatch), lambda: hide(stage.argument))
    assert answers == ("posted", "hidden")
    assert numbers(stage) == (3, 1)


def test_an_argument_is_posted_while_one_of_its_side_is_restored(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with stage.app.app_context():
        assert hidden(db.session.get_one(Comment, stage.argument), make_user("m@example.org", "Netz"), stage.app)
    answers = meanwhile(stage.app, argue(stage, monkeypatch), lambda: restore(stage.argument))
    assert answers == ("posted", "restored")
    assert numbers(stage) == (4, 2)


@pytest.mark.parametrize("before", [False, True])
def test_a_comment_that_is_being_hidden_takes_no_votes(stage: Stage, before: bool) -> None:
    def voting(helpful: bool) -> str:
        with transaction():
            comment, talk, _voted = talk_queries.spoken(stage.answer, None)
            service.vote(comment, talk, someone(), helpful=helpful)
        return "voted"

    if before:
        with stage.app.test_request_context():
            voting(True)
    answers = meanwhile(stage.app, hiding(stage, stage.answer), lambda: voting(not before))
    assert answers == ("hidden", "not_shown")
    with stage.app.app_context():
        votes = db.session.scalar(select(func.count()).select_from(CommentVote))
        assert votes == db.session.get_one(Comment, stage.answer).vote_count == int(before)


def test_nothing_is_written_under_what_is_being_hidden(stage: Stage) -> None:
    def writing() -> str:
        with transaction():
            talk, now = talk_queries.visible_talk_now(stage.talk)
            service.post(talk, someone(), "Ein Kommentar", now=now, key="k")
        return "posted"

    assert meanwhile(stage.app, hiding(stage), writing) == ("hidden", "talk_closed")
    assert numbers(stage) == (3, 1)
