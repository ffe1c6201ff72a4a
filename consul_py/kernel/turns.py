"""Writers of a SQLite file queue for their turn.

SQLite knows one writer at a time, and who finds it busy sleeps and asks again, ever longer. A lock of the operating
system wakes the next one at once. It only orders who asks: what is true is decided by SQLite's own lock.
"""

from __future__ import annotations

import os
import threading

try:
    import fcntl
except ImportError:  # Windows: only the threads of one process queue
    fcntl = None  # type: ignore[assignment]  # says that it is missing

PATIENCE = 10.0  # seconds; then SQLite's own lock is asked


class Turn:
    """The turn to write to one database file; `path` is the file the processes meet at.

    A killed process loses its turn with its life. One thread of a process waits for other processes, the rest for
    that thread, so that a writer that hangs holds up the others no longer than PATIENCE.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._among_threads = threading.Lock()
        self._opened: tuple[int, int] | None = None  # process, descriptor

    def take(self) -> bool:
        """Wait for the turn; False when it did not come in time."""
        if not self._among_threads.acquire(timeout=PATIENCE):
            return False
        if fcntl is not None:
            fcntl.flock(self._descriptor(), fcntl.LOCK_EX)
        return True

    def leave(self) -> None:
        """Give the turn to the next one."""
        if fcntl is not None:
            fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
        self._among_threads.release()

    def _descriptor(self) -> int:
        """A descriptor of this process's own: one that was inherited would share its parent's lock."""
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = (os.getpid(), os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        return self._opened[1]
