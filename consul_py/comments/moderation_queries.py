"""Reading what moderation needs: reported things, hidden things, objections, and the public count of it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, and_, exists, extract, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from consul_py.accounts.models import User
from consul_py.comments import rules
from consul_py.comments.models import Appeal, Comment, Hiding, Report
from consul_py.comments.thing_queries import Thing, find_things
from consul_py.kernel.authz import ADMINISTRATOR, MODERATOR, STAFF, Person
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, paged
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import not_found
from consul_py.subjects.models import DRAFT, Subject

ROLES = (STAFF, MODERATOR, ADMINISTRATOR)


@dataclass(frozen=True)
class Reported:
    """A thing with the number of its open reports, the first of them, and the reasons given."""

    thing: Thing
    count: int
    since: datetime
    categories: list[str]


def _within(who: Person, process_id: Any) -> ColumnElement[bool]:
    """Only what a person's roles reach."""
    if any(g.scope == "installation" or g.role == ADMINISTRATOR for g in who.grants if g.role in ROLES):
        return true()
    mine = [grant.scope_id for grant in who.grants if grant.role in ROLES and grant.scope == "process"]
    return process_id.in_(mine) if mine else false()


def _to_settle(who: Person) -> ColumnElement[bool]:
    """Open reports this person can settle: not about their own texts, and not about what became a draft again."""
    own_comment = exists().where(Comment.id == Report.comment_id, Comment.author_id == who.id)
    out = exists().where(
        Subject.id == Report.subject_id, or_(Subject.author_id == who.id, Subject.visibility == DRAFT)
    )  # fmt: skip
    return and_(Report.settled_at.is_(None), _within(who, Report.process_id), ~own_comment, ~out)


def _to_judge(who: Person) -> ColumnElement[bool]:
    """Hidings of others within a person's reach; one's own stand on one's own page."""
    return and_(_within(who, Hiding.process_id), Hiding.author_id.is_distinct_from(who.id))


def queue(who: Person, number: int) -> Page[Reported]:
    """Things with open reports: most reported first, then the longest waiting."""
    found: Any = (
        select(
            Report.subject_id,
            Report.comment_id,
            func.count().label("reports"),
            func.min(Report.created_at).label("since"),
        )
        .where(_to_settle(who))
        .group_by(Report.subject_id, Report.comment_id)
        .order_by(func.count().desc(), func.min(Report.id))
    )
    page = paged(found, number, 25, scalars=False)
    things = find_things(page.items)
    reasons = _categories(things)
    items = [
        Reported(
            things[row.subject_id, row.comment_id],
            row.reports,
            row.since,
            reasons.get((row.subject_id, row.comment_id), []),
        )
        for row in page.items
    ]
    return Page(items, page.number, page.size, page.total, page.has_next)


def _categories(things: dict[tuple[int | None, int | None], Thing]) -> dict[tuple[int | None, int | None], list[str]]:
    found: dict[tuple[int | None, int | None], list[str]] = {}
    subject_ids = [subject_id for subject_id, _ in things if subject_id]
    comment_ids = [comment_id for _, comment_id in things if comment_id]
    reasons = (
        select(Report.subject_id, Report.comment_id, Report.category)
        .where(Report.settled_at.is_(None), Report.subject_id.in_(subject_ids) | Report.comment_id.in_(comment_ids))
        .order_by(Report.id)
    )
    for subject_id, comment_id, category in db.session.execute(reasons):
        known = found.setdefault((subject_id, comment_id), [])
        if category not in known:
            known.append(category)
    return found


