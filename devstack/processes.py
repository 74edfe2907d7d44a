"""Child processes that end with their supervisor, and the folders they may use."""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .console import give_up


def spawn(command: Sequence[str], *, last_word: str = "TERM", keep: Sequence[int] = (), **options: Any) -> subprocess.Popen[bytes]:
    """Start a child in its own session: a terminal's Ctrl-C reaches the supervisor alone, which stops all in order.

    `last_word` is the signal that the kernel sends when the supervisor is killed outright; `keep` are descriptors the child inherits.
    """
    setpriv = shutil.which("setpriv")  # of Debian's essential util-linux; elsewhere the next start finds what is left
    promise = [setpriv, "--pdeathsig", last_word] if setpriv else []
    return subprocess.Popen([*promise, *command], start_new_session=True, stdin=subprocess.DEVNULL, pass_fds=keep, **options)


def stop(child: subprocess.Popen[bytes] | None, *signals: tuple[int, float]) -> None:
    """Send each signal in turn until the child has ended; each comes with the seconds to wait. At last, end it by force."""
    if child is None:
        return
    for number, seconds in signals:
        if child.poll() is None:
            child.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def service_user() -> dict[str, Any]:
    """PostgreSQL refuses root: under root it runs as nobody, who is always there and owns nothing."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def can_reach(user: dict[str, Any], *paths: Path) -> bool:
    """Whether that user may enter or run each of the paths."""
    script = 'for path; do [ -x "$path" ] || exit 1; done'
    return subprocess.run(["/bin/sh", "-c", script, "sh", *map(str, paths)], cwd="/", **user).returncode == 0


def name_of(folder: Path) -> str:
    """A short name that no other checkout has."""
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def socket_folder(base: Path) -> Path:
    """A short private folder: a socket's path may have 107 bytes, a checkout may lie deep."""
    short = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
    folder = short / f"tat-{os.getuid()}-{name_of(base)}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), service_user().get("user", os.getuid())}:
        give_up(f"{folder} belongs to somebody else. Remove it, then type this again.")
    return folder
