"""When somebody may object to a result, and when it becomes final. Pure functions."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Protocol

from consul_py.kernel.refusal import N_, Refusal

NOT_COUNTED = Refusal(
    "not_counted", N_("There is no result yet. Objections are possible once the result is published."), status=409
)
PERIOD_OVER = Refusal("period_over", N_("The time for objections is over. Nothing was sent."), status=409)
ANSWERED = Refusal("answered", N_("This objection is answered already. An answer does not change."), status=409)
NO_STATEMENT_NEEDED = Refusal(
    "no_statement",
    N_("A statement is needed only when an objection was upheld and the result is not final yet."),
    status=409,
)
NO_LEAF = Refusal(
    "no_leaf", N_("This is neither a receipt nor a leaf (64 characters, 0 to 9 and a to f). You can leave it empty.")
)
LEAF = re.compile(r"[0-9a-f]{64}")


class Sealed(Protocol):
    """What is asked of an urn."""

    @property
    def sealed_at(self) -> datetime | None: ...
    @property
    def objections_until(self) -> datetime | None: ...
    @property
    def destroyed_at(self) -> datetime | None: ...


def can_object(urn: Sealed | None, moment: datetime) -> Refusal | None:
    """Whether somebody may object now: from the final seal until the end of the period."""
    if urn is None or urn.sealed_at is None or urn.objections_until is None:
        return NOT_COUNTED
    return PERIOD_OVER if moment >= urn.objections_until or urn.destroyed_at is not None else None


def leaf_of(typed: str) -> str | None:
    """The leaf that somebody typed, or that stands in the receipt they pasted; None when it is neither."""
    text = typed.strip()
    if text.startswith("{"):
        try:
            stated = json.loads(text)
        except (ValueError, RecursionError):
            return None
        text = str(stated.get("leaf", "")) if isinstance(stated, dict) else ""
    text = text.casefold()
    return text if LEAF.fullmatch(text) else None
