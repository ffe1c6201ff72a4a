"""Subjects, comments, reports and hidden things for tests; each is committed."""

from __future__ import annotations

from itertools import count
from typing import Any

from consul_py.accounts.models import User
from consul_py.comments.models import Comment, Hiding
from consul_py.comments.moderation_service import hide
from consul_py.comments.service import comment_html
from consul_py.comments.thing_queries import Thing
from consul_py.debates.models import Debate
from consul_py.kernel import clock
from consul_py.kernel.authz import Grant, Person
from consul_py.kernel.db import db
from consul_py.kernel.text import html_from_markdown
from consul_py.processes.models import Consultation
from consul_py.subjects.service import count as move
from consul_py.subjects.service import enter
from tests.processes.make import make_consultation

_number = count(1)


def person_of(user: User, *roles: str) -> Person:
    """The person of a request, for calls of services."""
    grants = tuple(Grant(role) for role in roles)
    return Person(user.id, user.display_name, grants=grants, strong=bool(grants), is_authenticated=True)


def make_debate(author: User | None = None, consultation: Consultation | None = None, **fields: Any) -> Debate:
    """A public debate in an open consultation."""
    consultation = consultation or make_consultation()
    values: dict[str, Any] = {
        "process_id": consultation.process_id,
        "consultation_id": consultation.id,
        "author_id": author.id if author else None,
        "title": f"Braucht jedes Dorf einen Laden? {next(_number)}",
        "summary": "Der letzte Laden hat geschlossen.",
        "body": "Der letzte Laden hat *geschlossen*.",
    } | fields
    debate = Debate(body_html=html_from_markdown(values["body"]), **values)
    enter(debate)
    db.session.commit()
    return debate


def make_comment(subject: Any, author: User, body: str = "Der Bus fährt nur viermal.", **fields: Any) -> Comment:
    """A comment with its counters; `parent` is the comment it answers."""
    parent: Comment | None = fields.pop("parent", None)
    comment = Comment(
        subject_id=subject.id, author_id=author.id, body=body, body_html=comment_html(body),
        created_at=fields.pop("created_at", None) or clock.now(), parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None, **fields,
    )  # fmt: skip
    db.session.add(comment)
    if parent is not None:
        parent.reply_count += 1
    move(subject.id, comment_count=1)
    db.session.commit()
    return comment


def hidden(comment: Comment, by: User, app: Any, reason: str = "Beleidigung einer Person") -> Hiding:
    """Hide a comment as a moderator."""
    with app.test_request_context():
        hiding = hide(Thing(comment.subject, comment), person_of(by, "moderator"), "insult", reason)
        db.session.commit()
    return hiding
