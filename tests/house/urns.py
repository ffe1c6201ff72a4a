"""Urns for the walk of bad input: papers being entered, papers to confirm, objections without and with an answer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.ballots import paper
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.polls import objection_service, observing, paper_queries, paper_service
from consul_py.polls.models import Poll
from consul_py.polls.part_models import UPHELD, Objection
from consul_py.subjects.models import Subject
from tests.cast import make_user
from tests.polls.parts import enter, issue, make, sealed


def _over() -> Poll:
    """A poll that ended an hour ago, with papers handed out."""
    start = clock.now() - timedelta(hours=3)
    with clock.fixed(start):
        poll = make(opens=start, closes=start + timedelta(hours=2))
        issue(poll, "anna", "berta", "carl")
    return poll


def _not_over(who: str, opens: timedelta) -> Poll:
    """A poll that ends in two days."""
    now = clock.now()
    return make(who, opens=now + opens, closes=now + timedelta(days=2))


def make_urns(staff: User, resident: User) -> dict[str, list[str]]:
    """Role → addresses."""
    other = make_user("urnen@example.org", "Urnenteam", role="staff")
    entering, confirming, counted = _over(), _over(), _over()
    enter(entering, 1, staff, {"1": [11]})
    enter(entering, 1, other, {"1": [12]})
    for who in (staff, other):
        enter(confirming, 1, who, {"1": [11]})
    running, coming = _not_over("residence", timedelta(hours=-1)), _not_over("account", timedelta(days=1))
    by_code = _not_over("codes", timedelta(hours=-1))
    with transaction():
        paper_service.say_all_entered(paper_queries.desk_poll(confirming.id), other.id, 1)
        paper.finish(counted.id)
        observing.add(db.session.get_one(Subject, entering.id), "Eva Kranz", "Verein", "kranz@example.org", "de")
    sealed(counted)
    for text in ("Meine Nummer fehlt.", "Die Zählung stimmt nicht."):
        with transaction():
            objection_service.write(counted.id, resident.id, text, "")
    waiting, answered = db.session.scalars(select(Objection).order_by(Objection.id)).all()
    with transaction():
        desk = paper_queries.desk_poll(counted.id)
        objection_service.answer(desk, answered, staff.id, UPHELD, "Sie haben recht.", "Es fehlte eine Nummer.")
    at = "/desk/polls/"
    return {
        "resident": [f"/polls/{counted.id}/objections"],
        "staff": [
            f"{at}{entering.id}/paper", f"{at}{entering.id}/paper/entry", f"{at}{entering.id}/observers",
            f"{at}{entering.id}/urn", f"{at}{confirming.id}/paper", f"{at}{counted.id}/objections",
            f"{at}{counted.id}/objections/{waiting.id}", f"{at}{running.id}/paper", f"{at}{coming.id}",
            f"{at}{by_code.id}/codes",
        ],
    }  # fmt: skip
