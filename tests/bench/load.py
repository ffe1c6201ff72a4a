"""Running servers and wrk: requests per second, memory, and the bytes of a first visit."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.inbox import free_port

CONNECTIONS = 16
SCRIPT = """
local lines, n = {}, 0
for line in io.lines(os.getenv("BENCH_REQUESTS")) do
  local path, cookie, body = line:match("([^\\t]*)\\t([^\\t]*)\\t(.*)")
  local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = cookie}
  lines[#lines + 1] = wrk.format("POST", path, headers, body)
end
function request() n = n + 1; return lines[(n - 1) % #lines + 1] end
"""


class Server:
    """granian with two workers on a WSGI application, ended with the block."""

    def __init__(
        self, application: str, environment: dict[str, str], folder: Path, workers: int = 2, port: int = 0
    ) -> None:
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", str(workers), "--blocking-threads", "4", "--no-access-log", application,
        ]  # fmt: skip
        with (folder / f"{application.replace(':', '_')}.log").open("wb") as log:
            self.process = subprocess.Popen(  # our own command
                command,
                env=environment | {"CONSUL_BASE_URL": self.base},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        for _try in range(300):
            try:
                with urllib.request.urlopen(self.base + "/", timeout=5):  # our own server
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server did not start")

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def cpu(self) -> float:
        """Seconds of processor time that the server's processes have used so far."""
        used = 0
        for process in [str(self.process.pid), *self._children()]:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / os.sysconf("SC_CLK_TCK")

    def _children(self) -> list[str]:
        return Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()

    def megabytes(self) -> list[float]:
        """Memory (proportional set size) of each worker, in MB."""
        found = []
        for child in self._children():
            lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
            pss = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
            if pss > 20_000:
                found.append(round(pss / 1024, 1))
        return found


@contextmanager
def serving(application: str, environment: dict[str, str], folder: Path) -> Iterator[Server]:
    server = Server(application, environment, folder)
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Speed:
    """Requests a second, and milliseconds of the web processes' processor time for one of them."""

    per_second: float
    cpu: float


def rate(server: Server, path: str, seconds: int, *, cookie: str = "") -> Speed:
    """How fast a GET is. Raises SystemExit when an answer was not 2xx or 3xx."""
    header = ["-H", f"Cookie: {cookie}"] if cookie else []
    return _wrk(server, ["-d", f"{seconds}s", *header, server.base + path], {})


def post_rate(server: Server, requests: Path, seconds: int, script: Path) -> Speed:
    """How fast the POSTs of a file are (path, cookie, body by tabs), each used once."""
    script.write_text(SCRIPT)
    return _wrk(server, ["-d", f"{seconds}s", "-s", str(script), server.base], {"BENCH_REQUESTS": str(requests)})


def _wrk(server: Server, arguments: list[str], extra: dict[str, str]) -> Speed:
    wrk = shutil.which("wrk")
    if not wrk:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    command = [wrk, "-t1", f"-c{CONNECTIONS}", "--timeout", "30s", *arguments]
    before = server.cpu()
    out = subprocess.run(command, capture_output=True, text=True, env=os.environ | extra, check=True).stdout
    used = server.cpu() - before
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", out):
        raise SystemExit(f"{arguments[-1]}: {bad[1]} answers were errors")
    found, count = re.search(r"Requests/sec:\s+([\d.]+)", out), re.search(r"(\d+) requests in", out)
    if not found or not count:
        raise SystemExit(out)
    return Speed(float(found[1]), 1000 * used / max(1, int(count[1])))


def transferred(base: str) -> tuple[int, int]:
    """Bytes and requests of a first visit to the first page: document, styles, scripts, fonts; no pictures."""
    total, names = _fetch(base, "/")
    seen: set[str] = set()
    queue = [name for name in names if re.search(r"\.(css|js|svg)(\?|#|$)", name)]
    while queue:
        name = queue.pop().partition("#")[0]
        if name in seen:
            continue
        seen.add(name)
        size, more = _fetch(base, name)
        total += size
        queue += [m for m in more if re.search(r"\.(woff2|js|css)(\?|$)", m) and "700" not in m]
    return total, len(seen) + 1


def _fetch(base: str, path: str) -> tuple[int, list[str]]:
    request = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip, br"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        size = len(answer.read())
    with urllib.request.urlopen(base + path, timeout=20) as answer:
        text = answer.read().decode("utf-8", "replace")
    folder = path.rpartition("/")[0]
    found = re.findall(r"""(?:href|src)="(/static/[^"]+|/theme[^"]*)\"""", text) if path == "/" else []
    if ".css" in path:
        found = [f"{folder}/{name.lstrip('./')}" for name in re.findall(r"url\(['\"]?([^)'\"]+woff2)", text)]
    return size, found
