"""Writing, changing, deleting comments and finding them helpful.

Whoever changes comments locks rows in one order: the comment, those above it up to the thread's first, the number of
arguments (by trigger, when the comment is written or flushed), and the subject at last, by `count`. In any other order
two acts could wait for each other; the database would end one of them, and somebody's comment would be lost.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import nh3
from sqlalchemy import Integer, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from consul_py.comments import queries, rules
from consul_py.comments.events import CommentPosted
from consul_py.comments.models import ClosedTalk, Comment, CommentVote, Report
from consul_py.comments.permissions import speaks_for
from consul_py.comments.talk_queries import Spoken, Talk
from consul_py.kernel import clock
from consul_py.kernel.authz import MODERATOR, Person
from consul_py.kernel.db import db, insert_once, is_sqlite
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.municipalities.models import Municipality
from consul_py.subjects.models import PUBLIC
from consul_py.subjects.service import count

_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "a", "code"}
_BEYOND = re.compile(r"<(?:pre|hr|table|thead|tbody|tr|th|td)\b")  # what Markdown makes besides


def comment_html(body: str) -> str:
    """Markdown as far as it suits a comment: no headings, tables or rules."""
    html = re.sub(r"<h[2-4]>(.*?)</h[2-4]>", r"<p><strong>\1</strong></p>", html_from_markdown(body), flags=re.DOTALL)
    if not _BEYOND.search(html):  # most comments; and it is clean already
        return html
    cleaned: str = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return cleaned


class Posted(NamedTuple):
    """Where a new comment stands."""

    id: int
    subject_id: int
    root_id: int | None


def post(
    talk: Talk, who: Person, body: str, *, parent: Spoken | None = None, side: str | None = None,
    in_office: bool = False, key: str = "", now: datetime | None = None,
) -> Posted:  # fmt: skip
    """Write a comment, or an answer to `parent` (a `held_parent`). The same form sent twice makes one. Raises Refused.

    `now` is the time by the database's clock, where it came with the talk.
    """
    assert who.id is not None
    now = now or database_now()
    ensure(talk.why_closed(now))
    ensure(None if parent is None or parent.is_visible else rules.NOT_SHOWN)
    if in_office:
        ensure(rules.can_speak_in_office(covered=speaks_for(who, talk), strong=who.strong))
    side = side if parent is None else None
    root_id = (parent.root_id or parent.id) if parent else None
    sent_key = _sent_key(key, talk.id, parent.id if parent else None, side, body)
    row = {
        "subject_id": talk.id,
        "author_id": who.id,
        "parent_id": parent.id if parent else None,
        "root_id": root_id,
        "side": side,
        "body": body,
        "body_html": comment_html(body),
        "is_office": in_office,
        "office_name": office_name(who) if in_office else "",
        "sent_key": sent_key,
        "created_at": now,
    }
    written: int | None = db.session.scalar(_insert(is_sqlite()), row)
    if written is None:
        return Posted(queries.find_sent(who.id, sent_key), talk.id, root_id)
    _welcome(written, talk, who.id, parent)
    return Posted(written, talk.id, root_id)


@cache
def _insert(on_sqlite: bool) -> Any:
    """One row, unless the author has sent it before; the constraint decides, not a look before."""
    dialect = sqlite if on_sqlite else postgresql
    return dialect.insert(Comment.__table__).on_conflict_do_nothing().returning(queries.COMMENT.id)


def _welcome(comment_id: int, talk: Talk, author_id: int, parent: Spoken | None) -> None:
    if parent is not None:
        _count(parent.id, reply_count=1)
    talked = count(talk.id, comment_count=1)
    ensure(None if talked.visibility == PUBLIC else rules.TALK_CLOSED)  # hidden, withdrawn or merged meanwhile
    emit(
        CommentPosted(comment_id, talk.id, author_id, parent.author_id if parent else None, talk.author_id, talk.title)
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
    comment = _locked(comment)
    now = database_now()
    ensure(rules.can_edit(created_at=comment.created_at, shown=comment.is_visible, now=now))
    if body != comment.body:
        comment.body, comment.body_html, comment.edited_at = body, comment_html(body), now


def remove(comment: Comment) -> None:
    """Delete one's own comment. Its text is gone; the place stays while there are answers."""
    comment = _locked(comment)
    if comment.deleted_at is not None:
        return
    was_counted = comment.hidden_at is None
    comment.deleted_at = clock.now()
    comment.body = comment.body_html = ""
    db.session.flush()
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment.id, Report.settled_at.is_(None))
        .values(settled_at=clock.now(), outcome="gone")
    )
    _leave(comment)
    if was_counted:
        count(comment.subject_id, comment_count=-1)


def _leave(comment: Comment) -> None:
    """A deleted comment without answers is no longer shown; neither is a deleted parent that it kept in place."""
    while comment.deleted_at is not None and comment.reply_count == 0 and comment.parent_id is not None:
        parent = db.session.get_one(Comment, comment.parent_id, with_for_update=True, populate_existing=True)
        parent.reply_count -= 1
        db.session.flush()
        comment = parent


def vote(comment: Spoken, talk: Talk, who: Person, *, helpful: bool) -> None:
    """Find a comment helpful, or no longer. Once per person, however often it is sent. Raises Refused."""
    assert who.id is not None
    ensure(talk.why_closed(database_now()))
    ensure(rules.can_vote(shown=comment.is_visible, own=comment.author_id == who.id))
    if helpful:
        if insert_once(CommentVote, {"comment_id": comment.id, "user_id": who.id, "created_at": clock.now()}):
            _ensure_still_shown(_count(comment.id, vote_count=1))
        return
    gone: Any = db.session.execute(
        delete(CommentVote).where(CommentVote.comment_id == comment.id, CommentVote.user_id == who.id)
    )
    if gone.rowcount:
        _ensure_still_shown(_count(comment.id, vote_count=-1))


def _ensure_still_shown(counted: Any) -> None:
    """The counter waits for whoever hides or deletes the comment at this moment; nothing counts on it afterwards."""
    ensure(None if counted.hidden_at is None and counted.deleted_at is None else rules.NOT_SHOWN)


def close(subject_id: int) -> None:
    """Nothing more can be written under a subject: for the domains above, when they conclude, merge or withdraw."""
    insert_once(ClosedTalk, {"subject_id": subject_id, "closed_at": clock.now()})


def _locked(comment: Comment) -> Comment:
    """The row as it is now, held until the act ends: answers and deletions must not pass each other."""
    return db.session.get_one(Comment, comment.id, with_for_update={"of": Comment}, populate_existing=True)


def _count(comment_id: int, **step: int) -> Any:
    """Move one counter of a comment by a step, such as `vote_count=1`; answers since when it is hidden or deleted."""
    [(name, by)] = step.items()
    return db.session.execute(_counter(name), {"comment": comment_id, "by": by}).first()


@cache
def _counter(name: str) -> Any:
    column = queries.COMMENT[name]
    mine = queries.COMMENT.id == bindparam("comment", type_=Integer)
    moved = update(column.table).where(mine).values({column: column + bindparam("by", type_=Integer)})
    return moved.returning(queries.COMMENT.hidden_at, queries.COMMENT.deleted_at)
