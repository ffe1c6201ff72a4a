"""What is wrong with an urn, in plain words and with what to do. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from consul_py.kernel.refusal import N_

STILL = timedelta(hours=1)
LATE = timedelta(minutes=10)
OBSERVERS = 2  # that many outside parties at least should receive checkpoints

NO_CHECKPOINT_KEY = (
    N_("The key that signs checkpoints is missing. Ballots wait in the urn; nothing is lost."),
    N_(
        "Ask those who run the server: put the key file back into the folder of the keys. `consul-py polls keys` shows where."
    ),
)
UNEQUAL = (
    N_("Register and urn do not agree. Nothing is sealed until this is explained."),
    N_("Stop nothing and delete nothing. Keep a copy of database and logs, and call the administrators at once."),
)
OTHER = (
    N_("Sealing has stopped."),
    N_("Call those who run the server; `consul-py polls status` tells more."),
)
NO_RECEIPT_KEY = (
    N_("The key that signs receipts is missing. Nobody can vote online at the moment; nothing was counted wrongly."),
    N_(
        "Ask those who run the server: put the key file back into the folder of the keys. `consul-py polls keys` shows where."
    ),
)
WORKER_STILL = (
    N_("The worker has not run for an hour. Nothing is sealed meanwhile, and no mail goes out."),
    N_("Ask those who run the server to start it: `consul-py worker`."),
)
KNOWN = {
    "The key that signs checkpoints is missing.": NO_CHECKPOINT_KEY,
    "Register and urn do not agree. Nothing was sealed.": UNEQUAL,
}


class Facts(NamedTuple):
    """What the desk looks at. `worker_seen` is None when the worker never looked."""

    trouble: str
    opens_at: datetime
    closes_at: datetime
    sealed_at: datetime | None
    has_receipt_key: bool
    worker_seen: datetime | None


def troubles(facts: Facts, now: datetime) -> list[tuple[str, str]]:
    """What is wrong and what to do, each as two sentences to translate, most urgent first."""
    found = []
    if facts.trouble:
        found.append(KNOWN.get(facts.trouble, OTHER))
    if facts.sealed_at is None and now < facts.closes_at and not facts.has_receipt_key:
        found.append(NO_RECEIPT_KEY)
    if facts.sealed_at is None and facts.opens_at + STILL <= now and is_still(facts.worker_seen, now):
        found.append(WORKER_STILL)
    return found


def is_still(seen: datetime | None, now: datetime) -> bool:
    """Whether the worker has not been seen for an hour."""
    return seen is None or now - seen >= STILL


def next_seal(
    closes_at: datetime, sealed_at: datetime | None, batch_at: datetime | None, now: datetime
) -> datetime | None:
    """When ballots are sealed next at the earliest; None when nothing is left to seal.

    A batch comes an hour after the one before, if enough ballots wait then; whatever waits at the end is sealed there.
    """
    if sealed_at is not None:
        return None
    earliest = max(now, batch_at + STILL) if batch_at else now
    return min(earliest, closes_at) if now < closes_at else now
