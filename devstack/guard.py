"""One demo per checkout, and none before the processes of a killed one have ended."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from .console import give_up, say

PATIENCE = 60  # seconds; a worker finishes its task within 30


class Guard:
    """A lock that every child inherits: held as long as one of them lives. It lists their process numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> None:
        """Wait until nothing of an earlier run is left, asking it to end."""
        if self._free():
            return
        say("processes of a killed run are still there; waiting for them to end")
        for number in map(int, self.path.read_text().split()):
            _ask_to_end(number)
        until = time.monotonic() + PATIENCE
        while not self._free():
            if time.monotonic() > until:
                give_up(f"Processes of a killed run have not ended. Stop them ({self.path} lists them), then type this again.")
            time.sleep(0.1)

    def write(self, numbers: list[int]) -> None:
        self.path.write_text("\n".join(map(str, numbers)))

    def _free(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def only_run(folder: Path) -> Iterator[Guard]:
    """Hold the checkout for one supervisor; refuse a second."""
    with (folder / "demo.lock").open("w") as mine:
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            give_up("The demo already runs from this checkout.")
        guard = Guard(folder / "children")
        guard.take()
        yield guard
        os.close(guard.descriptor)


def _ask_to_end(number: int) -> None:
    """Our children lead their own sessions: a process that got the same number later hardly does."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.getsid(number) == number:
            os.kill(number, signal.SIGTERM)
