"""What is kept about a person's comments, helpful votes, reports and hidden texts: for the download of their own data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consul_py.comments.models import CommentVote, Hiding, Report
from consul_py.comments.queries import of_person
from consul_py.kernel.db import db

Rows = list[dict[str, Any]]


def comments_of(user_id: int) -> Rows:
    return [
        {
            "subject": comment.subject.title,
            "text": comment.body,
            "side": comment.side,
            "in_office": comment.is_office,
            "created_at": comment.created_at.isoformat(),
            "edited_at": comment.edited_at.isoformat() if comment.edited_at else None,
            "helpful_votes": comment.vote_count,
            "hidden_because": comment.hidden_reason or None,
        }
        for comment in of_person(user_id)
    ]


def votes_of(user_id: int) -> Rows:
    found = select(CommentVote).where(CommentVote.user_id == user_id).order_by(CommentVote.comment_id)
    return [
        {"comment": vote.comment_id, "created_at": vote.created_at.isoformat()} for vote in db.session.scalars(found)
    ]


def reports_of(user_id: int) -> Rows:
    found = select(Report).where(Report.reporter_id == user_id).order_by(Report.id)
    return [
        {
            "comment": report.comment_id,
            "subject": report.subject_id,
            "reason": report.category,
            "text": report.text,
            "created_at": report.created_at.isoformat(),
            "outcome": report.outcome,
        }
        for report in db.session.scalars(found)
    ]


def hidings_of(user_id: int) -> Rows:
    found = select(Hiding).options(joinedload(Hiding.appeal)).where(Hiding.author_id == user_id).order_by(Hiding.id)
    return [
        {
            "title": hiding.title,
            "reason": hiding.reason,
            "hidden_at": hiding.hidden_at.isoformat(),
            "restored_at": hiding.restored_at.isoformat() if hiding.restored_at else None,
            "objection": hiding.appeal.text if hiding.appeal else None,
            "answer": hiding.appeal.answer if hiding.appeal else None,
        }
        for hiding in db.session.scalars(found)
    ]


def data_of(user_id: int) -> dict[str, Rows]:
    return {
        "comments": comments_of(user_id),
        "helpful_votes": votes_of(user_id),
        "reports": reports_of(user_id),
        "hidden": hidings_of(user_id),
    }
