"""Who receives an issue, as conditions of one SELECT: the same for the preview and for the deliveries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from consul_py.kernel.db import db
from consul_py.newsletter.models import KINDS, Subscription, SubscriptionInterest
from consul_py.processes.models import ProcessMunicipality, TopicField


@dataclass(frozen=True)
class Scope:
    """What an issue is about. `kind` is one of KINDS or `letters`; an issue without a process concerns everybody."""

    kind: str
    process_id: int | None = None
    topic_id: int | None = None
    municipality_id: int | None = None


def receives() -> ColumnElement[bool]:
    """Confirmed, not left, not suppressed."""
    return and_(
        Subscription.confirmed_at.is_not(None), Subscription.left_at.is_(None), Subscription.suppressed_at.is_(None)
    )


def _by_process(scope: Scope) -> ColumnElement[bool]:
    return SubscriptionInterest.process_id == scope.process_id


def _by_topic(scope: Scope) -> ColumnElement[bool]:
    """The topic field itself; news of a whole process concerns all its topic fields."""
    if scope.topic_id is not None:
        return SubscriptionInterest.topic_id == scope.topic_id
    return SubscriptionInterest.topic_id.in_(select(TopicField.id).where(TopicField.process_id == scope.process_id))


def _by_municipality(scope: Scope) -> ColumnElement[bool]:
    """The municipality itself; news without a place concerns all municipalities of the process."""
    if scope.municipality_id is not None:
        return SubscriptionInterest.municipality_id == scope.municipality_id
    covered = select(ProcessMunicipality.municipality_id).where(ProcessMunicipality.process_id == scope.process_id)
    return SubscriptionInterest.municipality_id.in_(covered)


def _interested(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(SubscriptionInterest.subscription_id == Subscription.id, condition)


def reasons(scope: Scope) -> list[tuple[str, ColumnElement[bool]]]:
    """Groups of recipients in the order in which a person is counted: why do they get it?"""
    if scope.process_id is None:
        return [("everybody", true())]
    return [
        ("everything", Subscription.everything.is_(True)),
        ("process", _interested(_by_process(scope))),
        ("topic", _interested(_by_topic(scope))),
        ("municipality", _interested(_by_municipality(scope))),
    ]


def asked_for(scope: Scope) -> ColumnElement[bool]:
    """Receives such news, at once or weekly. Letters go to everybody they concern, whatever kinds they chose."""
    kind = getattr(Subscription, f"wants_{scope.kind}") if scope.kind in KINDS else true()
    return and_(receives(), kind)


def at_once(scope: Scope) -> ColumnElement[bool]:
    """Who wants the week in one mail hears of facts there; letters go to them at once like to everybody."""
    return Subscription.weekly.is_(False) if scope.kind in KINDS else true()


def _concerned(scope: Scope) -> ColumnElement[bool]:
    return or_(false(), *[condition for _name, condition in reasons(scope)])


def wanted(scope: Scope) -> ColumnElement[bool]:
    """Whether a subscription receives an issue of this scope."""
    return and_(asked_for(scope), at_once(scope), _concerned(scope))


def counted(scope: Scope) -> list[tuple[str, int]]:
    """Recipients by reason, each person once; groups without anybody are left out."""
    found: list[tuple[str, int]] = []
    before: ColumnElement[bool] = false()
    for name, condition in reasons(scope):
        number = _number(asked_for(scope), at_once(scope), condition, ~before)
        before = or_(before, condition)
        if number:
            found.append((name, number))
    return found


def weekly_number(scope: Scope) -> int:
    """How many will hear of it in their weekly mail."""
    return _number(asked_for(scope), ~at_once(scope), _concerned(scope))


def _number(*conditions: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(Subscription).where(*conditions)
    return int(db.session.execute(statement).scalar_one())
