"""Where the demo's web listens: the first free port from 8000 on, held from the moment it is chosen."""

import contextlib
import socket
import urllib.error
import urllib.request

FIRST = 8000


def listen() -> socket.socket:
    """A listening socket that gunicorn inherits, so that nobody takes the port in between; bound alone, two could hold it."""
    for port in [*range(FIRST, FIRST + 50), 0]:
        with contextlib.suppress(OSError):
            _refuse_if_taken_for_ipv6(port)
            return _bind(socket.AF_INET, "127.0.0.1", port)
    raise AssertionError("port 0 is always free")


def _bind(family: int, address: str, port: int) -> socket.socket:
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _refuse_if_taken_for_ipv6(port: int) -> None:
    """A browser tries ::1 first for localhost: another program there would answer in our place."""
    if not socket.has_ipv6:
        return
    with contextlib.closing(socket.socket(socket.AF_INET6)) as probe:
        if probe.connect_ex(("::1", port)) == 0:
            raise OSError(f"port {port} is taken")


def answers(url: str) -> bool:
    """Whether the web says it is well."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def gunicorn(listener: socket.socket) -> list[str]:
    """The web on this socket, which the process inherits: two workers of four threads, the application loaded once."""
    words = ["gunicorn", "tat.wsgi", "--bind", f"fd://{listener.fileno()}", "--workers", "2", "--threads", "4"]
    return [*words, "--preload", "--no-control-socket", "--log-level", "warning"]
