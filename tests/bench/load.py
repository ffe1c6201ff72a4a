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

    def __init__(self, application: str, environment: dict[str, str], folder: Path, workers: int = 2) -> None:
        self.port = free_port()
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

    def megabytes(self) -> list[float]:
        """Memory (proportional set size) of each worker, in MB."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = []
        for child in children:
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


def rate(url: str, seconds: float, *, cookie: str = "") -> float:
    """Requests a second for a GET. Raises SystemExit when an answer was not 2xx or 3xx."""
    header = ["-H", f"Cookie: {cookie}"] if cookie else []
    return _wrk(["-d", f"{seconds}s", *header, url], {})


def post_rate(base: str, requests: Path, seconds: float, script: Path) -> float:
    """Requests a second for the POSTs of a file (path, cookie, body by tabs), each used once."""
    script.write_text(SCRIPT)
    return _wrk(["-d", f"{seconds}s", "-s", str(script), base], {"BENCH_REQUESTS": str(requests)})


def _wrk(arguments: list[str], extra: dict[str, str]) -> float:
    wrk = shutil.which("wrk")
    if not wrk:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    command = [wrk, "-t1", f"-c{CONNECTIONS}", "--timeout", "30s", *arguments]
    out = subprocess.run(command, capture_output=True, text=True, env=os.environ | extra, check=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", out):
        raise SystemExit(f"{arguments[-1]}: {bad[1]} answers were errors")
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if not found:
        raise SystemExit(out)
    return float(found[1])


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
