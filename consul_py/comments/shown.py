"""Comments as the templates show them: names, notes and the acts each person has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for

from consul_py.comments import rules
from consul_py.comments.queries import REPLIES, Line
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import gettext as _

ANY_ID = 2_147_483_647  # the largest id an address takes


@dataclass(slots=True)
class Item:
    """A comment for the components `thread` and `argument_side`. Acts without an address are not offered."""

    id: int
    author_name: str
    html: str
    created_at: datetime
    is_office: bool = False
    badge: str = ""  # for whom an official speaks, when not for the district
    edited_at: datetime | None = None
    hidden_note: str = ""  # what stands there instead of `html`
    side: str | None = None
    votes: int = 0
    voted: bool | None = None  # None for visitors
    reply_count: int = 0
    replies: list[Item] = field(default_factory=list)
    url: str = ""
    vote_url: str = ""
    reply_url: str = ""
    report_url: str = ""
    edit_url: str = ""
    delete_url: str = ""
    all_url: str = ""  # of a thread that is longer than what is shown
    all_count: int = 0


def _address(endpoint: str, name: str = "id", **values: Any) -> Callable[[int], str]:
    """The addresses of an endpoint by a comment's id: routed once for the whole page, however long its talk."""
    values[name] = ANY_ID
    before, after = url_for(endpoint, **values).rsplit(str(ANY_ID), 1)
    return lambda number: f"{before}{number}{after}"


class Shower:
    """Makes items of one subject's lines for one person at one moment. `is_open`: people may write and vote."""

    def __init__(self, subject_id: int, who: Person, now: datetime, *, is_open: bool) -> None:
        self.who, self.now, self.is_open = who, now, is_open
        self.gone = str(_("Deleted account"))
        self.url_of, self.vote_url_of = _address("comments.show"), _address("comments.vote")
        self.report_url_of = _address("comments.report", kind="comments")
        self.reply_url_of = _address("comments.new", "parent_id", id=subject_id)

    def item(self, line: Line) -> Item:
        shown = line.is_visible
        item = Item(
            line.id,
            line.author_name or self.gone,
            line.body_html if shown else "",
            line.created_at,
            side=line.side,
            votes=line.vote_count,
            voted=line.voted if self.who.is_signed_in else None,
            reply_count=line.reply_count,
            url=self.url_of(line.id),
        )
        if not shown:
            item.hidden_note = note(line)
            item.author_name = str(_("Deleted comment")) if line.is_deleted else item.author_name
            return item
        item.is_office, item.badge, item.edited_at = line.is_office, line.office_name, line.edited_at
        self._offer(item, line)
        return item

    def _offer(self, item: Item, line: Line) -> None:
        """The acts this person has."""
        own = line.author_id == self.who.id
        if self.is_open:
            item.reply_url = self.reply_url_of(line.id)
        if self.is_open and not own:
            item.vote_url = self.vote_url_of(line.id)
        if not own:
            item.report_url = self.report_url_of(line.id)
            return
        item.delete_url = url_for("comments.ask_remove", id=line.id)
        if rules.can_edit(created_at=line.created_at, shown=True, now=self.now) is None:
            item.edit_url = url_for("comments.edit", id=line.id)

    def threads(self, roots: Iterable[Line], replies: Iterable[Line]) -> list[Item]:
        """Roots with their answers as a tree of at most three levels; a long thread says where the rest is."""
        items = {line.id: self.item(line) for line in roots}
        tops = list(items.values())
        level_of = dict.fromkeys(items, 1)
        parent_of: dict[int, int | None] = dict.fromkeys(items)
        for line in replies:
            item = self.item(line)
            under = rules.shown_parent(line.parent_id, level_of, parent_of) or line.root_id
            if under is None or under not in items:
                continue
            items[under].replies.append(item)
            items[line.id], level_of[line.id], parent_of[line.id] = item, level_of[under] + 1, under
            if line.total > REPLIES and line.root_id in items:
                root = items[line.root_id]
                root.all_url = url_for("comments.index", id=line.subject_id, thread=root.id)
                root.all_count = line.total
        return tops


def note(line: Line) -> str:
    """What stands in place of a text that is gone."""
    if line.is_deleted:
        return str(_("The author has deleted this comment."))
    return str(_("Hidden by the moderation team. Reason: %(reason)s", reason=line.hidden_reason))
