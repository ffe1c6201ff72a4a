"""Print the figures of docs/newsletter.md: every one a ratio to a reference taken in the same run.

python -m tests.bench.newsletter [--only sqlite|postgresql] [--rows 40000] [--many 100000] [--rounds 3] [--part NAME …]
"""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from consul_py.app import create_app
from consul_py.kernel import clock, mail
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.kernel.migrating import migrate
from consul_py.newsletter import writing
from consul_py.newsletter.models import Delivery, Mailing, Subscription
from tests.bench.relay import Relay

SECRET = "bench-" * 8
LETTER = "\n\n".join(
    ["## Was sich im Kreis tut", *["Der Kreis hat über Ihre Vorschläge beraten. " * 9 for _ in range(9)]]
)
FLOORS = {
    "rows": ("≤", 3.0), "one connection": ("≥", 0.6), "eight connections": ("≥", 5.0), "two workers": ("≥", 1.7),
    "two workers of eight": ("≥", 1.7), "memory, MB": ("≤", 150.0), "reset, s": ("≤", 10.0),
}  # fmt: skip


class Bench:
    """One database and what is measured on it."""

    def __init__(self, url: str, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = folder, options
        self.settings = {
            "INSTANCE": str(folder), "DATABASE_URL": url, "SECRET_KEY": SECRET, "RATE_LIMITS": "off",
            "BASE_URL": "http://localhost", "QUEUE_URL": f"sqlite:///{folder}/queue.sqlite",
        }  # fmt: skip
        self.app: Flask = create_app(self.settings)
        self.people = 0
        self.faults = 0

    def say(self, name: str, value: float, words: str) -> None:
        sign, floor = FLOORS[name]
        met = value >= floor if sign == "≥" else value <= floor
        self.faults += not met
        print(f"| {name} | {value:.2f} | {sign} {floor:g} | {'met' if met else 'MISSED'} | {words} |", flush=True)

    # The load

    def fill(self, people: int) -> None:
        """So many confirmed subscriptions; more are added to those that are there."""
        now = clock.now()
        with transaction():
            for start in range(self.people, people, 5000):
                rows = [self._person(n, now) for n in range(start, min(people, start + 5000))]
                db.session.execute(insert(Subscription), rows)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        self.people = max(self.people, people)

    @staticmethod
    def _person(n: int, now: Any) -> dict[str, Any]:
        email = f"leserin{n}@bench.example"
        return {
            "email": email, "email_key": email, "domain": "bench.example", "leave_token": secrets.token_urlsafe(16),
            "mark": secrets.token_hex(8), "created_at": now, "confirmed_at": now, "asked": [],
        }  # fmt: skip

    def clear(self) -> None:
        with transaction():
            db.session.execute(delete(Delivery))
            db.session.execute(delete(Mailing).where(Mailing.state == "prepared"))

    def issue(self, number: int) -> Mailing:
        """An issue to the first so many people, released."""
        self.clear()
        self._only(number)
        with transaction():
            mailing = writing.write("Neues aus dem Kreis", LETTER, None)
            writing.release(mailing)
        return mailing

    @staticmethod
    def _only(number: int) -> None:
        """Let just the first so many people receive."""
        with transaction():
            chosen = select(Subscription.id).order_by(Subscription.id).limit(number)
            last = db.session.scalars(chosen.offset(number - 1).limit(1)).one()
            now = clock.now()
            for condition, left in ((Subscription.id <= last, None), (Subscription.id > last, now)):
                db.session.execute(update(Subscription).where(condition).values(left_at=left))

    # Senders

    @contextmanager
    def sender(self, relay: Relay, connections: int, command: str = "send") -> Iterator[subprocess.Popen[bytes]]:
        settings = self.settings | {"MAIL_URL": relay.url, "MAIL_CONNECTIONS": str(connections)}
        environment = os.environ | {f"CONSUL_{name}": str(value) for name, value in settings.items()}
        words = ["worker"] if command == "worker" else ["newsletter", command]
        process = subprocess.Popen(
            [sys.executable, "-m", "consul_py", *words], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def rate(self, relay: Relay, number: int, connections: int = 1, workers: int = 1) -> float:
        """Messages a second from the first to the last one at the relay."""
        self.issue(number)
        relay.clear()
        db.session.remove()
        senders = [self.sender(relay, connections) for _ in range(workers)]
        processes = [sender.__enter__() for sender in senders]
        relay.wait_for(number)
        speed = relay.per_second
        for process in processes:
            assert process.wait(60) == 0
        assert relay.count == number, f"{relay.count} messages for {number} people"
        return speed

    def bare(self, relay: Relay, number: int) -> float:
        """A loop of smtplib over one connection, the very bytes ready in memory."""
        octets = self.octets()
        relay.clear()
        with smtplib.SMTP("127.0.0.1", relay.port) as connection:
            connection.ehlo()
            for n in range(number):
                connection.sendmail("beteiligung@example.org", [f"leserin{n}@bench.example"], octets)
        assert relay.count == number
        return relay.per_second

    def octets(self) -> bytes:
        from consul_py.newsletter.claims import claim, give_back
        from consul_py.newsletter.delivery import Breaker, Sender

        self.issue(1)
        batch = claim()
        assert batch is not None
        item = batch.items[0]
        octets = Sender(Breaker())._frame(item).octets(item)
        give_back(batch)
        return octets

    # The figures

    def rows(self) -> None:
        number = self.options.rows
        self.fill(number)
        pairs = []
        for _round in range(self.options.rounds):
            self._only(number)
            pairs.append((self._bare_rows(number), self._our_rows(number)))
        ratio = statistics.median(ours / bare for bare, ours in pairs)
        bare, ours = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
        self.say(
            "rows", ratio, f"{number} rows: bare {bare:.0f} ms, ours {ours:.0f} ms with texts, audience and commit"
        )

    def _bare_rows(self, number: int) -> float:
        """The same rows into the same table by one statement through the bare driver."""
        self.clear()
        mailing = self.issue(1)
        self.clear()
        self._only(number)
        now = "'2026-11-22 05:00:00'"
        statement = (
            "INSERT INTO delivery (mailing_id, subscription_id, state, message_id, attempts, lost, next_try_at, answer,"
            f" created_at) SELECT {mailing.id}, id, 'queued', '<issue-1.' || mark || '@example.org>', 0, 0, {now}, '',"
            f" {now} FROM subscription WHERE left_at IS NULL"
        )
        db.session.remove()
        raw = db.engine.raw_connection()
        cursor = raw.cursor()
        start = time.perf_counter()
        cursor.execute("BEGIN") if is_sqlite() else None
        cursor.execute(statement)
        assert cursor.rowcount == number
        cursor.execute("COMMIT")
        took = time.perf_counter() - start
        raw.close()
        return took

    def _our_rows(self, number: int) -> float:
        self.clear()
        with transaction():
            mailing = writing.write("Neues aus dem Kreis", LETTER, None)
        start = time.perf_counter()
        with transaction():
            writing.release(mailing)
        took = time.perf_counter() - start
        assert db.session.query(Delivery).filter_by(mailing_id=mailing.id).count() == number
        db.session.remove()
        return took

    def one_connection(self) -> None:
        number = self.options.messages
        self.fill(number)
        with Relay() as relay:
            pairs = [(self.bare(relay, number), self.rate(relay, number)) for _round in range(self.options.rounds)]
        ratio = statistics.median(ours / bare for bare, ours in pairs)
        bare, ours = (statistics.median(speeds) for speeds in zip(*pairs, strict=True))
        size = len(self.octets()) / 1024
        self.say("one connection", ratio, f"smtplib loop {bare:.0f}/s, ours {ours:.0f}/s, {size:.1f} KB each")

    def slow_relay(self) -> None:
        number = self.options.messages
        self.fill(number)
        rounds: list[tuple[float, ...]] = []
        with Relay(0.02) as relay:
            for _round in range(self.options.rounds):
                one = self.rate(relay, number // 4)
                two = self.rate(relay, number // 4, workers=2)
                eight = self.rate(relay, number, 8)
                rounds.append((one, eight, two, self.rate(relay, number, 8, 2)))
        one, eight, two, both = (statistics.median(speeds) for speeds in zip(*rounds, strict=True))

        def ratio(part: Callable[[tuple[float, ...]], float]) -> float:
            return statistics.median(part(each) for each in rounds)

        self.say(
            "eight connections", ratio(lambda r: r[1] / r[0]), f"20 ms relay: one {one:.0f}/s, eight {eight:.0f}/s"
        )
        self.say("two workers", ratio(lambda r: r[2] / r[0]), f"20 ms relay, one connection each: {two:.0f}/s")
        self.say("two workers of eight", ratio(lambda r: r[3] / r[1]), f"20 ms relay, eight each: {both:.0f}/s")

    def memory(self) -> None:
        peaks = []
        for number in (1_000, self.options.many):
            self.fill(number)
            self.issue(number)
            db.session.remove()
            with Relay() as relay, self.sender(relay, 2) as process:
                peaks.append(_peak(process))
                assert process.returncode == 0
                assert relay.count == number
        words = f"peak of a sender: {peaks[0]:.0f} MB for 1,000, {peaks[1]:.0f} MB for {self.options.many:,} recipients"
        self.say("memory, MB", max(peaks), words)

    def reset(self) -> None:
        """A mail of its own lane, asked for while a worker is in the middle of an issue."""
        number = self.options.rows
        self.fill(number)
        self.issue(number)
        waits = []
        with Relay(0.002) as relay, self.sender(relay, 2, "worker"):
            relay.wait_for(200)
            for n in range(10):
                start = time.monotonic()
                with transaction():
                    mail.post(
                        "accounts/reset", f"person{n}@reset.example", name="Eva", url="http://localhost/r", when="heute"
                    )
                address, at = relay.watched.get(timeout=60)
                assert address == f"person{n}@reset.example"
                waits.append(at - start)
                time.sleep(0.3)
            assert relay.count < number, "the issue was over before the resets were"
        self.say("reset, s", max(waits), f"slowest of 10 in the middle of {number} messages")

    def run(self, parts: list[str]) -> None:
        print("| what | measured | floor | | |\n|---|---|---|---|---|")
        with self.app.app_context():
            migrate()
            for name in parts:
                getattr(self, name)()
                db.session.remove()
            db.engine.dispose()


def _peak(process: subprocess.Popen[bytes]) -> float:
    """The most memory a process ever had, in MB. What wait4 says is no less than its parent's at the fork."""
    most = 0.0
    while process.poll() is None:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            most = max(most, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
        time.sleep(0.2)
    return most


PARTS = ["rows", "one_connection", "slow_relay", "reset", "memory"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    from tests.postgres import create_database, start_cluster

    print(f"{clock.now():%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    faults = 0
    with start_cluster() as cluster:
        for name in ("sqlite", "postgresql"):
            if options.only not in (None, name) or (name == "postgresql" and cluster is None):
                continue
            with tempfile.TemporaryDirectory(prefix="consul-bench-") as folder:
                url = create_database(cluster, "bench") if name == "postgresql" and cluster else ""
                bench = Bench(url or f"sqlite:///{folder}/bench.sqlite", Path(folder), options)
                print(f"\n### {name}\n")
                bench.run(options.part or PARTS)
                faults += bench.faults
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
