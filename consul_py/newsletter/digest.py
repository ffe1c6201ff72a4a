"""The weekly mail: one issue a week out of what was told since the last, for those who want the week in one mail.

It is told once per ISO week: after a week without service the last one is caught up, not every one. Nobody gets an
empty one, and nobody reads in it what was sent to them before.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import partial
from typing import Any

from sqlalchemy import update

from consul_py.kernel import clock, jobs, locks
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.settings import site
from consul_py.newsletter import content, digest_queries, digest_text, facts, issues, rules, telling
from consul_py.newsletter.digest_queries import FARTHEST, FIRST, OVERLAP, Week
from consul_py.newsletter.digest_text import Block
from consul_py.newsletter.models import (
    CLOSES_SOON,
    DIGEST,
    DROPPED,
    EVALUATED,
    FOLLOW_UP,
    LETTERS,
    MEASURE,
    OPENED,
    PAUSED,
    SENDING,
    SENT,
    STRATEGY,
    SUPPRESSED,
    WAITING,
    WORKSHOP,
    Delivery,
    Mailing,
    Subscription,
)

ORDER = (CLOSES_SOON, OPENED, WORKSHOP, STRATEGY, EVALUATED, FOLLOW_UP, MEASURE)  # what cannot wait comes first
MOST = 75  # blocks of one mail; more would be cut off by mail programs


def week() -> Week:
    """The weekly mail that was due last, by the settings of the desk."""
    day, hour = _setting("newsletter_digest_day", 1, 7, 5), _setting("newsletter_digest_hour", 0, 23, 7)
    due = rules.digest_due(clock.to_berlin(clock.now()), day, hour)
    year, number, _day = due.isocalendar()
    return Week(f"{year}-W{number:02}", due.astimezone(UTC), (due + timedelta(days=7)).astimezone(UTC))


def _setting(name: str, least: int, most: int, default: int) -> int:
    """A number of the desk; what cannot be right is the default, so that an odd row never stops the week."""
    value = str(getattr(site(), name, ""))
    return int(value) if value.isascii() and value.isdigit() and least <= int(value) <= most else default


def build() -> bool:
    """Make the weekly mail that is due, once; True when it goes out. Call inside a transaction."""
    due = week()
    if digest_queries.is_told(due.period) or not digest_queries.has_readers(due.until):
        return False
    before = digest_queries.previous()
    mailing = telling.born(DIGEST, LETTERS, digest_text.heading(due), period=due.period)
    if mailing is None:
        return False
    blocks, later = _blocks(due, _untold(before))
    mailing.source = " ".join(later)
    digest_text.freeze(mailing, due, blocks)
    if issues.deliver(mailing, digest_queries.readers([block.key for block in blocks])) == 0:
        mailing.state, mailing.released_at, mailing.texts = DROPPED, None, []
        mailing.note = _("There was nothing new for the readers of the weekly mail.")
        return False
    return True


def _blocks(due: Week, untold: list[Mailing]) -> tuple[list[Block], list[str]]:
    """The blocks, the urgent first; and the numbers of issues that wait for the next weekly mail.

    Those are what staff have paused, perhaps for a mistake, and what would make the mail longer than programs show.
    """
    now = clock.now()
    told = [issue for issue in untold if issue.state != PAUSED]
    opened = {issue.consultation_id: f"m{issue.id}" for issue in told if issue.trigger == OPENED}
    ending = digest_queries.ending(now, max(due.next, now))
    found = [
        Block(f"c{one.id}", CLOSES_SOON, partial(content.closes_soon, one), opened.get(one.id, "")) for one in ending
    ]
    found += [Block(f"m{issue.id}", issue.trigger, facts.composer(issue)) for issue in told]
    found.sort(key=lambda block: ORDER.index(block.trigger))
    later = [str(issue.id) for issue in untold if issue.state == PAUSED]
    return found[:MOST], later + [block.key[1:] for block in found[MOST:] if block.key[0] == "m"]


def _untold(before: Mailing | None) -> list[Mailing]:
    """Issues that no weekly mail has told yet, given the one before."""
    now = clock.now()
    if before is None:
        return digest_queries.untold(now - FIRST, [], now)
    since = max(before.created_at - OVERLAP, now - FARTHEST)
    told = set(digest_text.keys_of(before.texts[0].body_text)) if before.texts else set()
    left = [int(number) for number in before.source.split()]
    return [issue for issue in digest_queries.untold(since, left, now) if f"m{issue.id}" not in told]


def hand_over(row: Subscription) -> int:
    """Somebody who had the week in one mail wants news at once from now on: what had gathered goes out now.

    Call before the choice is changed. Answers how many issues. Releases wait for the end of this act, so what it needs
    a lock for (the subscription) and what a release may hold (a process, a topic field) is locked before.
    """
    locks.alone(issues.RHYTHM)
    before = digest_queries.previous()
    keys = digest_queries.matching([f"m{issue.id}" for issue in _untold(before)], [row.id]).get(row.id, [])
    if not keys:
        return 0
    issues.hold(Mailing.id.in_([int(key[1:]) for key in keys]))
    gathered = [issue for issue in _untold(before) if f"m{issue.id}" in keys]  # without what was stopped just now
    for issue in gathered:
        issues.queue(issue.id, Subscription.id == row.id)
        if issue.state == SENT:
            issue.state, issue.finished_at, issue.note = SENDING, None, ""
    jobs.ring("newsletter")
    return len(gathered)


def recheck(row: Subscription) -> int:
    """After a change of interests: a weekly mail on its way in which nothing is left for this reader is not sent."""
    stopped = 0
    for delivery_id, text in digest_queries.waiting_for(row.id):
        if not digest_queries.matching(digest_text.keys_of(text), [row.id]):
            stopped += _stop(delivery_id)
    return stopped


def _stop(delivery_id: int) -> int:
    done: Any = db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(WAITING))
        .values(state=SUPPRESSED, answer=_("not sent: interests were changed"), done_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
