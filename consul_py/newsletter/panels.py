"""What the newsletter adds to other pages: the desk's work list and its running things, one's own page, the start page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from consul_py.kernel.authz import STAFF, Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext, number
from consul_py.kernel.panels import Panel
from consul_py.newsletter import content, issue_queries, queries


def work(person: Person) -> Panel | None:
    """What needs a person: paused or held issues, failed deliveries."""
    if not person.has(STAFF):
        return None
    items: list[dict[str, Any]] = []
    for mailing, failed in issue_queries.wanting():
        url = url_for("desk_newsletter.show", id=mailing.id)
        if issue_queries.is_troubled(mailing):
            title = _("Newsletter “%(title)s” is not being sent at present", title=mailing.title)
            items.append({"count": 1, "title": title, "url": url, "note": mailing.note})
        if failed:
            title = ngettext("newsletter delivery failed", "newsletter deliveries failed", failed)
            items.append({"count": failed, "title": title, "url": f"{url}?state=failed", "note": mailing.title})
    return Panel("newsletter/_none.html", {"items": items}) if items else None


def running(person: Person) -> Panel | None:
    """How the latest issue is doing: `Newsletter “…”: 312 of 312 delivered`."""
    latest = issue_queries.latest_released() if person.has(STAFF) else None
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
    subscribed = row is not None and row.receives
    manage = url_for("newsletter.manage", token=content.manage_token(row)) if row is not None and subscribed else ""
    return Panel("newsletter/_me.html", {"manage": manage, "email": person.email}, order=80)
