"""A message has one length: what could be read as two messages by a proxy and by us is refused whole, and its connection ends."""

import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from devstack.valkey import Valkey
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers
from tests.processes.loops import Sink, running, until

pytestmark = [pytest.mark.processes, pytest.mark.req("PF-2")]
HIDDEN = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKS = f"0\r\n\r\n{HIDDEN}"
TWO_LENGTHS = {
    "a length and chunks": f"Content-Length: {len(CHUNKS)}\r\nTransfer-Encoding: chunked\r\n\r\n{CHUNKS}",
    "chunks and a length": f"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{CHUNKS}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "two lengths in one line": f"Content-Length: 0, {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a length with a sign": f"Content-Length: +0\r\n\r\n{HIDDEN}",
    "a length in letters": f"Content-Length: 0x0\r\n\r\n{HIDDEN}",
    "chunks by another name": f"Transfer-Encoding: xchunked\r\n\r\n{CHUNKS}",
    "chunks, then something": f"Transfer-Encoding: chunked, identity\r\n\r\n{CHUNKS}",
    "a space before the colon": f"Transfer-Encoding : chunked\r\n\r\n{CHUNKS}",
    "a line that goes on": f"Content-Length: 0\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n{CHUNKS}",
}


def said(port: int, message: str) -> list[bytes]:
    """The first lines of all answers until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as spoken:
        spoken.sendall(message.encode())
        heard = b""
        while got := spoken.recv(65_536):
            heard += got
    return [line for line in heard.split(b"\r\n") if line.startswith(b"HTTP/1.")]


def test_a_message_with_two_lengths_is_refused_and_hides_no_second(
    shared_database: None, move: Callable[[str], datetime], valkey: Valkey, sink: Sink, tmp_path: Path
) -> None:
    move("2026-09-14 10:00")
    port = free_port()
    with running(tmp_path, sink, valkey.url()) as loops:
        loops.web(port)
        until(lambda: answers(port, "/healthz"), "the web answers", seconds=60)
        heard = {name: said(port, f"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\n{rest}") for name, rest in TWO_LENGTHS.items()}
        plain = said(port, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert plain and b" 200 " in plain[0]
    for name, lines in heard.items():
        assert len(lines) == 1 and lines[0].split()[1] in {b"400", b"501"}, f"{name}: {lines}"
