"""Break the sending of an issue in every way we know, and count what arrived.

python -m tests.chaos.newsletter [--only sqlite|postgresql] [--people 10000] [--kills 100]

One issue, two senders at once with one connection each. They are killed with SIGKILL again and again; people leave in
the middle; the database is restarted, the hard way; the last senders have a clock that is two hours on. Then: everybody
who stayed got it, nobody who had left, doubles are not more than kills, and a double has the same Message-ID.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.migrating import migrate
from consul_py.newsletter import service
from consul_py.newsletter.models import TAKEN, Delivery, Mailing, Subscription
from tests.bench.newsletter import Bench
from tests.chaos.cluster import Cluster
from tests.smtp_sink import SmtpSink

TWO_HOURS = 7200.0


class Chaos:
    """One database, one issue, and everything that happens to it."""

    def __init__(self, url: str, folder: Path, options: argparse.Namespace, cluster: Cluster | None) -> None:
        self.options, self.cluster = options, cluster
        self.dice = random.Random(11)
        self.bench = Bench(url, folder, argparse.Namespace(rows=0, messages=0, rounds=0, many=0))
        self.app: Flask = self.bench.app
        self.gone: dict[str, float] = {}  # address → when leaving was committed
        self.kills = self.restarts = 0
        self.faults: list[str] = []

    def start(self, sink: SmtpSink, ahead: float = 0.0) -> subprocess.Popen[bytes]:
        settings = self.bench.settings | {"MAIL_URL": sink.url, "MAIL_CONNECTIONS": "1"}
        environment = os.environ | {f"CONSUL_{name}": str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "tests.chaos.sender", str(ahead)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self) -> None:
        people, kills = self.options.people, self.options.kills
        with SmtpSink() as sink, self.app.app_context():
            migrate()
            self.bench.fill(people)
            issue = self.bench.issue(people).id
            began = time.monotonic()
            senders = [self.start(sink), self.start(sink)]
            for number in range(kills):
                sink.wait_for(
                    min(people, len(sink.messages) + self.dice.randint(people // kills // 3, people // kills)), 120
                )
                victim = number % 2
                senders[victim].kill()
                senders[victim].wait()
                self.kills += 1
                self._age_leases()
                if number % 4 == 0:
                    self._somebody_leaves(sink)
                if number == kills // 2:
                    self._restart_the_database()
                senders[victim] = self.start(sink)
            for sender in senders:
                sender.kill()
                sender.wait()
                self.kills += 1
            # Nobody ages the leases of these: the clock of the next senders does.
            held = self._held()
            self._finish(sink, issue)
            self._judge(sink, issue, held, time.monotonic() - began)

    def _age_leases(self) -> None:
        """As if five minutes had passed for the rows of the killed one; those of the other are taken from it, too."""
        alive = clock.now() - timedelta(seconds=1)
        with transaction():
            db.session.execute(update(Delivery).where(Delivery.state == TAKEN, self._dead()).values(lease_until=alive))

    def _dead(self) -> object:
        """Leases of which nothing happened while we looked: the other sender goes on with its own."""
        before = self._open_rows()
        db.session.rollback()
        time.sleep(0.25)
        now = self._open_rows()
        db.session.rollback()
        still = [name for name, count in now.items() if before.get(name) == count]
        return Delivery.lease_by.in_(still)

    @staticmethod
    def _open_rows() -> dict[str, int]:
        rows = db.session.execute(
            select(Delivery.lease_by, func.count()).where(Delivery.state == TAKEN).group_by(Delivery.lease_by)
        )
        return {str(name): int(count) for name, count in rows}

    def _somebody_leaves(self, sink: SmtpSink) -> None:
        waiting = (
            select(Delivery.subscription_id).where(Delivery.state == "queued").order_by(Delivery.id.desc()).limit(50)
        )
        number = self.dice.choice(list(db.session.scalars(waiting)) or [0])
        if not number:
            return
        with transaction():
            row = db.session.get_one(Subscription, number)
            service.leave(row)
            email = row.email
        self.gone[email] = time.monotonic()

    def _restart_the_database(self) -> None:
        if self.cluster is not None:
            db.session.remove()
            db.engine.dispose()
            self.cluster.stop(signal.SIGQUIT)
            time.sleep(1.0)
            self.cluster.start()
            self.restarts += 1

    def _held(self) -> int:
        number = db.session.execute(
            select(func.count()).select_from(Delivery).where(Delivery.state == TAKEN)
        ).scalar_one()
        db.session.rollback()
        return int(number)

    def _finish(self, sink: SmtpSink, issue: int) -> None:
        for _round in range(5):
            senders = [self.start(sink, TWO_HOURS), self.start(sink, TWO_HOURS)]
            for sender in senders:
                sender.wait(600)
            db.session.rollback()
            if db.session.get_one(Mailing, issue, populate_existing=True).state == "sent":
                return

    def _judge(self, sink: SmtpSink, issue: int, held: int, seconds: float) -> None:
        counts = Counter(m.recipient for m in sink.messages)
        everybody = {f"leserin{n}@bench.example" for n in range(self.options.people)}
        doubles = sum(counts.values()) - len(counts)
        states = dict(
            db.session.execute(
                select(Delivery.state, func.count()).where(Delivery.mailing_id == issue).group_by(Delivery.state)
            ).all()
        )
        missing = everybody - set(counts) - set(self.gone)
        ids = {address: {m.message_id for m in sink.to(address)} for address, n in counts.items() if n > 1}
        self._expect(not missing, f"{len(missing)} people got nothing")
        self._expect(not set(counts) - everybody, "somebody got it who never asked")
        self._expect(not set(self.gone) & set(counts), "somebody got it who had left")
        self._expect(doubles <= self.kills, f"{doubles} doubles for {self.kills} kills")
        self._expect(all(len(found) == 1 for found in ids.values()), "a double has another Message-ID")
        self._expect(states.get("suppressed", 0) == len(self.gone), f"states {states}")
        self._expect(states.get("accepted", 0) == len(everybody) - len(self.gone), f"states {states}")
        state = db.session.get_one(Mailing, issue, populate_existing=True).state
        self._expect(state == "sent", f"the issue is {state}")
        print(
            f"{self.options.people} people, {self.kills} × kill -9, {self.restarts} database restarts, {len(self.gone)} left"
            f" in the middle: {len(counts)} got it, {len(missing)} did not, {doubles} doubles, all with equal Message-ID;"
            f" {held} rows of dead senders taken over by a clock two hours on; {seconds:.0f} s",
            flush=True,
        )
        for fault in self.faults:
            print(f"  FAULT: {fault}")

    def _expect(self, fine: bool, words: str) -> None:
        if not fine:
            self.faults.append(words)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    faults = 0
    for name in ("sqlite", "postgresql"):
        if options.only not in (None, name):
            continue
        print(f"\n### {name}\n", flush=True)
        with tempfile.TemporaryDirectory(prefix="consul-chaos-") as folder:
            if name == "sqlite":
                chaos = Chaos(f"sqlite:///{folder}/chaos.sqlite", Path(folder), options, None)
                chaos.run()
            else:
                with Cluster() as cluster:
                    chaos = Chaos(cluster.database("chaos"), Path(folder), options, cluster)
                    chaos.run()
                    with chaos.app.app_context():
                        db.engine.dispose()
            faults += len(chaos.faults)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
