"""Print the table of docs/performance.md: every figure a ratio to a reference taken in the same run.

python -m tests.bench [--scale 1.0] [--seconds 3] [--rounds 3] [--only sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event, select

from consul_py.app import create_app
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.migrating import migrate
from tests.bench import data
from tests.bench.load import Server, Speed, post_rate, rate, serving, transferred

PAGES = {
    "home": "/", "process": "/processes/digitalstrategie", "list": "/proposals",
    "list, most supported": "/proposals?sort=supported",
    "search": "/proposals?q=Stellplatz", "proposal": "/proposals/5000-x", "proposal with many comments": "/proposals/1-x",
}  # fmt: skip
SECRET = "bench-" * 8
HEAD = """\
| what | of bare | of bare, by CPU | requests/s | CPU ms | SQL | KB |
|---|---|---|---|---|---|---|"""


class Bench:
    """One database: the load, the two servers, the measurements."""

    def __init__(self, url: str, folder: Path, options: argparse.Namespace) -> None:
        self.url, self.folder, self.options = url, folder, options
        self.environment = os.environ | {
            "CONSUL_INSTANCE": str(folder), "CONSUL_DATABASE_URL": url, "CONSUL_SECRET_KEY": SECRET, "CONSUL_RATE_LIMITS": "off",
            "CONSUL_QUEUE_URL": "none:", "CONSUL_PASSWORD_COST": "cheap",
        }  # fmt: skip
        bare = url if url.startswith("postgresql") else f"sqlite:///{folder / 'bare.sqlite'}"
        os.environ["BARE_DATABASE_URL"] = self.environment["BARE_DATABASE_URL"] = bare
        self.app: Flask = create_app(
            {"INSTANCE": str(folder), "DATABASE_URL": url, "SECRET_KEY": SECRET, "RATE_LIMITS": "off", "QUEUE_URL": "none:",
             "BASE_URL": "http://localhost"}
        )  # fmt: skip
        self.next_person = 100
        self.sent = 0

    def fill(self) -> None:
        with self.app.app_context():
            migrate()
        data.fill(self.app, self.options.scale)
        with self.app.app_context():
            from consul_py.polls.models import Poll
            from consul_py.workshops.models import Workshop

            poll = db.session.scalars(select(Poll)).unique().one()
            self.poll = (poll.id, poll.questions[0].id, poll.questions[0].options[0].id)
            self.workshop = db.session.scalars(select(Workshop.id)).one()
            self.proposals = int(data.PROPOSALS * self.options.scale)
            for name, path in PAGES.items():
                if path.endswith("-x"):
                    number = min(int(path.rsplit("/", 1)[1].split("-")[0]), self.proposals // 2)
                    slug = db.session.scalars(select(data.Subject.slug).where(data.Subject.id == number)).one()
                    PAGES[name] = f"/proposals/{number}-{slug}"

    def statements(self, path: str, *, person: int = 0, body: dict[str, str] | None = None) -> tuple[int, int]:
        """SQL statements and bytes of one request."""
        count = 0

        def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            nonlocal count
            count += not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK"))

        with self.app.app_context():
            client, engine = self.app.test_client(use_cookies=False), db.engine
            headers = {"Cookie": data.cookie(person)} if person else {}
        client.get("/theme.css")  # the settings are read once in a few seconds, whatever the page
        event.listen(engine, "before_cursor_execute", note)
        try:
            answer = (
                client.get(path, headers=headers) if body is None else client.post(path, headers=headers, data=body)
            )
        finally:
            event.remove(engine, "before_cursor_execute", note)
        assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"
        return count, len(answer.data)

    def writes(self) -> dict[str, Callable[[int], tuple[str, dict[str, str]]]]:
        poll, question, option = self.poll
        return {
            "support": lambda n: (f"/proposals/{self.proposals - n % (self.proposals - 20)}/support", {}),
            "comment": lambda n: (
                f"/subjects/{self.proposals - n % (self.proposals // 2)}/comments",
                {"body": "Das wäre gut.", "sent_key": data.fresh()},
            ),
            "review": lambda n: (f"/polls/{poll}/review", {f"q{question}": str(option)}),
            "registration": lambda n: (f"/workshops/{self.workshop}/registration", {}),
        }  # fmt: skip

    def next_one(self) -> int:
        """The next signed-in person; after the last one comes the first again."""
        self.next_person += 1
        return self.next_person % (min(data.SIGNED_IN, int(data.ACCOUNTS * self.options.scale)) - 1) + 1

    def requests_for(self, make: Callable[[int], tuple[str, dict[str, str]]], count: int) -> Path:
        """A file of POSTs, each by another person."""
        path = self.folder / "requests.tsv"
        with self.app.app_context(), path.open("w") as file:
            for _each in range(count):
                n = self.next_one()
                address, body = make(n)
                fields = urlencode({"csrf_token": data.form_token(n)} | body)
                file.write(f"{address}\t{data.cookie(n)}\t{fields}\n")
        return path

    def bare_requests(self, count: int) -> Path:
        path = self.folder / "bare.tsv"
        with path.open("w") as file:
            for _each in range(count):
                self.sent += 1
                file.write(f"/write\t\twho={self.sent}&what={self.sent}\n")
        return path

    def compare(self, name: str, facts: tuple[int, int], bare: Callable[[], Speed], ours: Callable[[], Speed]) -> None:
        """Rounds that alternate; a line with the medians."""
        pairs = [(bare(), ours()) for _round in range(self.options.rounds)]
        of_bare = statistics.median(our.per_second / limit.per_second for limit, our in pairs)
        of_cpu = statistics.median(limit.cpu / our.cpu for limit, our in pairs)
        speed, cpu = (statistics.median(getattr(our, what) for _limit, our in pairs) for what in ("per_second", "cpu"))
        count, size = facts
        print(
            f"| {name} | {of_bare:.3f} | {of_cpu:.3f} | {speed:.0f} | {cpu:.1f} | {count} | {size / 1024:.1f} |",
            flush=True,
        )

    def pages(self, ours: Server, bare: Server) -> None:
        seconds = self.options.seconds
        for name, path in PAGES.items():
            for person, who in ((0, "anonymous"), (7, "signed in")):
                with self.app.app_context():
                    cookie = data.cookie(person) if person else ""
                rate(ours, path, 1, cookie=cookie)  # each process compiles a template when it first shows it
                self.compare(
                    f"{name}, {who}",
                    self.statements(path, person=person),
                    lambda: rate(bare, "/", max(1, seconds // 2)),
                    lambda p=path, c=cookie: rate(ours, p, seconds, cookie=c),
                )

    def acts(self, ours: Server, bare: Server) -> None:
        seconds, script = self.options.seconds, self.folder / "post.lua"
        for name, make in self.writes().items():
            with self.app.app_context():
                person = self.next_one()
                address, body = make(person)
                body = body | {"csrf_token": data.form_token(person)}
            self.compare(
                name,
                self.statements(address, person=person, body=body),
                lambda: post_rate(bare, self.bare_requests(4000 * seconds), max(1, seconds // 2), script),
                lambda m=make: post_rate(ours, self.requests_for(m, 900 * seconds), seconds, script),
            )

    def run(self) -> None:
        import tests.bench.bare as bare_app

        bare_app.prepare()
        with (
            serving("tests.bench.bare:application", self.environment, self.folder) as bare,
            serving("consul_py.wsgi:application", self.environment, self.folder) as ours,
        ):
            self.pages(ours, bare)
            self.acts(ours, bare)
            total, requests = transferred(ours.base)
            print(f"\nFirst visit: {total / 1024:.0f} KB in {requests} requests (compressed, without pictures).")
            print(f"Memory of each worker after the run: {', '.join(f'{mb:.0f} MB' for mb in ours.megabytes())}.\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    from tests.postgres import create_database, start_cluster

    print(f"{clock.now():%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with start_cluster() as cluster:
        for name in ("sqlite", "postgresql"):
            if options.only not in (None, name) or (name == "postgresql" and cluster is None):
                continue
            with tempfile.TemporaryDirectory(prefix="consul-bench-") as folder:
                url = (
                    create_database(cluster, "bench")
                    if name == "postgresql" and cluster
                    else f"sqlite:///{folder}/b.sqlite"
                )
                bench = Bench(url, Path(folder), options)
                bench.fill()
                print(f"\n### {name}\n\n{HEAD}")
                bench.run()


if __name__ == "__main__":
    main()
