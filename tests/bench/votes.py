"""Print the figures of docs/polls.md: ballots a second through HTTP, as part of the smallest view that could do it.

python -m tests.bench.votes [--only sqlite|postgresql] [--seconds 5] [--rounds 3]   rate of casting, and the recount
python -m tests.bench.votes --sustained [--minutes 10] [--per-second 50]             review and ballot at a steady rate

Both servers have two workers and the same database, which forces every commit to the disk. A ballot is posted with a
session, a form token and a reviewed slip. The reference is `POST /write` of tests/bench/bare.py in the same run: one
UPDATE, one INSERT and one COMMIT through the bare driver. Needs wrk.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts.models import User
from consul_py.app import create_app
from consul_py.ballots import queries as urns
from consul_py.ballots import recount, sealing, slips
from consul_py.ballots.models import WaitingBallot
from consul_py.ballots.recount import canonical
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.migrating import migrate
from tests.ballots.published import make_poll as published_poll
from tests.bench import bare, data
from tests.bench.load import Server, Speed, post_rate, serving
from tests.chaos.cluster import Cluster
from tests.polls.make import SLIP, make_poll

VOTERS = 12_000
FLOOR = {"sqlite": 0.25, "postgresql": 0.30}
SLOWEST = 500.0  # milliseconds, for 95 of 100 ballots
CLIENTS = 16
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SECRET = "bench-" * 8


class Votes:
    """One database with many voters; a poll for every round, because nobody votes twice."""

    def __init__(self, kind: str, url: str, folder: Path, options: argparse.Namespace) -> None:
        self.kind, self.folder, self.options = kind, folder, options
        self.environment = os.environ | {
            "CONSUL_INSTANCE": str(folder), "CONSUL_DATABASE_URL": url, "CONSUL_SECRET_KEY": SECRET,
            "CONSUL_RATE_LIMITS": "off", "CONSUL_QUEUE_URL": "none:", "CONSUL_BASE_URL": "http://localhost",
        }  # fmt: skip
        reference = url if kind == "postgresql" else f"sqlite:///{folder / 'bare.sqlite'}"
        os.environ["BARE_DATABASE_URL"] = self.environment["BARE_DATABASE_URL"] = reference
        self.app: Flask = create_app(
            {"INSTANCE": str(folder), "DATABASE_URL": url, "SECRET_KEY": SECRET, "RATE_LIMITS": "off", "QUEUE_URL": "none:",
             "BASE_URL": "http://localhost"}
        )  # fmt: skip
        self.sent = 0

    def fill(self, polls: int) -> None:
        with self.app.app_context():
            migrate()
            now = clock.now()
            with transaction():
                data._people(now, VOTERS)
                data._sessions(now, VOTERS)
            self.polls = [make_poll() for _ in range(polls)]
            self.ids = [poll.id for poll in self.polls]
            self.fields = [{f"q{q.id}": str(q.options[0].id) for q in poll.questions} for poll in self.polls]
            self.voters = dict(db.session.execute(select(User.id, User.voter)).all())

    def ballots(self, poll: int, count: int) -> Path:
        """A file of ballots that were reviewed: each voter's slip, session and form token."""
        path = self.folder / "ballots.tsv"
        with self.app.app_context(), path.open("w") as file:
            urn, key = urns.find_urn(poll), urns.definition(poll)["keys"]["receipt"]
            assert urn is not None
            (question,) = urns.definition(poll)["questions"]
            choice = canonical({str(question["id"]): [question["options"][1]["id"]]}).decode()
            for voter in range(1, count + 1):
                register_key = urns.person_key(poll, f"account:{self.voters[voter]}")
                assert register_key is not None
                place = slips.Place(register_key, "account")
                slip = slips.closed(slips.fill(poll, str(voter), place, choice, urn.definition_hash, key))
                body = urlencode({"csrf_token": data.form_token(voter), "slip": slip, "own_number": "4711"})
                file.write(f"/polls/{poll}/ballot\t{data.cookie(voter)}\t{body}\n")
        return path

    def writes(self, count: int) -> Path:
        path = self.folder / "bare.tsv"
        rows = range(self.sent + 1, self.sent + count + 1)
        path.write_text("".join(f"/write\t\twho={n}&what={n}\n" for n in rows))
        self.sent += count
        return path

    def rates(self, ours: Server, limit: Server) -> int:
        """Rounds that alternate; the medians against the floor."""
        seconds, script, pairs = self.options.seconds, self.folder / "post.lua", list[tuple[Speed, Speed]]()
        post_rate(ours, self.ballots(self.ids[0], 2000), 1, script)  # each process reads the application first
        for poll in self.ids[1:]:
            least = post_rate(limit, self.writes(6000 * seconds), seconds, script)
            pairs.append((least, post_rate(ours, self.ballots(poll, min(VOTERS, 1500 * seconds)), seconds, script)))
        part = statistics.median(our.per_second / least.per_second for least, our in pairs)
        speed = statistics.median(our.per_second for _, our in pairs)
        cpu = statistics.median(our.cpu for _, our in pairs)
        of_cpu = statistics.median(least.cpu / our.cpu for least, our in pairs)
        bare_speed = statistics.median(least.per_second for least, _ in pairs)
        floor = FLOOR[self.kind]
        print(
            f"| {self.kind} | {part:.2f} (≥ {floor:.2f}) | {of_cpu:.2f} | {speed:.0f} | {bare_speed:.0f} | {cpu:.2f} |",
            flush=True,
        )
        return int(part < floor)

    def every_ballot_is_there(self) -> None:
        for poll in self.ids:
            asked = select(func.count()).select_from(WaitingBallot).where(WaitingBallot.poll_id == poll)
            waiting = db.session.execute(asked).scalar_one() + len(urns.leaves(poll))
            assert waiting == urns.used(poll), f"{waiting} ballots, {urns.used(poll)} places"


