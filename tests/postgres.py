"""A throwaway PostgreSQL for the suite, from Debian's binaries; nothing of it outlives the tests.

with start_cluster() as url: …                      url is None where PostgreSQL is not installed
python -m tests.postgres .venv/bin/pytest -n 2      the same for a command, as CONSUL_TEST_DATABASE_URL
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROLE = "consul"
VARIABLE = "CONSUL_TEST_DATABASE_URL"
SETTINGS = {
    # the data may be lost at any time
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # small, quiet and the same everywhere
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
PATIENCE = 30.0  # seconds until a start counts as failed
PR_SET_PDEATHSIG = 1


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`; Debian keeps it off the PATH."""
    found = shutil.which("postgres")
    if found and shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def owner() -> str | None:
    """Who runs the server: PostgreSQL refuses root, so root hands over to `postgres`. LookupError without one."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("postgres").pw_name


@contextmanager
def start_cluster() -> Iterator[str | None]:
    """Start a server on a free port and stop it at the end. Yields its URL, None where there is no PostgreSQL."""
    programs = binaries()
    try:
        user = owner()
    except KeyError:
        programs = user = None
    if programs is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="consul-pg-"))
    try:
        if user:
            shutil.chown(home, user, user)
        _run([programs / "initdb", "-D", home / "data", "-U", ROLE, "-A", "trust", "-E", "UTF8"], home, user)
        with _server(programs, home, user) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


def create_database(url: str, name: str) -> str:
    """A new empty database `name` beside that of `url` (an old one goes). Returns its URL."""
    base, _, rest = url.rpartition("/")
    _, mark, options = rest.partition("?")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"{base}/{name}{mark}{options}"


@contextmanager
def _server(programs: Path, home: Path, user: str | None) -> Iterator[str]:
    for _ in range(5):  # somebody else may take the free port first
        port = _free_port()
        options = [f"-c{name}={value}" for name, value in {**SETTINGS, "port": port}.items()]
        command = [programs / "postgres", "-D", home / "data", "-k", home, *options]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                command,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - nothing runs in threads yet
                **_as(user),
            )
        try:
            if _ready(server, port):
                url = f"postgresql://{ROLE}@127.0.0.1:{port}/"
                yield create_database(url + "postgres", "consul")
                return
        finally:
            server.send_signal(signal.SIGINT)  # "fast": rolls back, closes connections
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    raise RuntimeError(f"PostgreSQL did not start: {(home / 'log').read_text(errors='replace')[-2000:]}")


def _ready(server: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(f"postgresql://{ROLE}@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return server.poll() is None
    return False


def _run(command: list[str | Path], home: Path, user: str | None) -> None:
    settings = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)}
    done = subprocess.run(
        [*command, "--locale=C.UTF-8", "--no-sync"],
        cwd=home,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
        **_as(user),
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")


def _as(user: str | None) -> dict[str, object]:
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def _die_with_parent() -> None:
    """Tests that are killed leave no server behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    with start_cluster() as url:
        if url is None:
            print("PostgreSQL is not installed here (on Debian: apt install postgresql)", file=sys.stderr)
            return 1
        return subprocess.run(sys.argv[1:], env={**os.environ, VARIABLE: url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
