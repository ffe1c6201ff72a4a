"""Taking what came back out of a mailbox: a maildir, or one mail from standard input."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from consul_py.kernel.db import transaction
from consul_py.newsletter import bounces, reports
from consul_py.newsletter.claims import patient

log = logging.getLogger("consul.newsletter")
LARGEST = 2_000_000  # bytes of one mail that are looked at


class NotAMaildir(ValueError):
    """The folder has no `new` and `cur`."""


def take_one(octets: bytes) -> str:
    """Read one mail; answers hard, soft, complaint or leave, `known` when it was read before, else `other`.

    Reading it again changes nothing. A mail that cannot be read is none of ours.
    """
    try:
        report = reports.read(octets[:LARGEST])
    except Exception:
        log.warning("a returned mail could not be read", exc_info=True)
        return "other"
    return "other" if report is None else _take(report)


@patient
def _take(report: reports.Report) -> str:
    with transaction():
        number = report.delivery_id or bounces.by_message_id(report.message_id)
        if number is None:
            return "other"
        return report.kind if bounces.take(report, number) else "known"


def take_maildir(folder: Path) -> Counter[str]:
    """Read every new mail of a maildir and put it among the seen ones; answers how many of each kind."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise NotAMaildir(f"{folder} is no maildir: it has no folders new and cur")
    found: Counter[str] = Counter()
    for path in _new(folder):
        found[take_one(path.read_bytes())] += 1
        path.rename(folder / "cur" / f"{path.name}:2,S")  # after the commit: a kill before it lets it be read again
    return found


def _new(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in (folder / "new").iterdir() if path.is_file())
