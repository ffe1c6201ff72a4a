"""The life of an urn apart from its ballots: freezing, thawing, codes, observers, and the end of the register."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from consul_py.ballots import keys, queries
from consul_py.ballots.models import Checkpoint, Observer, RegisterPlace, Urn, UrnKey
from consul_py.ballots.recount import canonical, sha256
from consul_py.kernel import clock
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.refusal import N_, Refusal, Refused

NOT_COMING = Refusal("not_coming", N_("The end of voting must lie in the future."))
BEGUN = Refusal("begun", N_("Voting has begun. Nobody can change this poll any more."), status=409)
NOT_FINAL = Refusal("not_final", N_("The register is needed until the result is final."), status=409)
KNOWN_OBSERVER = Refusal("known_observer", N_("This address observes already."))


def freeze(
    poll_id: int, definition: dict[str, Any], opens_at: datetime, closes_at: datetime, eligible: dict[str, int]
) -> str:
    """Make the urn of a poll and answer the hash of its definition, which nobody changes from now on.

    `definition` lacks only the public keys, which are added here; `eligible` says how many may vote, by channel.
    Raises Refused when the end has passed or the keys are missing.
    """
    if closes_at <= database_now():
        raise Refused(NOT_COMING)
    whole = definition | {"keys": keys.public_keys()}
    text = canonical(whole)
    db.session.add(
        Urn(
            poll_id=poll_id, definition=text.decode(), definition_hash=sha256(text), opens_at=opens_at,
            closes_at=closes_at, seal_from=whole["seal_from"], objection_days=whole["objection_days"],
            frozen_at=clock.now(), eligible=json.dumps(eligible),
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(UrnKey(poll_id=poll_id, secret=secrets.token_hex(32)))
    db.session.flush()
    return sha256(text)


def thaw(poll_id: int) -> None:
    """Take a frozen poll back before it opens; codes that were printed for it are void. Raises Refused."""
    urn = hold(poll_id, voting=False)
    if urn is None:
        return
    if urn.opens_at <= database_now() or queries.used(poll_id) or queries.last_checkpoint(poll_id):
        raise Refused(BEGUN)
    for model in (RegisterPlace, UrnKey, Urn):
        db.session.execute(delete(model).where(model.poll_id == poll_id))
    db.session.expire_all()


def hold(poll_id: int, *, voting: bool = True) -> queries.Line | None:
    """The urn as it is, which no other act of the desk changes until this one ends; None for drafts.

    With `voting` people may take places meanwhile, else those who are about to are waited for.
    """
    db.session.execute(select(Urn.poll_id).where(Urn.poll_id == poll_id).with_for_update(key_share=voting))
    return queries.find_urn(poll_id)


def list_places(poll_id: int, person_keys: list[str], channel: str) -> None:
    """Enter places into the register ahead of the vote, for one-time codes. Raises Refused once voting is over."""
    urn = queries.find_urn(poll_id)
    if urn is None or urn.closes_at <= database_now():
        raise Refused(NOT_COMING)
    rows = [{"poll_id": poll_id, "person_key": key, "used": 0, "channel": channel} for key in sorted(person_keys)]
    if rows:
        db.session.execute(insert(RegisterPlace), rows)


def say_eligible(poll_id: int, eligible: dict[str, int]) -> None:
    """Keep how many may vote, by channel."""
    db.session.execute(update(Urn).where(Urn.poll_id == poll_id).values(eligible=json.dumps(eligible)))


def add_observer(poll_id: int, name: str, email: str, language: str) -> None:
    """Let somebody outside receive every checkpoint from now on. Raises Refused for an address that does already."""
    values = {"poll_id": poll_id, "name": name, "email": email, "language": language, "added_at": clock.now()}
    if not insert_once(Observer, values):
        raise Refused(KNOWN_OBSERVER)


def remove_observer(poll_id: int, observer_id: int) -> None:
    db.session.execute(delete(Observer).where(Observer.poll_id == poll_id, Observer.id == observer_id))


def destroy(poll_id: int) -> None:
    """Destroy key and register of a final poll: nobody can tell any more who has voted. Raises Refused."""
    moment = database_now()
    final = exists(select(Checkpoint.number).where(Checkpoint.poll_id == poll_id, Checkpoint.is_final))
    hit: Any = db.session.execute(
        update(Urn)
        .where(Urn.poll_id == poll_id, Urn.objections_until <= moment, Urn.destroyed_at.is_(None), final)
        .values(destroyed_at=moment)
    )
    if not hit.rowcount:
        raise Refused(NOT_FINAL)
    db.session.execute(delete(RegisterPlace).where(RegisterPlace.poll_id == poll_id))
    db.session.execute(delete(UrnKey).where(UrnKey.poll_id == poll_id))
