"""A PostgreSQL that can be ended the hard way and started again at the same address, with the same data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg

from tests.postgres import ROLE, _as, _free_port, _run, binaries, create_database, owner

# Unlike the throwaway server of the tests this one keeps what it was told: it is ended on purpose.
SETTINGS = {"listen_addresses": "127.0.0.1", "timezone": "UTC", "log_min_messages": "fatal", "max_connections": "60"}


class Cluster:
    def __init__(self) -> None:
        programs = binaries()
        assert programs is not None, "PostgreSQL is not installed"
        self.programs, self.user = programs, owner()
        self.home = Path(tempfile.mkdtemp(prefix="consul-chaos-pg-"))
        if self.user:
            shutil.chown(self.home, self.user, self.user)
        self.port = _free_port()
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            self.home / "data",
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        _run(initdb, self.home, self.user)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = [f"-c{name}={value}" for name, value in {**SETTINGS, "port": self.port}.items()]
        command = [self.programs / "postgres", "-D", self.home / "data", "-k", self.home, *options]
        with (self.home / "log").open("ab") as log:
            self._server = subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log, **_as(self.user))
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(f"postgresql://{ROLE}@127.0.0.1:{self.port}/postgres", connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until
                time.sleep(0.05)

    def stop(self, how: signal.Signals) -> None:
        """SIGINT ends it in order; SIGQUIT at once, so that it has to recover from its log."""
        assert self._server is not None
        os.kill(self._server.pid, how)
        self._server.wait(60)

    def database(self, name: str) -> str:
        return create_database(f"postgresql://{ROLE}@127.0.0.1:{self.port}/postgres", name)

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop(signal.SIGINT)
        shutil.rmtree(self.home, ignore_errors=True)
