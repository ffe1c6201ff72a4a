"""What the newsletter adds to other pages: the desk's work list and its running things, one's own page, the start page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from consul_py.kernel.authz import STAFF, Person, may
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext, number
from consul_py.kernel.panels import Panel
from consul_py.newsletter import choices, content, issue_queries, queries, writing
from consul_py.newsletter.models import BY_HAND, PAUSED, PREPARED, Mailing
from consul_py.newsletter.permissions import PERMISSIONS
from consul_py.processes.models import Process


def work(person: Person) -> Panel | None:
    """What needs a person: issues to approve, paused or held ones, failed deliveries."""
    if not person.has(STAFF):
        return None
    items: list[dict[str, Any]] = []
    for mailing, failed, author in issue_queries.wanting(writing.second_person(), person):
        url = url_for("desk_newsletter.show", id=mailing.id)
        if mailing.state == PREPARED:
            items.append(_prepared(mailing, author) | {"count": 1, "url": url})
            continue
        if issue_queries.is_troubled(mailing):
            title = _("Newsletter “%(title)s” is not being sent at present", title=mailing.title)
            items.append({"count": 1, "title": title, "url": url, "note": _why_not(mailing, person)})
        if failed:
            title = ngettext("newsletter delivery failed", "newsletter deliveries failed", failed)
            items.append({"count": failed, "title": title, "url": f"{url}?state=failed", "note": mailing.title})
    return Panel("newsletter/_none.html", {"items": items}) if items else None


def _why_not(mailing: Mailing, who: Person) -> str:
    """The mail server's words may hold an address: they are for those who see all addresses."""
    if who.everywhere(STAFF):
        return mailing.note
    return _("Paused") if mailing.state == PAUSED else _("Waits for the mail server")


def _prepared(mailing: Mailing, author: str) -> dict[str, str]:
    """What an issue that has not gone out waits for."""
    if mailing.trigger != BY_HAND:
        title = _("Newsletter “%(title)s” waits for your approval", title=mailing.title)
        return {"title": title, "note": choices.trigger_words()[mailing.trigger]}
    if mailing.note:
        return {
            "title": _("Newsletter “%(title)s” was not sent at its time", title=mailing.title),
            "note": mailing.note,
        }
    title = _("Newsletter “%(title)s” needs a second person", title=mailing.title)
    return {"title": title, "note": _("written by %(name)s", name=author or "–")}


def running(person: Person) -> Panel | None:
    """How the latest issue is doing: `Newsletter “…”: 312 of 312 delivered`."""
    latest = issue_queries.latest_released(person) if person.has(STAFF) else None
    if latest is None or not latest[2].recipients:
        return None
    mailing_id, title, n = latest
    fact = (
        _("Newsletter “%(title)s”", title=title),
        _("%(n)s of %(all)s delivered", n=number(n.accepted), all=number(n.recipients)),
        url_for("desk_newsletter.show", id=mailing_id),
    )
    return Panel("newsletter/_none.html", {"facts": [fact]})


def me(person: Person) -> Panel | None:
    """One's own page: subscribe with the confirmed address, or change what one receives."""
    row = queries.by_key(queries.address_key(person.email))
    context: dict[str, Any] = {"email": person.email, "manage": "", "rhythms": queries.rhythm_choices()}
    if row is not None and row.receives:
        context["manage"] = url_for("newsletter.manage", token=content.manage_token(row))
        context["asked"] = queries.asked_words({"kinds": row.kinds, "weekly": row.weekly})
        context["everything"] = row.everything
    return Panel("newsletter/_me.html", context, order=80)


def of_process(process: Process, person: Person) -> Panel | None:
    """The process at the desk: which of its news go out by themselves."""
    if not may(PERMISSIONS, "write", process.id):
        return None
    chosen, words = choices.of(process.id), choices.choice_words()
    rows = [(name, words[chosen[trigger]]) for trigger, name in choices.trigger_words().items()]
    return Panel("newsletter/_process.html", {"rows": rows, "process_id": process.id}, order=80)
