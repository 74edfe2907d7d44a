"""Cases whose texts are more than a page can take, and the child process that lays a paper out, watched from within."""

import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cases.models import Case
from reporting.pdf import MOST_PAGES, STATIC
from tat.confined import ROOT, Limits, environment
from tat.vault import SealedJSON, SealedText
from tests.access.marks import rows_of

WATCHED = """
import resource, sys
from {module} import main
code = main(*sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
sys.stderr.write(open("/proc/self/status").read() + f"CPU: {{used.ru_utime + used.ru_stime}}")
sys.exit(code)
"""


@dataclass
class LaidOut:
    """What a child did with one paper: its exit code, the PDF, seconds by the clock and of a processor, and megabytes at most."""

    code: int
    content: bytes
    seconds: float
    cpu_seconds: float
    megabytes: int


def lay_out(html: str, limits: Limits, module: str = "reporting.pdf.child") -> LaidOut:
    """The paper through the child of the product, under its limits; a busy machine may take longer by the clock."""
    words = [str(STATIC), str(limits.cpu_seconds), str(limits.memory), str(MOST_PAGES)]
    text = html.encode()
    sent = json.dumps([len(text), []]).encode() + b"\n" + text
    with tempfile.TemporaryDirectory() as folder:
        command, began = [sys.executable, "-c", WATCHED.format(module=module), *words], time.perf_counter()
        patience = limits.wall_seconds * 10
        done = subprocess.run(command, input=sent, capture_output=True, cwd=ROOT, env=environment(folder), timeout=patience)
    seconds = time.perf_counter() - began
    memory, cpu = re.search(rb"VmHWM:\s+(\d+)", done.stderr), re.search(rb"CPU: ([\d.]+)", done.stderr)
    most = int(memory[1]) // 1024 if memory else 0
    return LaidOut(done.returncode, done.stdout.partition(b"\n")[2], seconds, float(cpu[1]) if cpu else seconds, most)


@dataclass
class Listener:
    """A server on this machine, and how often anybody knocked."""

    address: str = ""
    knocks: list[bytes] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    found, stop = Listener(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        found.address = f"http://127.0.0.1:{server.getsockname()[1]}"

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    found.knocks.append(connection.recv(100))

        ear = threading.Thread(target=listen)
        ear.start()
        yield found
        stop.set()
        ear.join()


def write_everywhere(case: Case, text: str) -> int:
    """The text into every sealed text of the case; how many."""
    written = 0
    for row in rows_of(case):
        names = [each.name for each in row._meta.get_fields() if isinstance(each, SealedText) and not isinstance(each, SealedJSON)]
        names = [name for name in names if name != "places"]
        for name in names:
            setattr(row, name, text)
        if names:
            row.save(update_fields=names)
            written += len(names)
    return written
