"""Comments as the templates show them: names, notes and the acts each person has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for

from consul_py.comments import rules
from consul_py.comments.models import Comment
from consul_py.comments.queries import REPLIES, Line
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import gettext as _

Item = dict[str, Any]


class Shower:
    """Makes items of lines for one person at one moment. `is_open`: people may write and vote."""

    def __init__(self, who: Person, now: datetime, *, is_open: bool) -> None:
        self.who, self.now, self.is_open = who, now, is_open

    def item(self, line: Line) -> Item:
        comment = line.comment
        shown = comment.is_visible
        item: Item = {
            "id": comment.id,
            "author_name": line.author_name or _("Deleted account"),
            "created_at": comment.created_at,
            "edited_at": comment.edited_at if shown else None,
            "html": comment.body_html if shown else "",
            "hidden_note": "" if shown else note(comment),
            "is_office": comment.is_office and shown,
            "badge": comment.office_name,
            "side": comment.side,
            "votes": comment.vote_count,
            "voted": line.voted if self.who.is_signed_in else None,
            "url": url_for("comments.show", id=comment.id),
            "reply_count": comment.reply_count,
            "replies": [],
        }
        if comment.deleted_at is not None:
            item["author_name"] = _("Deleted comment")
        return item | (self._acts(comment) if shown else {})

    def _acts(self, comment: Comment) -> Item:
        own = comment.author_id == self.who.id
        acts: Item = {}
        if self.is_open:
            acts["reply_url"] = url_for("comments.new", id=comment.subject_id, parent_id=comment.id)
        if self.is_open and not own:
            acts["vote_url"] = url_for("comments.vote", id=comment.id)
        if not own:
            acts["report_url"] = url_for("comments.report", kind="comments", id=comment.id)
            return acts
        acts["delete_url"] = url_for("comments.ask_remove", id=comment.id)
        if rules.can_edit(created_at=comment.created_at, shown=True, now=self.now) is None:
            acts["edit_url"] = url_for("comments.edit", id=comment.id)
        return acts

    def threads(self, roots: Iterable[Line], replies: Iterable[Line]) -> list[Item]:
        """Roots with their answers as a tree of at most three levels; a long thread says where the rest is."""
        items = {line.comment.id: self.item(line) for line in roots}
        tops = list(items.values())
        level_of = dict.fromkeys(items, 1)
        parent_of: dict[int, int | None] = dict.fromkeys(items)
        for line in replies:
            comment, item = line.comment, self.item(line)
            under = rules.shown_parent(comment.parent_id, level_of, parent_of) or comment.root_id
            if under is None or under not in items:
                continue
            items[under]["replies"].append(item)
            items[comment.id], level_of[comment.id], parent_of[comment.id] = item, level_of[under] + 1, under
            if line.total > REPLIES and comment.root_id in items:
                root = items[comment.root_id]
                root["all_url"] = url_for("comments.index", id=comment.subject_id, thread=root["id"])
                root["all_count"] = line.total
        return tops


def note(comment: Comment) -> str:
    """What stands in place of a text that is gone."""
    if comment.deleted_at is not None:
        return str(_("The author has deleted this comment."))
    return str(_("Hidden by the moderation team. Reason: %(reason)s", reason=comment.hidden_reason))
