"""The machine as operators start it: `up`, its children, and `doctor`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSUL_")}
    return kept | {"CONSUL_INSTANCE": str(folder / "instance")} | more


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "consul_py", *arguments]


def ready(port: int, seconds: float = 120) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


def children_of(parent: int) -> dict[str, int]:
    """The direct children by the command they run."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                words = (entry / "cmdline").read_text().split("\0")
            except (OSError, IndexError):
                continue
            if int(status[1]) == parent and "consul_py" in words:
                found[words[words.index("consul_py") + 1]] = int(entry.name)
    return found


def test_up_works_from_another_directory_revives_its_worker_and_stops_cleanly(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    port = free_port()
    up = subprocess.Popen(
        command("up", "--port", str(port), "--workers", "1"), cwd=elsewhere, env=environment(tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert ready(port)
        first = children_of(up.pid)["worker"]
        os.kill(first, signal.SIGKILL)
        until = time.monotonic() + 20
        while children_of(up.pid).get("worker", first) == first and time.monotonic() < until:
            time.sleep(0.2)
        second = children_of(up.pid)["worker"]
        assert second != first
        time.sleep(3)  # until it listens to signals
        pids = children_of(up.pid).values()
        up.send_signal(signal.SIGTERM)
        out, err = up.communicate(timeout=60)
        assert up.returncode == 0, err
        assert f"http://127.0.0.1:{port}" in out
        assert "starting it again" in err
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
        assert not list(elsewhere.iterdir())
    finally:
        up.kill()


def test_doctor_names_what_is_wrong_and_how_to_mend_it(tmp_path: Path):
    wrong = subprocess.run(
        command("doctor"), env=environment(tmp_path, CONSUL_MAIL_URL=f"smtp://127.0.0.1:{free_port()}"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert wrong.returncode == 1
    assert "consul-py db upgrade" in wrong.stdout
    assert "CONSUL_MAIL_URL" in wrong.stdout
    subprocess.run(command("db", "upgrade"), env=environment(tmp_path), check=True, capture_output=True)
    right = subprocess.run(command("doctor"), env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert right.returncode == 0, right.stdout
