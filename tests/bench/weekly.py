"""What a weekly mail costs: writing it for 40,000 readers, and cutting it for one. `python -m tests.bench.weekly`

On PostgreSQL: `python -m tests.postgres python -m tests.bench.weekly`.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from consul_py.kernel import clock
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.newsletter import digest, digest_text
from consul_py.newsletter.models import DIGEST, Delivery, Mailing, Subscription, SubscriptionInterest
from tests.measures.make import make_measure
from tests.processes.make import make_process
from tests.realdb import real_app

READERS, BLOCKS, PROCESSES, CUT = 40_000, 30, 5, 500


def fill() -> None:
    """Readers of whom a third wants everything and the others one of five processes; a week with thirty news."""
    now = clock.now()
    with transaction():
        made = [make_process() for _ in range(PROCESSES)]
        processes = [process.id for process in made]
        for number in range(BLOCKS):
            make_measure(made[number % PROCESSES], title=f"Maßnahme {number}", summary="Worte " * 60)
    readers = [
        {
            "email": f"a{n}@example.org", "email_key": f"a{n}@example.org", "leave_token": secrets.token_urlsafe(16),
            "mark": secrets.token_hex(8), "everything": n % 3 == 0, "weekly": True, "created_at": now,
            "confirmed_at": now - timedelta(days=30),
        }
        for n in range(READERS)
    ]  # fmt: skip
    with transaction():
        db.session.execute(insert(Subscription), readers)
        chosen = db.session.scalars(select(Subscription.id).where(Subscription.everything.is_(False))).all()
        interests = [{"subscription_id": n, "process_id": processes[n % PROCESSES]} for n in chosen]
        db.session.execute(insert(SubscriptionInterest), interests)


def run() -> None:
    fill()
    started = time.perf_counter()
    with transaction():
        assert digest.build()
    built = time.perf_counter() - started
    mailing = db.session.query(Mailing).filter_by(trigger=DIGEST).one()
    written = db.session.query(Delivery).filter_by(mailing_id=mailing.id).count()
    to = db.session.scalars(select(Delivery.subscription_id).where(Delivery.mailing_id == mailing.id).limit(CUT)).all()
    text = mailing.texts[0]
    started = time.perf_counter()
    for number in to:
        digest_text.for_reader(text, number)
    cut = (time.perf_counter() - started) / len(to) * 1000
    name = "SQLite" if is_sqlite() else "PostgreSQL"
    print(f"{name}: {READERS} weekly readers, {BLOCKS} blocks: {written} deliveries written in {built:.2f} s;", end=" ")
    print(f"one reader's blocks in {cut:.2f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, real_app(Path(folder)) as app, app.app_context():
        run()
