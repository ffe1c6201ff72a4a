"""A relay in a process of its own, so that it costs the sender nothing but its answers.

with Relay(delay=0.02) as relay:     answers the end of DATA after 20 ms
    … send to relay.url …
    relay.count, relay.per_second    messages taken; how many a second in the middle half
    relay.wait_for(n)
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import signal
import socket
import time
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MOST = 200_000
SPAWN = multiprocessing.get_context("spawn")


class Handler:
    """Counts; keeps nothing but the last message and when a watched address was written to."""

    def __init__(self, delay: float, counted: Any, moments: Any, watched: Any) -> None:
        self.delay, self.counted, self.moments, self.watched = delay, counted, moments, watched

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        now = time.monotonic()
        self.moments[self.counted.value % MOST] = now
        self.counted.value += 1
        if not envelope.rcpt_tos[0].endswith("@bench.example"):
            self.watched.put((envelope.rcpt_tos[0], now))
        return "250 2.0.0 taken"


def _serve(port: int, delay: float, counted: Any, moments: Any, watched: Any) -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        handler = Handler(delay, counted, moments, watched)
        server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(serve())


class Relay:
    def __init__(self, delay: float = 0.0) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._counted = SPAWN.Value("i", 0, lock=False)
        self._moments = SPAWN.Array("d", MOST, lock=False)
        self.watched: Any = SPAWN.Queue()
        work = (self.port, delay, self._counted, self._moments, self.watched)
        self._process = SPAWN.Process(target=_serve, args=work, daemon=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def count(self) -> int:
        return int(self._counted.value)

    @property
    def per_second(self) -> float:
        """Messages a second in the middle half, when everybody who sends has begun and nobody has finished."""
        first, last = self.count // 4, self.count * 3 // 4
        return (last - first) / (self._moments[last] - self._moments[first])

    def clear(self) -> None:
        self._counted.value = 0

    def wait_for(self, number: int, seconds: float = 600) -> None:
        until = time.monotonic() + seconds
        while self.count < number:
            assert time.monotonic() < until, f"{self.count} of {number}"
            time.sleep(0.005)

    def __enter__(self) -> Relay:
        self._process.start()
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.02)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.join()
