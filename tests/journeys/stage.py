"""A stage for whole stories: granian, the worker, an SMTP server and a database, all real, on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.inbox import Inbox, free_port

START_SECONDS = 40


@dataclass
class Stage:
    """Where the story plays: its address, its mails, and the command line on its instance."""

    base: str
    inbox: Inbox
    environment: dict[str, str]
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *arguments: str, stdin: str = "") -> str:
        """A `consul-py` command; answers what it printed. Raises CalledProcessError."""
        command = [sys.executable, "-m", "consul_py", *arguments]
        done = subprocess.run(
            command, env=self.environment, input=stdin, text=True, capture_output=True, check=False
        )  # our own command
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}-{len(self.processes)}.log").open("wb") as log:
            command = [sys.executable, "-m", "consul_py", *arguments]
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


def wait_until_up(url: str, stage: Stage) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # our own server
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{stage.logs()}")


@contextmanager
def stage(folder: Path, database_url: str | None, scenario: str = "", **settings: str) -> Iterator[Stage]:
    """A running site on an own instance and database, with demo data if asked; everything ends with the block.

    `settings` are variables of the environment, such as CONSUL_OIDC_ISSUER.
    """
    inbox = Inbox()
    inbox.start()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    keep = {name: value for name, value in os.environ.items() if not name.startswith("CONSUL_")}
    environment = keep | {
        "CONSUL_INSTANCE": str(folder / "instance"),
        "CONSUL_BASE_URL": base,
        "CONSUL_MAIL_URL": inbox.url,
        "CONSUL_MAIL_FROM": "beteiligung@lindental.example.org",
        "CONSUL_PASSWORD_COST": "cheap",
        "CONSUL_RATE_LIMITS": "off",
    }
    environment |= settings
    if database_url:
        environment["CONSUL_DATABASE_URL"] = database_url
    made = Stage(base, inbox, environment, folder)
    if database_url and (server := shutil.which("redis-server")):
        redis = free_port()  # several machines: queue and limits are shared
        environment |= {f"CONSUL_{name}_URL": f"redis://127.0.0.1:{redis}/0" for name in ("QUEUE", "CACHE")}
        command = [server, "--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        made.processes.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        )
    try:
        made.run("db", "upgrade")
        if scenario:
            made.run("demo", "--scenario", scenario)
        made.start("serve", "--port", str(port), "--workers", "2")
        made.start("worker")
        wait_until_up(base + "/health/live", made)
        yield made
    finally:
        made.stop()
        inbox.stop()
