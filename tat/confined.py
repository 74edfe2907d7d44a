"""Child processes for work on bytes that nobody vouches for: no secret, no network, a limit on time and memory.

Standard library only: the child imports this too, and has no settings.
"""

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1024 * 1024
# Where a proxy would be asked, nothing answers: port 9 discards.
CLOSED_PROXY = "http://127.0.0.1:9"
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Limits:
    """What one child may use: seconds of CPU and of the clock, bytes of memory."""

    cpu_seconds: int
    wall_seconds: int
    memory: int


def run(module: str, words: Sequence[str], limits: Limits, pieces: Iterable[bytes]) -> tuple[int, bytes]:
    """The exit code of `python -m module`, below 0 where a limit killed it, and what it wrote; `pieces` go to its standard input."""
    with tempfile.TemporaryDirectory(prefix="tat-child-") as folder:
        return fed([sys.executable, "-m", module, *words], environment(folder), limits.wall_seconds, pieces)


def fed(command: Sequence[str], variables: dict[str, str], seconds: int, pieces: Iterable[bytes]) -> tuple[int, bytes]:
    """Run a command that reads all of its input before it writes; it is killed after so many seconds.

    Its warnings would quote what it reads: nobody gets them.
    """
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=variables)
    killer = threading.Timer(seconds, child.kill)
    killer.start()
    try:
        return _spoken(child, pieces)
    finally:
        killer.cancel()
        child.kill()
        child.wait()


def _spoken(child: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> tuple[int, bytes]:
    assert child.stdin and child.stdout
    with child.stdout:
        with contextlib.suppress(BrokenPipeError), child.stdin:  # it may end before it has read everything
            for piece in pieces:
                child.stdin.write(piece)
        out = child.stdout.read()
    return child.wait(), out


def environment(folder: str) -> dict[str, str]:
    """The libraries' places, a folder for fonts, and a proxy that does not answer; nothing else of ours."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    proxies = {name: CLOSED_PROXY for word in ("http", "https", "ftp", "all") for name in (f"{word}_proxy", f"{word}_proxy".upper())}
    own = {"TMPDIR": folder, "HOME": folder, "XDG_CACHE_HOME": folder, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | proxies | own


def confine(limits: Limits, *, largest_file: int) -> None:
    """For the child: take the limits; the second CPU second past them kills. Where the kernel allows it, there is no network either."""
    take(limits, largest_file=largest_file)
    leave_network()


def take(limits: Limits, *, largest_file: int) -> None:
    """Take the limits, from here on and for every child: CPU counts from the start of the process."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def leave_network() -> None:
    """Give up the network, for good and for every child, where the kernel allows it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None)
            if libc.unshare(NEW_NETWORK):
                libc.unshare(NEW_USER | NEW_NETWORK)
