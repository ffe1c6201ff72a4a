"""The text of a weekly mail: frozen once with all its blocks; each reader gets those that match.

In the frozen text every block stands between two marks that carry its key: `m12` is what issue 12 told, `c3` that
consultation 3 ends before the next weekly mail. `c3~m12` says that issue 12 told of that consultation, and when it ends:
who reads that needs no other block.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from flask import render_template

from consul_py.kernel.i18n import LANGUAGES, date_long
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.mail import speaking
from consul_py.kernel.settings import site
from consul_py.kernel.text import one_line
from consul_py.kernel.web import public_url
from consul_py.newsletter import content, digest_queries
from consul_py.newsletter.digest_queries import Week
from consul_py.newsletter.models import (
    CLOSES_SOON,
    EVALUATED,
    FOLLOW_UP,
    MEASURE,
    OPENED,
    STRATEGY,
    WORKSHOP,
    Mailing,
    MailingText,
)

LEAD = 320  # characters of a block's first words; the rest stands on the page it leads to
LEADS = 6_000  # of all blocks together: mail programs cut off what is longer than 102 KB
BARE = 60  # with more blocks than that each is a title with its link
_BLOCK = re.compile(r"\n?\[\[block:([mc]\d+)(?:~(m\d+))?\]\]\n?(.*?)\[\[/block:\1\]\]\n?", re.DOTALL)


class NothingLeft(ValueError):
    """Nothing in a weekly mail concerns this reader any more."""


@dataclass(frozen=True)
class Block:
    """One piece of news of the week."""

    key: str
    trigger: str
    compose: Callable[[], content.News]
    better: str = ""  # the key of a block that says the same and more


class Parts(NamedTuple):
    """A frozen text with the blocks of one reader."""

    language: str
    subject: str
    body_text: str
    body_html: str


def heading(week: Week) -> str:
    return _("%(name)s: the week until %(date)s", name=site().name, date=date_long(week.until))


def freeze(mailing: Mailing, week: Week, blocks: list[Block]) -> None:
    """Render the weekly mail in every language."""
    archive_url = public_url("newsletter.issue", id=mailing.id, slug=mailing.slug)
    for language in LANGUAGES:
        with speaking(language):
            mailing.texts.append(_render(week, blocks, language, archive_url))


def _render(week: Week, blocks: list[Block], language: str, archive_url: str) -> MailingText:
    subject = one_line(heading(week))[:300]
    bare, room = len(blocks) > BARE, min(LEAD, LEADS // max(1, len(blocks)))
    shown = [
        {
            "key": block.key,
            "mark": f"{block.key}~{block.better}" if block.better else block.key,
            "sort": trigger_sort(block.trigger),
            "news": replace(news, facts=()) if bare else news,
            "lead": "" if bare else _short(news.lead, room),
        }
        for block, news in ((block, block.compose()) for block in blocks)
    ]
    context = {
        "blocks": shown, "heading": subject, "subject": subject, "archive_url": archive_url,
        "leave_url": content.LEAVE, "manage_url": content.MANAGE,
    }  # fmt: skip
    web = whole(render_template("mail/newsletter/digest/content.html", **context))
    text = render_template("mail/newsletter/digest/body.txt", **context).strip() + "\n"
    full = render_template("mail/newsletter/digest/body.html", **context)
    sha256 = hashlib.sha256(f"{subject}\x00{text}\x00{full}".encode()).hexdigest()
    return MailingText(language=language, subject=subject, web_html=web, body_text=text, body_html=full, sha256=sha256)


def _short(lead: str, room: int) -> str:
    if len(lead) <= room:
        return lead
    return lead[:room].rsplit(" ", 1)[0].rstrip(" ,;:–") + " …"


def trigger_sort(trigger: str) -> str:
    """The word above a block."""
    return {
        CLOSES_SOON: _("Ends soon"),
        OPENED: _("Open now"),
        WORKSHOP: _("Workshop"),
        EVALUATED: _("Results"),
        FOLLOW_UP: _("Workshop results"),
        MEASURE: _("Measure"),
        STRATEGY: _("Strategy"),
    }[trigger]


@lru_cache(maxsize=32)
def _pieces(text: str) -> tuple[tuple[str, str, str], ...]:
    """A frozen text in pieces: each with the key of its block and of the better one, or with none. Cut once for all."""
    pieces, end = [], 0
    for found in _BLOCK.finditer(text):
        pieces += [("", "", text[end : found.start()]), (found[1], found[2] or "", found[3])]
        end = found.end()
    return (*pieces, ("", "", text[end:]))


def whole(text: str) -> str:
    """A text with all its blocks, without their marks."""
    return cut(text, keys_of(text))


def cut(text: str, keys: Collection[str]) -> str:
    """A text with some of its blocks, none of them beside a better one."""
    return "".join(piece for key, better, piece in _pieces(text) if not key or (key in keys and better not in keys))


def keys_of(text: str) -> list[str]:
    """The keys of the blocks in a text, in their order."""
    return [key for key, _better, _piece in _pieces(text) if key]


def for_reader(text: MailingText | Parts, subscription_id: int) -> Parts:
    """The weekly mail of one reader: what matches the kinds and scopes they have now. Raises NothingLeft.

    Reads the database; the caller ends the transaction.
    """
    keys = digest_queries.matching(keys_of(text.body_text), [subscription_id]).get(subscription_id)
    if not keys:
        raise NothingLeft("nothing in it concerns this reader any more")
    return Parts(text.language, text.subject, cut(text.body_text, keys), cut(text.body_html, keys))
