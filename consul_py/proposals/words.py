"""What proposals say of themselves in words: who wrote them, which chip they wear, what happened to them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import get_template_attribute, url_for
from markupsafe import Markup

from consul_py.kernel import i18n
from consul_py.kernel.catalogue import language
from consul_py.kernel.i18n import date_long, date_time, ngettext, number, pgettext
from consul_py.kernel.i18n import gettext as _
from consul_py.proposals import rules
from consul_py.proposals.shown import Shown

Chip = tuple[str, str] | None


def decision_word(decision: str | None) -> str:
    words = {
        "adopted": pgettext("answer", "Adopted"),
        "partly": _("Partly adopted"),
        "rejected": _("Rejected"),
        "forwarded": _("Forwarded"),
    }
    return str(words.get(decision or "", ""))


def chip_of(state: str) -> Chip:
    """Kind and words of the chip; an open proposal wears none."""
    if state == "open":
        return None
    words = {"waiting": ("due", _("Answer pending")), "adopted": ("adopted", "")}
    return words.get(state, (state, ""))


def source_name(source: str | None, url: str | None) -> str:
    """Where an imported contribution was handed in: the host of its original, else the name of the source."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    return host or (source or "")


def author(name: str | None, deleted: bool, source: str | None) -> str:
    if name is None:
        return str(_("via %(source)s", source=source)) if source else ""
    return str(_("Deleted account") if deleted else _("by %(name)s", name=name))


def ago(moment: datetime | None, now: datetime) -> str:
    return i18n.ago(moment, now) if moment else ""


def comments(count: int) -> str:
    return str(ngettext("%(num)s comment", "%(num)s comments", count)) if count else ""


def entry(row: Any, now: datetime) -> dict[str, Any]:
    """A row of `listing.lines` as the entry of a list."""
    over = row.closes_at is not None and row.closes_at <= now
    state = rules.state(row, over)
    return {
        "id": row.id,
        "title": row.title,
        "url": url_for("proposals.show", id=row.id, slug=row.slug),
        "summary": row.summary,
        "before": [row.topic_title, row.municipality_name],
        "after": [
            author(row.author_name, row.author_deleted_at is not None, row.source_name),
            ago(row.published_at, now),
            comments(row.comment_count),
        ],
        "side": _mini(row.support_count, row.threshold, language()) if row.visibility == "public" else "",
        "state": state,
        "chip": chip_of(state),
    }


@lru_cache(maxsize=4096)
def _mini(supports: int, threshold: int, _language: str) -> Markup:
    """The meter of an entry. Two numbers and a language make it, so it is drawn once."""
    return Markup(get_template_attribute("_components/mini.html", "mini")(supports, threshold))  # noqa: S704  # a component


def history(proposal: Shown, versions: list[Any], former: list[Any], merged: list[Any]) -> list[dict[str, Any]]:
    """What happened to a proposal, latest first: at, text, and an address where there is more."""
    found = [{"at": at, "text": text, "url": "", "link": ""} for at, text in _moments(proposal)]
    for version in versions:
        if version.number > 1:
            url = url_for("proposals.version", id=proposal.id, number=version.number)
            words = _("Version %(number)s", number=version.number)
            found.append({"at": version.created_at, "text": words, "url": url, "link": _("Show differences")})
    for old in former:
        given = decision_word(old.decision)
        words = _("Answer given: %(decision)s. It was corrected later: %(reason)s", decision=given, reason=old.reason)
        found.append({"at": old.answered_at, "text": words, "url": "", "link": ""})
    for row in merged:
        words = _("A similar proposal was merged into this one")
        url = url_for("proposals.show", id=row.id, slug=row.slug)
        found.append({"at": row.merged_at, "text": words, "url": url, "link": row.title})
    return sorted(found, key=lambda step: step["at"], reverse=True)


def _moments(proposal: Shown) -> list[tuple[datetime, str]]:
    found: list[tuple[datetime, str]] = []
    if proposal.published_at:
        found.append((proposal.published_at, _("Proposal published")))
    if proposal.threshold_reached_at:
        due = date_long(proposal.answer_due) if proposal.answer_due else ""
        words = _("%(n)s supports reached, the answer is due by %(date)s", n=number(proposal.threshold), date=due)
        found.append((proposal.threshold_reached_at, words))
    if proposal.answered_at:
        first = proposal.corrected_at is None
        words = _("Answer of the district published") if first else _("Answer of the district corrected")
        found.append((proposal.answered_at, words))
    if proposal.withdrawn_at:
        found.append((proposal.withdrawn_at, _("Withdrawn by its author")))
    if proposal.merged_at:
        found.append((proposal.merged_at, _("Merged into another proposal")))
    return found


def history_title(steps: int, versions: int) -> str:
    events = str(ngettext("%(num)s event", "%(num)s events", steps))
    if versions < 2:
        return events
    return str(_("%(events)s and %(versions)s versions", events=events, versions=versions))


def possible_until(closes_at: datetime | None) -> str:
    return str(_("Possible until %(time)s.", time=date_time(closes_at))) if closes_at else ""


def state_word(state: str) -> str:
    """The words of a filter."""
    return str({"open": pgettext("state", "Open"), "waiting": _("Answer pending"), "answered": _("Answered")}[state])


def sheet(rows: list[Any], now: datetime) -> tuple[list[str], list[list[Any]]]:
    """Rows of `listing.lines` as a table to download; no names of persons."""
    header = [
        _("Number"), _("Title"), _("Consultation"), _("Topic field"), _("Municipality"), _("Status"), _("Supports"),
        _("Threshold"), _("Comments"), _("Published"), _("Answer due"), _("Answered"), _("Decision"),
    ]  # fmt: skip
    table = [
        [
            row.id, row.title, row.consultation_title, row.topic_title, row.municipality_name,
            rules.state(row, row.closes_at is not None and row.closes_at <= now), row.support_count, row.threshold,
            row.comment_count, row.published_at, row.answer_due, row.answered_at, decision_word(row.decision),
        ]
        for row in rows
    ]  # fmt: skip
    return header, table


def act_word(action: str) -> str:
    """An act of the audit log on a proposal, in a word or two."""
    words = {
        "proposal.answered": _("answered"),
        "proposal.answer_corrected": _("answer corrected"),
        "proposal.merged": _("merged"),
    }
    return str(words.get(action, action))
