"""The stage of a scenario: days relative to today, words for them, who acts, and what stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from flask import g

from consul_py.accounts.models import User
from consul_py.accounts.queries import grants_of
from consul_py.kernel import clock
from consul_py.kernel.authz import Grant, Person
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.subjects.models import Subject

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\{(tag|kurz|monat|jahr):(-?\d+)\}")

Moment = tuple[int, int] | tuple[int, int, int]  # days from today, hour, minute


@dataclass
class Stage:
    """What has been entered so far, by the short names that the content uses."""

    today: date = field(default_factory=lambda: clock.to_berlin(clock.now()).date())
    start: datetime = field(default_factory=clock.now)
    users: dict[str, User] = field(default_factory=dict)
    crowd: list[int] = field(default_factory=list)  # ids of residents who only support and vote
    towns: dict[str, int] = field(default_factory=dict)
    process: Process | None = None
    topics: dict[str, TopicField] = field(default_factory=dict)
    consultations: dict[str, Consultation] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random(2031))  # noqa: S311  # the same demo every time, no secret

    def on(self, days: int | date | None) -> date | None:
        """A day; `days` from today unless it is a date already."""
        return self.today + timedelta(days=days) if isinstance(days, int) else days

    def workday(self, days: int) -> int:
        """The same day, or the Monday after it where it falls on a weekend: offices and councils meet then."""
        weekday = (self.today + timedelta(days=days)).weekday()
        return days + (7 - weekday) % 7 if weekday > 4 else days

    def at(self, when: Moment | datetime) -> datetime:
        """A moment: (days from today, hour in Berlin, minute), or a time as it is."""
        if isinstance(when, datetime):
            return when
        days, hour, minute = (*when, 0)[:3]
        return clock.from_berlin(datetime.combine(self.today + timedelta(days=days), time(hour, minute)))

    def words(self, text: str) -> str:
        """Fill in days: `{tag:-3}` 19. November 2026 · `{kurz:-3}` 19. November · `{monat:90}` · `{jahr:400}`."""

        def fill(found: re.Match[str]) -> str:
            day = self.today + timedelta(days=int(found[2]))
            month = MONTHS[day.month - 1]
            return {
                "tag": f"{day.day}. {month} {day.year}",
                "kurz": f"{day.day}. {month}",
                "monat": f"{month} {day.year}",
                "jahr": str(day.year),
            }[found[1]]

        return _PLACEHOLDER.sub(fill, text)

    def filled(self, values: dict[str, Any]) -> dict[str, Any]:
        """The same values with days filled in every text."""
        return {name: self.words(value) if isinstance(value, str) else value for name, value in values.items()}

    def person(self, name: str) -> Person:
        """Somebody of the cast as the one who asks, with the second factor given where there is a role."""
        user = self.users[name]
        grants = tuple(Grant(grant.role, grant.scope, grant.scope_id or None) for grant in grants_of(user.id))
        return Person(
            user.id, user.display_name, user.email, None, user.municipality_id, grants, strong=bool(grants)
        )  # fmt: skip

    @contextmanager
    def scene(self, name: str, when: Moment | datetime) -> Iterator[datetime]:
        """Somebody acts at a moment: the clock stands there, and what is recorded carries their name."""
        moment = self.at(when)
        before = getattr(g, "_login_user", None)
        g._login_user = self.person(name)  # noqa: SLF001  # where flask-login keeps who asks
        try:
            with clock.fixed(moment):
                yield moment
        finally:
            g._login_user = before  # noqa: SLF001  # as above
