"""The machine as operators start it: `up`, its children, and `doctor`."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from consul_py.kernel import serving

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


def child_of(parent: int, name: str, other_than: int = 0) -> int:
    """The direct child that runs this command, once it is there."""
    until = time.monotonic() + 20
    while children_of(parent).get(name, other_than) == other_than and time.monotonic() < until:
        time.sleep(0.2)
    return children_of(parent)[name]


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
        first = child_of(up.pid, "worker")  # comes once the site answers
        os.kill(first, signal.SIGKILL)
        second = child_of(up.pid, "worker", other_than=first)
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
        up.communicate()


def group(leader: int) -> dict[int, int]:
    """The living processes of a group, as a terminal knows it, with their parents."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent, of_group = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:3]
            except (OSError, ValueError):
                continue
            if int(of_group) == leader and state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def gone(pids: set[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_ctrl_c_and_a_killed_server_leave_no_process_behind(tmp_path: Path):
    port = free_port()
    up = subprocess.Popen(
        command("up", "--port", str(port)), env=environment(tmp_path), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        assert ready(port)
        serve = child_of(up.pid, "serve")
        web = {pid for pid, parent in group(up.pid).items() if parent == serve}
        assert web
        os.kill(serve, signal.SIGKILL)
        assert gone(web, 15), "web processes outlive their parent and keep the port"
        assert ready(port)
        kept.request("GET", "/health/live")
        assert kept.getresponse().read()  # a browser that keeps its connection open
        everything = set(group(up.pid))
        os.killpg(up.pid, signal.SIGINT)  # what a terminal does
        asked = time.monotonic()
        assert up.wait(30) == 0
        assert gone(everything - {up.pid}, 5)
        assert time.monotonic() - asked < 12, "web processes are killed after six seconds"
    finally:
        kept.close()
        for pid in group(up.pid):
            os.kill(pid, signal.SIGKILL)
        up.wait()


def test_signals_that_come_at_the_worst_moment_still_stop() -> None:
    """While the main thread holds the event's lock, and twice."""
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in wanted]
    stop = threading.Event()
    try:
        serving._when_asked_to_stop(stop.set)
        with stop._cond:  # type: ignore[attr-defined]  # what `wait` holds for moments
            for number in wanted:
                signal.raise_signal(number)
        assert stop.wait(10)
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)


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
