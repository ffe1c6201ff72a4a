"""Writing, changing, deleting comments and finding them helpful."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

import nh3
from sqlalchemy import delete, update

from consul_py.comments import queries, rules
from consul_py.comments.events import CommentPosted
from consul_py.comments.models import ClosedTalk, Comment, CommentVote, Report
from consul_py.comments.permissions import speaks_for
from consul_py.kernel import clock
from consul_py.kernel.authz import MODERATOR, Person
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.municipalities.models import Municipality
from consul_py.subjects.models import Subject
from consul_py.subjects.service import count

_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "a", "code"}


def comment_html(body: str) -> str:
    """Markdown as far as it suits a comment: no headings, tables or rules."""
    html = re.sub(r"<h[2-4]>(.*?)</h[2-4]>", r"<p><strong>\1</strong></p>", html_from_markdown(body), flags=re.DOTALL)
    cleaned: str = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return cleaned


def post(
    subject: Subject, who: Person, body: str, *, parent_id: int | None = None, side: str | None = None,
    in_office: bool = False, key: str = "",
) -> Comment:  # fmt: skip
    """Write a comment. The same form sent twice makes one. Raises Refused."""
    assert who.id is not None
    now = database_now()
    ensure(queries.why_closed(subject, now))
    parent = _locked(parent_id) if parent_id is not None else None
    ensure(None if parent is None or parent.is_visible else rules.NOT_SHOWN)
    if in_office:
        ensure(rules.can_speak_in_office(covered=speaks_for(who, subject), strong=who.strong))
    side = side if parent is None else None
    sent_key = _sent_key(key, subject.id, parent.id if parent else None, side, body)
    written = insert_once(
        Comment,
        {
            "subject_id": subject.id,
            "author_id": who.id,
            "parent_id": parent.id if parent else None,
            "root_id": (parent.root_id or parent.id) if parent else None,
            "side": side,
            "body": body,
            "body_html": comment_html(body),
            "is_office": in_office,
            "office_name": office_name(who) if in_office else "",
            "sent_key": sent_key,
            "created_at": now,
        },
    )
    comment = queries.find_sent(who.id, sent_key)
    assert comment is not None
    if written:
        _welcome(comment, subject, parent)
    return comment


def _welcome(comment: Comment, subject: Subject, parent: Comment | None) -> None:
    count(subject.id, comment_count=1)
    if parent is not None:
        _count(parent.id, reply_count=1)
    emit(
        CommentPosted(
            comment.id,
            subject.id,
            comment.author_id,
            parent.author_id if parent else None,
            subject.author_id,
            subject.title,
        )
    )


def _sent_key(key: str, *parts: Any) -> str:
    """A form's key with what was typed: going back and writing something else is no double click."""
    if not key:
        return secrets.token_hex(32)
    return hashlib.sha256(repr((key, *parts)).encode()).hexdigest()


def office_name(who: Person) -> str:
    """For whom an official speaks; empty for the district itself."""
    scopes = {grant.scope for grant in who.grants}
    if scopes == {"municipality"}:
        place = db.session.get(Municipality, who.grants[0].scope_id)
        return place.name if place else ""
    if {grant.role for grant in who.grants} == {MODERATOR}:
        return str(_("Moderation"))
    return ""


def edit(comment: Comment, body: str) -> None:
    """Change the text of one's own comment in its first 30 minutes. Raises Refused."""
    comment = _locked(comment.id)
    now = database_now()
    ensure(rules.can_edit(created_at=comment.created_at, shown=comment.is_visible, now=now))
    if body != comment.body:
        comment.body, comment.body_html, comment.edited_at = body, comment_html(body), now


def remove(comment: Comment) -> None:
    """Delete one's own comment. Its text is gone; the place stays while there are answers."""
    comment = _locked(comment.id)
    if comment.deleted_at is not None:
        return
    if comment.hidden_at is None:
        count(comment.subject_id, comment_count=-1)
    comment.deleted_at = clock.now()
    comment.body = comment.body_html = ""
    db.session.flush()
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment.id, Report.settled_at.is_(None))
        .values(settled_at=clock.now(), outcome="gone")
    )
    _leave(comment)


def _leave(comment: Comment) -> None:
    """A deleted comment without answers is no longer shown; neither is a deleted parent that it kept in place."""
    while comment.deleted_at is not None and comment.reply_count == 0 and comment.parent_id is not None:
        parent = db.session.get_one(Comment, comment.parent_id, with_for_update=True, populate_existing=True)
        parent.reply_count -= 1
        db.session.flush()
        comment = parent


def vote(comment: Comment, who: Person, *, helpful: bool) -> None:
    """Find a comment helpful, or no longer. Once per person, however often it is sent. Raises Refused."""
    assert who.id is not None
    ensure(queries.why_closed(comment.subject, database_now()))
    ensure(rules.can_vote(shown=comment.is_visible, own=comment.author_id == who.id))
    if helpful:
        if insert_once(CommentVote, {"comment_id": comment.id, "user_id": who.id, "created_at": clock.now()}):
            _count(comment.id, vote_count=1)
        return
    gone: Any = db.session.execute(
        delete(CommentVote).where(CommentVote.comment_id == comment.id, CommentVote.user_id == who.id)
    )
    if gone.rowcount:
        _count(comment.id, vote_count=-1)


def close(subject_id: int) -> None:
    """Nothing more can be written under a subject: for the domains above, when they conclude, merge or withdraw."""
    insert_once(ClosedTalk, {"subject_id": subject_id, "closed_at": clock.now()})


def _locked(comment_id: int) -> Comment:
    """The row as it is now, held until the act ends: answers and deletions must not pass each other."""
    return db.session.get_one(Comment, comment_id, with_for_update={"of": Comment}, populate_existing=True)


def _count(comment_id: int, **steps: int) -> None:
    values = {name: getattr(Comment, name) + step for name, step in steps.items()}
    db.session.execute(update(Comment).where(Comment.id == comment_id).values(values))
