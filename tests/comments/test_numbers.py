"""How many arguments a side has is kept beside them, whatever happens to one of them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select, update

from consul_py.comments import queries
from consul_py.comments.models import Comment, TalkNumber
from consul_py.kernel import clock
from consul_py.kernel.db import db
from tests.cast import People
from tests.comments.make import make_comment, make_debate


def kept(subject_id: int) -> dict[str, int]:
    rows = db.session.execute(select(TalkNumber.side, TalkNumber.number).where(TalkNumber.subject_id == subject_id))
    return {side: number for side, number in rows if number}


def counted(subject_id: int) -> dict[str, int]:
    shown = (Comment.subject_id == subject_id, Comment.hidden_at.is_(None), Comment.deleted_at.is_(None))
    rows = db.session.execute(
        select(Comment.side, func.count()).where(*shown, Comment.side.is_not(None)).group_by(Comment.side)
    )
    return {str(side): number for side, number in rows}


def change(comment: Comment, **values: Any) -> None:
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(**values))


def test_the_numbers_of_arguments_follow_hiding_restoring_changing_sides_and_deleting(
    app: Flask, people: People
) -> None:
    talk, other = make_debate(), make_debate()
    ones = [make_comment(talk, people.resident, side="for") for _n in range(4)]
    make_comment(talk, people.resident, side="against")
    make_comment(talk, people.resident)
    make_comment(other, people.resident, side="for")
    assert kept(talk.id) == counted(talk.id) == {"for": 4, "against": 1}
    change(ones[0], hidden_at=clock.now())
    change(ones[1], side="against")
    change(ones[2], deleted_at=clock.now())
    assert kept(talk.id) == counted(talk.id) == {"for": 1, "against": 2}
    change(ones[0], hidden_at=None)
    db.session.execute(delete(Comment).where(Comment.id == ones[3].id))
    assert kept(talk.id) == counted(talk.id) == {"for": 1, "against": 2}
    totals = {line.side: line.total for line in queries.top_lines(talk.id, None, "newest") if line.side}
    assert totals == {"for": 1, "against": 2}
    assert kept(other.id) == {"for": 1}
