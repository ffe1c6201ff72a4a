"""Observers: outside parties that hold copies of every checkpoint."""

from __future__ import annotations

from typing import Any

from consul_py.accounts.forms import normal_address
from consul_py.ballots import freezing, queries
from consul_py.kernel import audit, mail
from consul_py.kernel.db import db
from consul_py.kernel.refusal import N_, Refusal, Refused
from consul_py.kernel.web import public_url
from consul_py.polls.queries import hold
from consul_py.subjects.links import subject_url
from consul_py.subjects.models import Subject

NO_ADDRESS = Refusal("no_address", N_("This is no e-mail address."))
LIMIT = 120


def add(poll: Subject, name: str, organisation: str, email: str, language: str) -> None:
    """Somebody observes from now on; when the poll is fixed already they are told at once. Raises Refused."""
    address = normal_address(email)
    if address is None:
        raise Refused(NO_ADDRESS)
    hold(poll.id)  # published at this very moment, it would greet only those who are there already
    shown = f"{name} ({organisation})" if organisation else name
    freezing.add_observer(poll.id, shown[:LIMIT], address, language)
    audit.record("polls.observer_add", "poll", poll.id, poll.title)
    if queries.is_frozen(poll.id):
        _welcome(poll, shown[:LIMIT], address, language)


def remove(poll: Subject, observer_id: int) -> bool:
    """Somebody observes no more; False when they did not."""
    if all(observer.id != observer_id for observer in queries.observers(poll.id)):
        return False
    freezing.remove_observer(poll.id, observer_id)
    audit.record("polls.observer_remove", "poll", poll.id, poll.title)
    return True


def on_published(event: Any) -> None:
    """The poll is fixed: everybody who observes it learns its checksum and the keys."""
    poll = db.session.get_one(Subject, event.subject_id)
    for observer in queries.observers(poll.id):
        _welcome(poll, observer.name, observer.email, observer.language)


def _welcome(poll: Subject, name: str, email: str, language: str) -> None:
    urn, keys = queries.find_urn(poll.id), queries.definition(poll.id)["keys"]
    assert urn is not None
    mail.post(
        "ballots/observer", email, language=language, name=name, title=poll.title, url=subject_url(poll),
        opens_at=urn.opens_at, closes_at=urn.closes_at, definition_hash=urn.definition_hash,
        checkpoint_key=keys["checkpoint"], receipt_key=keys["receipt"],
        checkpoints_url=public_url("polls.checkpoints", id=poll.id),
    )  # fmt: skip
