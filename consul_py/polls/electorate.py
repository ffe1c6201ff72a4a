"""How many people may vote in a poll, by the way in which they are known; never who."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from consul_py.accounts.models import User
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.polls import rules
from consul_py.polls.models import Poll
from consul_py.residence.models import Residence

VOTES = (User.deleted_at.is_(None), User.disabled_at.is_(None), User.confirmed_at.is_not(None))


def numbers(poll: Poll, first_day: date) -> dict[str, int]:
    """Channel → number of people at this moment. Codes are printed later and counted then."""
    if poll.who == rules.CODES:
        return {}
    found: dict[str, int] = dict(db.session.execute(_proven(poll, first_day)).all())
    if poll.who == rules.ACCOUNT and not poll.minimum_age:
        found["account"] = db.session.execute(_accounts(poll)).scalar_one()
    return found


def _proven(poll: Poll, first_day: date) -> Select[Any]:
    """People with a proof that counts; somebody with two accounts is one person."""
    people = select(func.min(Residence.method).label("method")).join(User, User.id == Residence.user_id)
    people = people.where(*VOTES, Residence.expires_at > clock.now()).group_by(Residence.digest)
    if poll.municipality_id is not None:
        people = people.where(Residence.municipality_id == poll.municipality_id)
    if poll.minimum_age:
        people = people.where(Residence.born_on <= latest_birth(poll.minimum_age, first_day))
    each = people.subquery()
    return select(each.c.method, func.count()).group_by(each.c.method).order_by(each.c.method)


def _accounts(poll: Poll) -> Select[Any]:
    proven = select(Residence.user_id).where(Residence.user_id == User.id, Residence.expires_at > clock.now())
    found = select(func.count(User.id)).where(*VOTES, ~proven.exists())
    return found if poll.municipality_id is None else found.where(User.municipality_id == poll.municipality_id)


def latest_birth(age: int, day: date) -> date:
    """The last date of birth with which somebody has reached an age on a day; agrees with `rules.age`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 2, 28)
