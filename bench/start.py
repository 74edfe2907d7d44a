"""How long the second start of `./run demo` takes, beside a Python that does nothing."""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

from devstack.console import ROOT, give_up, say
from devstack.processes import stop

from . import report
from .rounds import family

FOLDER = ROOT / ".run" / "bench-start"
READY = re.compile(rb"ready in [\d.]+ s: +(http://\S+)")
REPEATS, PATIENCE = 3, 1200
MOST = 8.0
TICKS = os.sysconf("SC_CLK_TCK")
OWN_AND_WAITED_FOR = slice(11, 15)  # of /proc/PID/stat after the name: user and system time, and that of children that have ended


def measure() -> report.Rows:
    """The first start loads the district; the next three are measured, from the command to the page that answers."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        say("first start of a demo, which loads the district")
        _start()
        pairs = [(_nothing(), _start()) for _ in range(REPEATS)]
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    seconds = [wall for _, (wall, _) in pairs]
    target = {"seconds": seconds, "cpu_seconds": [cpu for _, (_, cpu) in pairs]}
    floor = {"what": "python -c pass", "seconds": [bare for bare, _ in pairs]}
    return [report.row("second start of `./run demo`", {"seconds": MOST}, seconds=statistics.median(seconds), target=target, floor=floor)]


def _nothing() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return round(time.perf_counter() - began, 3)


def _start() -> tuple[float, float]:
    """Seconds of the clock and of the processors until the demo says that it is ready; then it is stopped."""
    began = time.perf_counter()
    variables = os.environ | {"RUN_DIR": str(FOLDER), "STATIC_ROOT": str(FOLDER / "static")}
    child = subprocess.Popen([str(ROOT / "run"), "demo"], env=variables, stdout=subprocess.PIPE, start_new_session=True)
    try:
        for line in child.stdout or ():
            if READY.search(line):
                return round(time.perf_counter() - began, 2), round(_cpu(child.pid), 2)
        return give_up("The demo ended before it was ready.")
    finally:
        stop(child, (signal.SIGINT, PATIENCE))


def _cpu(number: int) -> float:
    """Of every process of the demo, those that have ended by now included."""
    stats = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family(number))
    return sum(sum(map(int, fields[OWN_AND_WAITED_FOR])) for fields in stats) / TICKS
