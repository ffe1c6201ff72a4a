"""Kill the web processes while people vote, again and again, and see that nothing that was acknowledged is missing.

python -m tests.chaos.votes [--only sqlite|postgresql] [--kills 100] [--voters 3000]

Two web workers on one database that forces every commit to the disk; voters come in eight streams, review and cast, and
some send their ballot twice. Every few ballots all workers are killed with SIGKILL and started anew; PostgreSQL itself is
ended the hard way in the middle; a sealer seals batch after batch, and is killed, too. Then: every ballot that was
acknowledged (303 and a signed receipt) is in the urn or the log, with the leaf it was promised; no place is used
without its ballot; nobody has two; the databases are whole; and the published tool finds no defect.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from consul_py.ballots import publication, recount, sealing
from consul_py.ballots import queries as urns
from consul_py.ballots.models import SealedBallot, WaitingBallot
from consul_py.kernel import clock
from consul_py.kernel.db import db
from tests.bench import data
from tests.bench.load import Server
from tests.bench.votes import FORM, Votes
from tests.chaos.cluster import Cluster
from tests.polls.make import SLIP

STREAMS = 8
SEALER = """
import sys, time
from consul_py.app import create_app
from consul_py.ballots import sealing
from datetime import timedelta
sealing.BATCH_EVERY = timedelta(0)
with create_app().app_context():
    while True:
        sealing.seal_due()
        time.sleep(0.05)
