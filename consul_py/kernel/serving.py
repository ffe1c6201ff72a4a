"""Commands that run the machine: serve, worker, up, db."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

STOP_SECONDS = 40.0  # a child gets so long to finish what it began
ANSWER_SECONDS = 6  # a web process that was asked to stop gets so long for the requests it has
STOPPING = (signal.SIGINT, signal.SIGTERM)
PR_SET_PDEATHSIG = 1


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site with granian."""
    from granian import Granian
    from granian.constants import Interfaces

    # The web processes read their settings from the environment, like every other command.
    os.environ.setdefault("CONSUL_BASE_URL", f"http://{host}:{port}")
    server = Granian(
        "consul_py.wsgi:application", address=host, port=port, workers=workers, interface=Interfaces.WSGI,
        blocking_threads=4, log_access=False, backlog=1024, respawn_failed_workers=True,
        workers_kill_timeout=ANSWER_SECONDS,
    )  # fmt: skip
    _when_asked_to_stop(server.signal_handler_interrupt)
    server.serve(target_loader=_web_process, wrap_loader=False)


def _web_process() -> Any:
    """The application, as each web process of granian loads it.

    Ctrl-C reaches every process of a terminal. Only the parent listens to it, which then asks each of them once. And
    they end with their parent, also a killed one.
    """
    signal.set_wakeup_fd(-1)  # the parent's: what is said to one web process is not meant for all
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    parent = os.getppid()
    _die_with_parent()
    from consul_py.wsgi import application

    if os.getppid() != parent:  # it died meanwhile, and granian does not listen to signals yet
        sys.exit(1)
    return application


@click.command()
@with_appcontext
def worker() -> None:
    """Do what waits: mails, newsletters, sweeps. As many as wanted may run."""
    from consul_py.kernel.application import application
    from consul_py.kernel.jobs import Worker

    work = Worker(application())
    _when_asked_to_stop(work.stop)
    work.run()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def up(host: str, port: int, workers: int) -> None:
    """Migrate, serve and work, all in one, for one machine."""
    from consul_py import config

    values = config.load()
    _port_is_free(host, port)
    _migrate(config.for_flask(values))
    base = os.environ.setdefault("CONSUL_BASE_URL", f"http://{host}:{port}")
    os.environ["CONSUL_INSTANCE"] = str(values["INSTANCE"])
    children = [
        Child("serve", "--host", host, "--port", str(port), "--workers", str(workers)),
        Child("worker"),
    ]
    stop = threading.Event()
    _when_asked_to_stop(stop.set)
    children[0].start()
    _wait_for(host, port, stop)  # the worker has time; people who wait for the first page have not
    children[1].start()
    click.echo(f"\n  consul_py: {base}\n")
    for line in _sign_ins(values["INSTANCE"]):
        click.echo("  " + line)
    failed = _watch(children, stop)
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait()
    if failed:
        raise click.ClickException(f"'{failed}' ended again and again; see its messages above.")


class Child:
    """One of our own commands as a process that is started again when it dies."""

    def __init__(self, *arguments: str) -> None:
        self.name = arguments[0]
        self._command = [sys.executable, "-m", "consul_py", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths: list[float] = []

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own command
            self._command,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # the one other thread only waits, and holds no lock
        )

    def revive(self) -> bool:
        """Start it again if it died; False when it has died five times within a minute."""
        if self._process is None or self._process.poll() is None:
            return True
        now = time.monotonic()
        self._deaths = [at for at in self._deaths if now - at < 60] + [now]
        if len(self._deaths) >= 5:
            return False
        click.echo(f"'{self.name}' ended with {self._process.returncode}; starting it again.", err=True)
        time.sleep(len(self._deaths) - 1)
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _watch(children: list[Child], stop: threading.Event) -> str:
    """Keep the children alive until `stop`; answers the name of one that does not stay alive, else nothing."""
    while not stop.wait(0.5):
        for child in children:
            if not child.revive():
                return child.name
    return ""


def _wait_for(host: str, port: int, stop: threading.Event, seconds: float = 10.0) -> None:
    """Return once the site answers, after some seconds, or at `stop`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stop.wait(0.1):
        try:
            connection = http.client.HTTPConnection(host, port, timeout=seconds)
            connection.request("GET", "/health/live")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
        return


def _when_asked_to_stop(stop: Callable[[], object]) -> None:
    """Call `stop` when a signal asks for the end, from a thread of its own.

    Not from the signal's handler: that runs in the main thread, which may sleep on without noticing, or hold the very
    lock that `stop` needs. Python tells a file descriptor of each signal at once, whatever the main thread does.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def listen() -> None:
        while os.read(heard, 1)[0] not in STOPPING:
            pass
        stop()

    threading.Thread(target=listen, name="stop", daemon=True).start()
    signal.set_wakeup_fd(told)
    for wanted in STOPPING:
        signal.signal(wanted, lambda *_: None)


def _die_with_parent() -> None:
    """A killed `up` leaves no server behind (where the system offers it)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _port_is_free(host: str, port: int) -> None:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise click.ClickException(f"{host}:{port} cannot be used: {error.strerror}. Choose another --port.") from error


def _sign_ins(instance: Path) -> list[str]:
    """The demo sign-ins, when demo data was loaded into this instance."""
    note = instance / "demo-accounts.txt"
    return note.read_text().splitlines() if note.is_file() else []


def _migrate(settings: dict[str, Any]) -> None:
    """Bring the database to the newest version. The application is only built when there is something to do."""
    from sqlalchemy import create_engine

    from consul_py.kernel.migrating import is_newest, migrate

    engine = create_engine(settings["SQLALCHEMY_DATABASE_URI"], hide_parameters=True)
    newest = is_newest(engine)
    engine.dispose()
    if not newest:
        from consul_py.app import create_app

        with create_app().app_context():
            migrate()


@click.group("db")
def db_group() -> None:
    """The database."""


@db_group.command("upgrade")
@with_appcontext
def db_upgrade() -> None:
    """Bring the database to the newest version."""
    from consul_py.kernel.migrating import migrate

    migrate()


@db_group.command("downgrade")
@click.argument("revision")
@with_appcontext
def db_downgrade(revision: str) -> None:
    """Take the database back to a revision (or `base`)."""
    from consul_py.kernel.migrating import take_back

    take_back(revision)
