"""What a subject's page and a person's own page show of comments."""

from __future__ import annotations

import secrets
from typing import Any

from flask import url_for

from consul_py.comments import moderation_queries, queries, talk_queries
from consul_py.comments.forms import CommentForm
from consul_py.comments.permissions import speaks_for
from consul_py.comments.shown import Shower
from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.forms import choice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.panels import Panel
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject

ARGUED = ("proposal", "debate")


def talk(subject: Subject, who: Person) -> Panel | None:
    """Arguments for and against, comments, and the form: three statements."""
    now = clock.now()
    sort = choice("comments", queries.SORTS, "helpful")
    closed = talk_queries.why_closed(subject, now)
    lines = queries.top_lines(subject.id, who.id, sort)
    if not lines and closed is not None and subject.kind not in ARGUED:
        return None
    plain = [line for line in lines if line.side is None]
    roots = plain[: queries.THREADS]
    replies = queries.reply_lines(roots, who.id)
    shower = Shower(subject.id, who, now, is_open=closed is None)
    sides = {side: _side(side, lines, subject, shower) for side in queries.SIDES}
    in_office = speaks_for(who, subject) and who.strong
    argued = any(side["count"] for side in sides.values()) or (closed is None and subject.kind in ARGUED)
    context = {
        "subject": subject,
        "sides": sides if argued else None,
        "threads": shower.threads(roots, replies),
        "total": _talk_size(roots, sides, subject),
        "plain_total": len(plain),
        "sort": sort,
        "path": subject_path(subject),
        "all_url": url_for("comments.index", id=subject.id, sort=sort),
        "closed": closed,
        "form": blank_form() if in_office else None,
        "key": secrets.token_urlsafe(12),
        "may_speak_in_office": in_office,
    }
    return Panel("comments/_talk.html", context, order=60)


def _talk_size(roots: list[queries.Line], sides: dict[str, dict[str, Any]], subject: Subject) -> int:
    """How many comments there are besides the arguments; exact while all threads stand on the page."""
    if not roots or roots[0].total <= len(roots):
        return sum(1 + line.reply_count for line in roots)
    return int(subject.comment_count - sum(side["count"] for side in sides.values()))


def _side(side: str, lines: list[queries.Line], subject: Subject, shower: Shower) -> dict[str, Any]:
    mine = [line for line in lines if line.side == side]
    total = mine[0].total if mine else 0
    rest = total - len(mine)
    more = (_("%(n)s more", n=rest), url_for("comments.index", id=subject.id, side=side)) if rest else None
    return {"items": [shower.item(line) for line in mine], "count": total, "more": more}


def blank_form() -> CommentForm:
    """An empty form with a key of its own, so that a double click makes one comment."""
    form = CommentForm(idempotency_key=secrets.token_urlsafe(12))
    form.body.id = "comment-body"
    form.in_office.id = "comment-in-office"
    form.idempotency_key.id = "comment-key"
    return form


def my_comments(who: Person) -> Panel | None:
    """On the own page: the last comments, and what moderation has hidden."""
    if who.id is None:
        return None
    written = queries.of_person(who.id, limit=20)
    hidden = moderation_queries.hidings_of(who.id)
    return (
        Panel("comments/_mine.html", {"comments": written, "hidings": hidden}, order=60) if written or hidden else None
    )


def reports_waiting(who: Person) -> Panel | None:
    """On the staff's work list: reports and objections that nobody has looked at."""
    items = []
    reports, appeals = moderation_queries.waiting(who)
    if reports:
        items.append(
            {"count": reports, "title": _("Reports"), "url": url_for("desk_moderation.index"),
             "note": _("Comments and contributions that somebody finds against the rules")}
        )  # fmt: skip
    if appeals:
        items.append(
            {"count": appeals, "title": _("Objections to moderation"), "url": url_for("desk_moderation.appeals"),
             "note": _("Authors wait for an answer")}
        )  # fmt: skip
    return Panel("", {"items": items}, order=40) if items else None
