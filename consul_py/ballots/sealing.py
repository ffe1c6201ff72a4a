"""The sealer: moves ballots from the urn into the log, in batches, and signs what the log holds.

It runs in the worker, the only process that needs the checkpoint key. While a batch is moved nobody casts: on
PostgreSQL the sealer has the table of waiting ballots alone, on SQLite it is the only writer anyway.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, text

from consul_py.ballots import keys, queries
from consul_py.ballots.events import PollCounted
from consul_py.ballots.models import Checkpoint, SealedBallot, Urn, WaitingBallot
from consul_py.ballots.recount import Tree, canonical, count, leaf_hash, sha256
from consul_py.kernel import clock, mail
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.jobs import Job
from consul_py.kernel.refusal import N_
from consul_py.kernel.web import public_url

log = logging.getLogger("consul.ballots")

BATCH_EVERY = timedelta(hours=1)
PATIENCE = "2s"  # how long the sealer waits for the table, and all who vote behind it
NO_KEY = N_("The key that signs checkpoints is missing.")
UNEQUAL = N_("Register and urn do not agree. Nothing was sealed.")


def seal_due() -> int:
    """Seal every urn that has waited long enough or is over; answers how many batches. One failure stops no other."""
    now = clock.now()
    due = list(db.session.scalars(select(Urn.poll_id).where(Urn.sealed_at.is_(None), Urn.opens_at <= now)))
    db.session.rollback()
    sealed = 0
    for poll_id in due:
        try:
            with transaction():
                sealed += seal(poll_id)
        except Exception:
            log.exception("the urn of poll %s could not be sealed", poll_id)
    if sealed and is_sqlite():
        _forget()
    return sealed


JOB = Job("ballots", seal_due)


def seal(poll_id: int) -> bool:
    """Seal what waits if it is time: a batch of at least `seal_from` once an hour, everything after the close.

    Needs a transaction. Whatever is wrong is written into `trouble` for the desk, and then nothing moves.
    """
    urn = _held(poll_id)
    moment = database_now()
    final = moment >= urn.closes_at
    if urn.sealed_at is not None or (final and urn.paper_open) or not (final or _batch_is_due(urn, moment)):
        return False
    definition = json.loads(urn.definition)
    if not keys.is_there(keys.CHECKPOINT, definition["keys"]["checkpoint"]):
        urn.trouble = NO_KEY
        return False
    _close_the_lid()
    last = queries.last_checkpoint(poll_id)
    waiting = _waiting(poll_id)
    used = queries.used(poll_id)
    if (last.size if last else 0) + len(waiting) != used - urn.paper_issued + urn.paper_counted:
        urn.trouble = UNEQUAL
        return False
    _move(urn, waiting, last.size if last else 0)
    _sign(urn, definition, last, used=used, final=final, moment=moment)
    urn.trouble, urn.batch_at = "", moment
    if final:
        _finish(urn, definition, used, moment)
    return True


def _held(poll_id: int) -> Urn:
    """The urn, which nobody else changes now. Casting only points at it, and may."""
    urn = select(Urn).where(Urn.poll_id == poll_id).with_for_update(key_share=True)
    return db.session.scalars(urn.execution_options(populate_existing=True)).one()


def _close_the_lid() -> None:
    """From now on nobody puts a ballot anywhere: whoever is about to is waited for, whoever comes waits.

    A vote locks the table before anything else, so it sees the clock and the urn as they are once the sealer is done.
    The lock is asked for briefly, because all who vote stand behind it: while a backup has it, this fails, and the
    next run tries again. It comes after the urn's row, as entering paper has it.
    """
    if not is_sqlite():
        db.session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        db.session.execute(text("LOCK TABLE ballot_waiting IN ACCESS EXCLUSIVE MODE"))


def _batch_is_due(urn: Urn, moment: datetime) -> bool:
    if urn.batch_at is not None and timedelta(0) <= moment - urn.batch_at < BATCH_EVERY:
        return False
    waiting = select(func.count()).select_from(WaitingBallot).where(WaitingBallot.poll_id == urn.poll_id)
    return db.session.execute(waiting).scalar_one() >= urn.seal_from


def _waiting(poll_id: int) -> list[Any]:
    """The ballots that wait, in the order of their random control numbers."""
    table: Any = WaitingBallot.__table__
    columns = (table.c.tracker, table.c.own_number, table.c.nonce, table.c.choice)
    return sorted(db.session.execute(select(*columns).where(table.c.poll_id == poll_id)).all())


def _move(urn: Urn, waiting: list[Any], start: int) -> None:
    """Append the ballots to the log and take them out of the urn, so that no old page of the database keeps them."""
    rows = [
        {
            "poll_id": urn.poll_id, "position": position, "tracker": tracker, "own_number": own, "nonce": nonce,
            "choice": choice, "leaf": leaf_hash(urn.definition_hash, tracker, own, nonce, json.loads(choice)),
        }
        for position, (tracker, own, nonce, choice) in enumerate(waiting, start)
    ]  # fmt: skip
    if not rows:
        return
    db.session.execute(insert(SealedBallot), rows)
    if is_sqlite():
        db.session.execute(text("PRAGMA secure_delete = ON"))
        db.session.execute(delete(WaitingBallot).where(WaitingBallot.poll_id == urn.poll_id))
    else:
        _empty(urn.poll_id)


def _empty(poll_id: int) -> None:
    """Give PostgreSQL's table new files: those of other polls go in again, ordered by chance, all with one `xmin`.

    No dead row stays, whoever still looks at the old ones; `VACUUM` would have to leave those.
    """
    table: Any = WaitingBallot.__table__
    others = db.session.execute(select(table).where(table.c.poll_id != poll_id).order_by(table.c.tracker)).mappings()
    staying = [dict(row) for row in others]
    db.session.execute(text("TRUNCATE ballot_waiting"))
    if staying:
        db.session.execute(insert(table), staying)


def _sign(
    urn: Urn, definition: dict[str, Any], last: Checkpoint | None, *, used: int, final: bool, moment: datetime
) -> None:
    tree = Tree()
    for leaf in queries.leaves(urn.poll_id):
        tree.add(leaf)
    day = clock.to_berlin(moment).date()
    content = {
        "format": "urne-1 checkpoint", "origin": public_url("polls.short", id=urn.poll_id), "poll": urn.poll_id,
        "number": last.number + 1 if last else 1, "size": tree.size, "root": tree.root(), "used": used,
        "paper_issued": urn.paper_issued, "paper_counted": urn.paper_counted, "definition": urn.definition_hash,
        "previous": sha256(last.text.encode()) if last else "", "final": final, "day": day.isoformat(),
    }  # fmt: skip
    signed = canonical(content)
    checkpoint = Checkpoint(
        poll_id=urn.poll_id, number=content["number"], text=signed.decode(), size=tree.size, root=tree.root(),
        signature=keys.sign(keys.CHECKPOINT, signed, definition["keys"]["checkpoint"]), is_final=final, sealed_on=day,
    )  # fmt: skip
    db.session.add(checkpoint)
    db.session.flush()
    for observer in queries.observers(urn.poll_id):
        mail.post(
            "ballots/checkpoint", observer.email, language=observer.language, name=observer.name,
            title=definition["title"], number=checkpoint.number, size=checkpoint.size, final=final,
            text=checkpoint.text, signature=checkpoint.signature,
            url=public_url("polls.checkpoints", id=urn.poll_id),
        )  # fmt: skip


def _finish(urn: Urn, definition: dict[str, Any], used: int, moment: datetime) -> None:
    """Count the log, keep the result, and let objections begin."""
    choices = [json.loads(choice) for choice in _choices(urn.poll_id)]
    urn.result = canonical(count(definition, choices)).decode()
    urn.turnout = json.dumps(queries.used_by_channel(urn.poll_id))
    urn.used = used
    urn.sealed_at, urn.objections_until = moment, moment + timedelta(days=urn.objection_days)
    emit(PollCounted(urn.poll_id, len(choices)))


def _choices(poll_id: int) -> list[str]:
    table: Any = SealedBallot.__table__
    return list(db.session.scalars(select(table.c.choice).where(table.c.poll_id == poll_id).order_by(table.c.position)))


def _forget() -> None:
    """Empty SQLite's write-ahead log, whose old pages show the order in which ballots came."""
    with db.engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one():
            log.warning("somebody reads the database; what is left of sealed ballots goes with the next checkpoint")
