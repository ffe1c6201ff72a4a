"""Writers of a SQLite file queue; nothing that dies or hangs holds them up for good."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from consul_py.kernel import turns
from consul_py.kernel.turns import Turn

HOLDER = """
import sys
from consul_py.kernel.turns import Turn
Turn(sys.argv[1]).take()
print("mine", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[bytes]:
    """A process that has the turn."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"mine\n"
    return process


def test_a_writer_waits_for_another_process_and_gets_the_turn_when_that_one_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "turn"
    other = holder(path)
    took = threading.Event()
    mine = Turn(str(path))

    def wait() -> None:
        if mine.take():
            took.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not took.wait(0.2)
    os.kill(other.pid, signal.SIGKILL)
    assert took.wait(20)
    waiting.join()
    mine.leave()
    other.communicate()


def test_threads_take_turns_one_at_a_time(tmp_path: Path) -> None:
    turn, inside, most = Turn(str(tmp_path / "turn")), 0, 0

    def write() -> None:
        nonlocal inside, most
        for _each in range(50):
            assert turn.take()
            inside += 1
            os.sched_yield()
            most = max(most, inside)
            inside -= 1
            turn.leave()

    threads = [threading.Thread(target=write) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_writer_that_hangs_holds_up_the_others_only_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    turn = Turn(str(tmp_path / "turn"))
    assert turn.take()
    assert not turn.take()
    turn.leave()
    assert turn.take()
    turn.leave()


def test_a_child_process_does_not_share_the_turn_of_its_parent(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "turn"))
    assert turn.take()
    child = os.fork()
    if child == 0:
        try:
            fcntl.flock(turn._descriptor(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    turn.leave()
