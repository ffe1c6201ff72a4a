"""What proposals show on the pages of others."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, url_for

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import date_long, ngettext
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.panels import Panel
from consul_py.processes.line_queries import Frame, Shown
from consul_py.processes.rules import can
from consul_py.proposals import listing, numbers, queries, words

NEWEST = 3


def process(shown: Frame, _who: Person) -> Panel | None:
    """Numbers and the newest proposals of a process."""
    now = clock.now()
    rows, counts = listing.newest_of(shown.id, NEWEST, now)
    if not rows:
        return None
    url = url_for("proposals.index", process=shown.slug)
    context = {
        "numbers": counts,
        "entries": [words.entry(row, now) for row in rows],
        "all_url": url,
        "tab": {"label": _("Proposals"), "url": url, "count": counts["received"]},
    }
    return Panel("proposals/panel_process.html", context, order=30)


def consultation(shown: Shown, _who: Person) -> Panel | None:
    """The way to write one, and the newest of a consultation."""
    now = clock.now()
    rows = listing.newest_in(shown.id, NEWEST) if shown.published_at is not None else []
    if not rows and not shown.allows("propose"):
        return None
    context = {
        "entries": [words.entry(row, now) for row in rows],
        "received": numbers.received_in(shown.id) if rows else 0,
        "all_url": url_for("proposals.index", consultation=shown.slug),
        "new_url": url_for("proposals.new", consultation=shown.slug) if can("propose", shown, now) is None else "",
    }
    return Panel("proposals/panel_consultation.html", context, order=20)


def me(who: Person) -> Panel | None:
    """Own proposals with drafts, and what the person supports."""
    if who.id is None:
        return None
    now = clock.now()
    context = {
        "own": [words.entry(row, now) for row in listing.own(who.id)],
        "supported": [words.entry(row, now) for row in listing.supported(who.id)],
        "new_url": url_for("proposals.new"),
    }
    return Panel("proposals/panel_me.html", context, order=10)


def desk_work(who: Person) -> Panel | None:
    """Proposals that wait for an answer, the overdue ones by themselves."""
    if not who.has("staff"):
        return None
    now = clock.now()
    waiting, overdue, soonest = queries.desk_numbers(who, now)
    chip = get_template_attribute("_components/chip.html", "chip")
    items: list[dict[str, Any]] = []
    if overdue:
        title = ngettext("Proposal is overdue for an answer", "Proposals are overdue for an answer", overdue)
        items.append({
            "count": overdue, "title": title, "url": url_for("desk_proposals.index", state="overdue"),
            "note": _("The promised day has passed."), "chip": chip("overdue"),
        })  # fmt: skip
    rest = waiting - overdue
    if rest:
        title = ngettext("Proposal waits for an answer", "Proposals wait for an answer", rest)
        items.append({
            "count": rest, "title": title, "url": url_for("desk_proposals.index", state="waiting"),
            "note": _("Over the threshold, or their consultation has ended."),
            "chip": chip("due", _("first one due by %(date)s", date=date_long(soonest))) if soonest else "",
        })  # fmt: skip
    return Panel("", {"items": items}, order=10) if items else None
