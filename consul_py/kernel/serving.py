"""Commands that run the machine: serve, worker, up, db."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from consul_py.kernel.resources import resource_dir


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site with granian."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "consul_py.wsgi:application", address=host, port=port, workers=workers, interface=Interfaces.WSGI,
        blocking_threads=4, log_access=False, backlog=1024, respawn_failed_workers=True,
    ).serve()  # fmt: skip


@click.command()
@with_appcontext
def worker() -> None:
    """Do what waits: mails, newsletters, sweeps. As many as wanted may run."""
    from consul_py.kernel.jobs import make_huey, run_all

    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    huey = make_huey(app.config["QUEUE_URL"], app)
    threading.Thread(target=run_all, args=(app,), daemon=True).start()
    consumer = huey.create_consumer(workers=3, periodic=True, initial_delay=0.1, backoff=1.1, max_delay=1.0)
    consumer.run()


def _child(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "consul_py", *arguments])  # noqa: S603  # our own command


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@with_appcontext
def up(host: str, port: int, workers: int) -> None:
    """Migrate, serve and work, all in one, for one machine."""
    migrate()
    base = current_app.config["BASE_URL"] if "CONSUL_BASE_URL" in os.environ else f"http://{host}:{port}"
    os.environ.setdefault("CONSUL_BASE_URL", base)
    children = [_child("serve", "--host", host, "--port", str(port), "--workers", str(workers)), _child("worker")]
    click.echo(f"\n  consul_py: {base}\n")
    for line in _sign_ins():
        click.echo("  " + line)

    def stop(*_: Any) -> None:
        for child in children:
            child.send_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    codes = [child.wait() for child in children]
    sys.exit(0 if all(code in (0, -signal.SIGINT) for code in codes) else 1)


def _sign_ins() -> list[str]:
    """The demo sign-ins, when demo data was loaded into this instance."""
    note = current_app.config["INSTANCE"] / "demo-accounts.txt"
    return note.read_text().splitlines() if note.is_file() else []


def migrate() -> None:
    """Bring the database to the newest version."""
    from flask_migrate import upgrade

    upgrade(directory=str(resource_dir("migrations")))


@click.group("db")
def db_group() -> None:
    """The database."""


@db_group.command("upgrade")
@with_appcontext
def db_upgrade() -> None:
    """Bring the database to the newest version."""
    migrate()


@db_group.command("downgrade")
@click.argument("revision")
@with_appcontext
def db_downgrade(revision: str) -> None:
    """Take the database back to a revision (or `base`)."""
    from flask_migrate import downgrade

    downgrade(directory=str(resource_dir("migrations")), revision=revision)
