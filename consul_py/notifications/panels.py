"""The way from one's own page to the notifications."""

from __future__ import annotations

from consul_py.kernel.authz import Person
from consul_py.kernel.panels import Panel
from consul_py.notifications import queries
from consul_py.notifications.words import sentence


def me(person: Person) -> Panel | None:
    """The newest unread ones first on one's own page."""
    page = queries.notifications_of(person.id or 0, 1)
    entries = [(row, sentence(row.kind, row.words)) for row in page.items if row.read_at is None][:5]
    return Panel("notifications/_me.html", {"entries": entries}, order=10)