"""


class Crowd:
    """People who vote while everything breaks; each keeps what they were given."""

    def __init__(self, votes: Votes, question: dict[str, Any], voters: int) -> None:
        self.votes, self.question, self.voters, self.dice = votes, question, voters, random.Random(5)
        self.address = ""
        self.lock, self.next = threading.Lock(), 0
        self.receipts: dict[int, list[dict[str, str]]] = {}  # voter → what was acknowledged
        self.refused = self.broken = 0
        self.faults: list[str] = []

    def run(self) -> list[threading.Thread]:
        streams = [threading.Thread(target=self._stream, daemon=True) for _ in range(STREAMS)]
        for stream in streams:
            stream.start()
        return streams

    def acknowledged(self) -> int:
        return len(self.receipts)

    def _stream(self) -> None:
        while True:
            with self.lock:
                self.next += 1
                voter = self.next
            if voter > self.voters:
                return
            patience = time.monotonic() + 300
            while not self._votes(voter):
                if time.monotonic() > patience:
                    self.faults.append(f"voter {voter} never got an answer")
                    break
                time.sleep(0.2)  # the processes are just starting anew

    def _votes(self, voter: int) -> bool:
        """Whether the voter knows how it stands: acknowledged, or told that a vote is recorded."""
        with self.votes.app.app_context():
            headers, token = FORM | {"Cookie": data.cookie(voter)}, data.form_token(voter)
        poll = self.votes.ids[0]
        connection = http.client.HTTPConnection(self.address, timeout=20)
        try:
            status, page, _ = self._post(
                connection, f"/polls/{poll}/review", headers, {"csrf_token": token} | self._choice()
            )
            if status == 409:
                self.refused += 1
                return True
            slip = page.partition(SLIP)[2].partition('"')[0]
            fields = {"csrf_token": token, "slip": slip, "own_number": ""}
            answers = [self._post(connection, f"/polls/{poll}/ballot", headers, fields)]
            if self.dice.random() < 0.2:
                answers.append(self._post(connection, f"/polls/{poll}/ballot", headers, fields))
            for status, _, cookie in answers:
                if status == 303:
                    self._keep(voter, cookie)
            return any(status in (303, 409) for status, *_ in answers)
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        finally:
            connection.close()

    def _choice(self) -> dict[str, str]:
        return {f"q{self.question['id']}": str(self.dice.choice(self.question["options"])["id"])}

    @staticmethod
    def _post(
        connection: http.client.HTTPConnection, path: str, headers: dict[str, str], fields: dict[str, str]
    ) -> tuple[int, str, str]:
        connection.request("POST", path, urlencode(fields), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Set-Cookie", "")

    def _keep(self, voter: int, cookie: str) -> None:
        value = cookie.partition("receipt=")[2].partition(";")[0].strip('"')
        with self.votes.app.app_context():
            from consul_py.ballots.slips import box_for

            held = json.loads(box_for("receipt").decrypt(value.encode()))
        with self.lock:
            self.receipts.setdefault(voter, []).append(held["receipt"])


class Chaos:
    def __init__(self, kind: str, url: str, folder: Path, options: argparse.Namespace, cluster: Cluster | None) -> None:
        self.kind, self.folder, self.options, self.cluster = kind, folder, options, cluster
        self.votes = Votes(kind, url, folder, options)
        self.kills = 0
        self.faults: list[str] = []

    def run(self) -> None:
        self.votes.fill(1)
        with self.votes.app.app_context():
            self.question = urns.definition(self.votes.ids[0])["questions"][0]
            db.engine.dispose()
        crowd, dice, began = Crowd(self.votes, self.question, self.options.voters), random.Random(3), time.monotonic()
        server, sealer = self._server(), self._sealer()
        crowd.address = urlsplit(server.base).netloc
        streams = crowd.run()
        for number in range(self.options.kills):
            share = self.options.voters // self.options.kills
            self._wait(crowd, streams, crowd.acknowledged() + dice.randint(1, max(2, share)), dice.uniform(0.02, 0.6))
            sealer = self._kill(server, sealer, number)
            server = self._server(server.port)
        for stream in streams:
            stream.join(600)
        sealer.kill()
        sealer.wait()
        server.stop()
        self._judge(crowd, time.monotonic() - began)

    def _server(self, port: int = 0) -> Server:
        return Server("consul_py.wsgi:application", self.votes.environment, self.folder, port=port)

    def _sealer(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", SEALER],
            env=self.votes.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _wait(self, crowd: Crowd, streams: list[threading.Thread], until: int, more: float) -> None:
        end = time.monotonic() + 60
        while crowd.acknowledged() < until and time.monotonic() < end and any(s.is_alive() for s in streams):
            time.sleep(0.005)
        time.sleep(more)

    def _kill(self, server: Server, sealer: subprocess.Popen[bytes], number: int) -> subprocess.Popen[bytes]:
        """Everything of the web at once, every third time the sealer with it; once in the run the database, too."""
        if self.cluster is not None and number == self.options.kills // 2:
            self.cluster.stop(signal.SIGQUIT)
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        self.kills += 1
        if number % 3 == 2 or sealer.poll() is not None:
            sealer.kill()
            sealer.wait()
            sealer = self._sealer()
        if self.cluster is not None and number == self.options.kills // 2:
            self.cluster.start()
        return sealer

    def _judge(self, crowd: Crowd, seconds: float) -> None:
        self.faults += crowd.faults
        poll = self.votes.ids[0]
        with self.votes.app.app_context():
            leaves = {leaf: tracker for tracker, leaf in self._stored(poll)}
            used, stored = urns.used(poll), len(self._stored(poll))
            db.session.rollback()
            given = [receipt for receipts in crowd.receipts.values() for receipt in receipts]
            missing = [one for one in given if leaves.get(one["leaf"]) != one["tracker"]]
            self._expect(not missing, f"{len(missing)} acknowledged ballots are missing")
            self._expect(used == stored, f"{used} places used, {stored} ballots")
            self._expect(all(len(receipts) == 1 for receipts in crowd.receipts.values()), "somebody has two receipts")
            self._expect(used == self.options.voters, f"{used} of {self.options.voters} have voted")
            self._expect(self._is_whole(), "the database is not whole")
            sealed = urns.last_checkpoint(poll)
            checkpoints = sealed.number if sealed else 0
            db.session.rollback()
            defects = self._publish(poll, given)
            self._expect(not defects, defects)
        silent = used - len(crowd.receipts)
        print(
            f"{self.options.voters} voters, {self.kills} × kill -9 of all web processes: {len(given)}"
            f" acknowledged, {len(missing)} of them missing; {silent} recorded whose answer was lost; {crowd.broken} requests"
            f" broken; used = ballots = {used}; {checkpoints} checkpoints before the end; {seconds:.0f} s",
            flush=True,
        )
        for fault in self.faults:
            print(f"  FAULT: {fault}")

    @staticmethod
    def _stored(poll: int) -> list[tuple[str, str]]:
        """Control number and leaf of every ballot, waiting or sealed."""
        urn = urns.find_urn(poll)
        assert urn is not None
        waiting = db.session.execute(
            select(WaitingBallot.tracker, WaitingBallot.own_number, WaitingBallot.nonce, WaitingBallot.choice).where(
                WaitingBallot.poll_id == poll
            )
        )
        found = [
            (tracker, recount.leaf_hash(urn.definition_hash, tracker, own, nonce, json.loads(choice)))
            for tracker, own, nonce, choice in waiting
        ]
        log = db.session.execute(select(SealedBallot.tracker, SealedBallot.leaf).where(SealedBallot.poll_id == poll))
        return found + [(tracker, leaf) for tracker, leaf in log]

    def _is_whole(self) -> bool:
        if self.kind != "sqlite":
            return True  # a broken page would have failed the recovery after SIGQUIT, or the reading above
        with sqlite3.connect(self.folder / "votes.sqlite") as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])

    def _publish(self, poll: int, receipts: list[dict[str, str]]) -> str:
        """The end comes, and the published tool checks everything, all receipts with it."""
        with clock.fixed(clock.now() + timedelta(days=400)):
            sealing.seal_due()
        folder = self.folder / "published"
        publication.write(poll, folder)
        papers = []
        for number, receipt in enumerate(receipts):
            papers.append(folder / f"receipt-{number}.json")
            papers[-1].write_text(json.dumps(receipt))
        code, report = recount.check(folder, papers)
        return "" if code == 0 else report[-500:]

    def _expect(self, fine: bool, words: str) -> None:
        if not fine:
            self.faults.append(words)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--voters", type=int, default=3000)
    options = parser.parse_args()
    faults = 0
    for kind in ("sqlite", "postgresql"):
        if options.only not in (None, kind):
            continue
        print(f"\n### {kind}\n", flush=True)
        with tempfile.TemporaryDirectory(prefix="consul-chaos-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            if kind == "sqlite":
                chaos = Chaos(kind, f"sqlite:///{folder}/votes.sqlite", folder, options, None)
                chaos.run()
            else:
                with Cluster() as cluster:
                    chaos = Chaos(kind, cluster.database("votes"), folder, options, cluster)
                    chaos.run()
                    with suppress(Exception), chaos.votes.app.app_context():
                        db.engine.dispose()
            faults += len(chaos.faults)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