def reports_of(thing: Thing) -> list[tuple[Report, str]]:
    """All reports of a thing with the reporter's name, newest first."""
    found = (
        select(Report, User.display_name)
        .join(User, User.id == Report.reporter_id)
        .filter_by(**thing.key)
        .order_by(Report.id.desc())
        .limit(100)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def current_hiding(thing: Thing) -> Hiding | None:
    """The hiding that holds now."""
    return db.session.scalar(
        select(Hiding).filter_by(**thing.key, restored_at=None).order_by(Hiding.id.desc()).limit(1)
    )


def hidden_page(subject_id: int) -> NoReturn:
    """Answer for a hidden subject: 410 with the reason that stands in its place."""
    found = select(Hiding.reason).filter_by(subject_id=subject_id, restored_at=None).order_by(Hiding.id.desc()).limit(1)
    raise Refused(rules.hidden(db.session.scalar(found) or "–"))


def hidings(who: Person, number: int) -> Page[Hiding]:
    """What is hidden now, newest first."""
    found = (
        select(Hiding)
        .options(joinedload(Hiding.comment).joinedload(Comment.author), joinedload(Hiding.appeal))
        .where(Hiding.restored_at.is_(None), _to_judge(who))
        .order_by(Hiding.hidden_at.desc(), Hiding.id.desc())
    )
    return paged(found, number, 25)


def get_hiding(hiding_id: int) -> Hiding:
    """One decision with its things and its objection. Raises 404."""
    found = (
        select(Hiding)
        .options(joinedload(Hiding.comment), joinedload(Hiding.subject), joinedload(Hiding.appeal))
        .where(Hiding.id == hiding_id)
    )
    return db.session.scalar(found) or not_found()


def hidings_of(author_id: int, limit: int = 50) -> list[Hiding]:
    """What is hidden of one author, for that author."""
    found = select(Hiding).filter_by(author_id=author_id, restored_at=None).order_by(Hiding.id.desc()).limit(limit)
    return list(db.session.scalars(found))


def open_appeals(who: Person) -> list[Appeal]:
    """Objections without an answer, the longest waiting first."""
    found = (
        select(Appeal)
        .join(Appeal.hiding)
        .options(
            joinedload(Appeal.hiding).joinedload(Hiding.comment), joinedload(Appeal.hiding).joinedload(Hiding.subject)
        )
        .where(Appeal.decided_at.is_(None), _to_judge(who))
        .order_by(Appeal.id)
        .limit(200)
    )
    return list(db.session.scalars(found))


def waiting(who: Person) -> tuple[int, int]:
    """How many things are reported and how many objections wait; none for who does not moderate."""
    if not who.has(*ROLES):
        return 0, 0
    things = (
        select(Report.subject_id, Report.comment_id)
        .where(_to_settle(who))
        .group_by(Report.subject_id, Report.comment_id)
        .limit(1000)
        .subquery()
    )
    appeals = (
        select(func.count()).select_from(Appeal).join(Appeal.hiding).where(Appeal.decided_at.is_(None), _to_judge(who))
    )
    row = db.session.execute(
        select(select(func.count()).select_from(things).scalar_subquery(), appeals.scalar_subquery())
    ).one()
    return int(row[0]), int(row[1])


def monthly_counts(months: int = 12) -> list[tuple[int, int, dict[str, int]]]:
    """(year, month, hidings by category), newest month first: the public log."""
    year, month = extract("year", Hiding.hidden_at), extract("month", Hiding.hidden_at)
    found = (
        select(year, month, Hiding.category, func.count())
        .group_by(year, month, Hiding.category)
        .order_by(year.desc(), month.desc(), Hiding.category)
        .limit(months * 10)
    )
    table: dict[tuple[int, int], dict[str, int]] = {}
    for at_year, at_month, category, total in db.session.execute(found):
        table.setdefault((int(at_year), int(at_month)), {})[category] = total
    return [(y, m, counts) for (y, m), counts in list(table.items())[:months]]


def log_totals() -> dict[str, int]:
    """How much was reported, hidden, shown again, objected to, and granted; one statement."""
    counts = {
        "reports": select(func.count()).select_from(Report),
        "hidden": select(func.count()).select_from(Hiding),
        "restored": select(func.count()).select_from(Hiding).where(Hiding.restored_at.is_not(None)),
        "appeals": select(func.count()).select_from(Appeal),
        "granted": select(func.count()).select_from(Appeal).where(Appeal.granted.is_(True)),
    }
    row = db.session.execute(select(*[count.scalar_subquery().label(name) for name, count in counts.items()])).one()
    return {name: int(getattr(row, name)) for name in counts}
