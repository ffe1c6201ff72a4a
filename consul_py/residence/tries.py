"""Wrong tries a day, counted in rows: neither a restart nor many requests at once give more of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from consul_py.kernel import clock
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.refusal import Refused
from consul_py.residence import rules
from consul_py.residence.models import Tries


def take(user_id: int, kind: str) -> int:
    """Use one try of today up; answers how many are left. Raises Refused (429) when there was none."""
    key = {"user_id": user_id, "kind": kind, "day": clock.to_berlin(clock.now()).date()}
    insert_once(Tries, key | {"number": 0})
    mine = [getattr(Tries, name) == value for name, value in key.items()]
    taken: Any = db.session.execute(
        update(Tries)
        .where(*mine, Tries.number < rules.TRIES[kind])
        .values(number=Tries.number + 1)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        raise Refused(rules.NO_TRIES)
    return rules.TRIES[kind] - db.session.execute(select(Tries.number).where(*mine)).scalar_one()