class Steady:
    """Clients that send at fixed moments, however long the answers take: a late answer is not hidden by waiting."""

    def __init__(self, votes: Votes, server: Server, per_second: int, minutes: float) -> None:
        self.votes, self.address = votes, urlsplit(server.base).netloc
        self.per_second, self.total = per_second, int(per_second * minutes * 60)
        self.lock, self.next, self.began = threading.Lock(), 0, 0.0
        self.reviews: list[float] = []
        self.casts: list[float] = []
        self.wrong: list[str] = []

    def run(self) -> int:
        clients = [threading.Thread(target=self._client) for _ in range(CLIENTS * 2)]
        self.began = time.monotonic() + 0.5
        for client in clients:
            client.start()
        self._seal_in_between()
        for client in clients:
            client.join()
        took = time.monotonic() - self.began
        p50, p95, p99 = (statistics.quantiles(self.casts, n=100)[part] for part in (49, 94, 98))
        review = statistics.quantiles(self.reviews, n=100)[94]
        print(
            f"| {self.votes.kind} | {len(self.casts) / took:.1f} | {took / 60:.1f} | {p50:.0f} | {p95:.0f} (< {SLOWEST:.0f})"
            f" | {p99:.0f} | {max(self.casts):.0f} | {review:.0f} | {len(self.wrong)} |",
            flush=True,
        )
        for words in self.wrong[:5]:
            print(f"  {words}")
        return int(p95 >= SLOWEST or bool(self.wrong))

    def _seal_in_between(self) -> None:
        """The sealer does its work in the middle of it, as the worker would."""
        while time.monotonic() < self.began + self.total / self.per_second / 2:
            time.sleep(0.2)
        with self.votes.app.app_context():
            began = time.monotonic()
            sealed = sealing.seal_due()
            print(f"  sealed {sealed} batches in the middle, {time.monotonic() - began:.1f} s", flush=True)

    def _client(self) -> None:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        while True:
            with self.lock:
                number, self.next = self.next, self.next + 1
            if number >= self.total:
                return
            due = self.began + number / self.per_second
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self._vote(connection, number, due)
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(repr(error))
                connection.close()

    def _vote(self, connection: http.client.HTTPConnection, number: int, due: float) -> None:
        votes, voter = self.votes, number % VOTERS + 1
        place = number // VOTERS
        poll, fields = votes.ids[place], votes.fields[place]
        with votes.app.app_context():
            headers = FORM | {"Cookie": data.cookie(voter)}
            token = data.form_token(voter)
        connection.request("POST", f"/polls/{poll}/review", urlencode({"csrf_token": token} | fields), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        reviewed = time.monotonic()
        slip = page.partition(SLIP)[2].partition('"')[0]
        body = urlencode({"csrf_token": token, "slip": slip, "own_number": ""})
        connection.request("POST", f"/polls/{poll}/ballot", body, headers)
        cast = connection.getresponse()
        cast.read()
        with self.lock:
            self.reviews.append(1000 * (reviewed - due))
            self.casts.append(1000 * (time.monotonic() - reviewed))
            if (answer.status, cast.status) != (200, 303):
                self.wrong.append(f"review {answer.status}, ballot {cast.status}")


def recounted(ballots: int) -> int:
    """The published tool on a large poll, as a process of its own, with the plainest Python."""
    with tempfile.TemporaryDirectory() as name:
        folder = published_poll("single", ballots=ballots, batches=100).write(Path(name) / "poll")
        seconds, report = [], ""
        for _ in range(5):
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-I", recount.__file__, str(folder)], capture_output=True, text=True, check=True
            )
            seconds.append(time.perf_counter() - began)
            report = done.stdout
    assert "Kein Mangel" in report
    least, middle = min(seconds), statistics.median(seconds)
    print(f"\nRecount of {ballots} ballots and 100 checkpoints: {least:.2f} s (< 2), median {middle:.2f} s")
    return int(min(seconds) >= 2)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/votes.sqlite"
        return
    with Cluster() as cluster:
        yield cluster.database("votes")


def measure(kind: str, options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="consul-votes-") as name, database(kind, Path(name)) as url:
        votes = Votes(kind, url, Path(name), options)
        polls = (
            -(-int(options.per_second * options.minutes * 60) // VOTERS) if options.sustained else options.rounds + 1
        )
        votes.fill(polls)
        try:
            with serving("consul_py.wsgi:application", votes.environment, votes.folder) as ours:
                if options.sustained:
                    faults = Steady(votes, ours, options.per_second, options.minutes).run()
                else:
                    bare.prepare()
                    with serving("tests.bench.bare:application", votes.environment, votes.folder) as limit:
                        faults = votes.rates(ours, limit)
            with votes.app.app_context():
                votes.every_ballot_is_there()
            return faults
        finally:
            with votes.app.app_context():
                db.engine.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--sustained", action="store_true")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--per-second", type=int, default=50)
    options = parser.parse_args()
    print(f"{clock.now():%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    if options.sustained:
        print("| database | ballots/s | minutes | p50 ms | p95 ms | p99 ms | slowest | review p95 ms | wrong |")
        print("|---|---|---|---|---|---|---|---|---|")
    else:
        print(
            "| database | of bare | of bare, by CPU | ballots/s | bare writes/s | CPU ms of a ballot |\n|---|---|---|---|---|---|"
        )
    faults = sum(measure(kind, options) for kind in ("sqlite", "postgresql") if options.only in (None, kind))
    if not options.sustained:
        faults += recounted(options.ballots)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
