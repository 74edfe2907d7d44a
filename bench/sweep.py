"""The sweep with ten thousand, a hundred thousand and a million open duties: what it takes of the processors, and what its worker keeps."""

import signal
import sys
from typing import Any

from devstack.console import ROOT
from devstack.processes import spawn, stop

from . import report
from .product import Product, product

SIZES = {10_000: 7, 100_000: 5, 1_000_000: 3}
"""Open duties, and in how many rounds a tenth of them is swept on each side."""
MOST, MOST_MICROSECONDS, MOST_MILLISECONDS, MOST_GROWTH = 1.5, 50.0, 5.0, 1.05
WORKER = ("celery", "-A", "tat", "worker", "-Q", "celery", "-c", "1", "-l", "warning", "--without-gossip", "--without-mingle")


def measure() -> report.Rows:
    """On copies of the demonstration, each with so many duties more and the people of so many schools."""
    with product() as running:
        running.let_rows_come_alone()
        return [row for size, rounds in SIZES.items() for row in _of(running, size, rounds)]


def _of(running: Product, size: int, rounds: int) -> report.Rows:
    database = running.copy(f"owing_{size}")
    owing = running.inside(database, "owe", str(size))
    found = running.inside(database, "sweeps", str(rounds))
    kept = _kept(running, database)
    running.drop(database)
    among = f"sweep, {owing['open']:,} open duties"
    due = f"{among}, {found['due']['due']:,} due: beside the same writes in one statement"
    return [
        report.row(due, {"ratio": MOST, "microseconds": MOST_MICROSECONDS}, **found["due"]),
        report.row(f"{among}, nothing due: beside `select 1`", {"milliseconds": MOST_MILLISECONDS}, **found["nothing"]),
        report.row(
            f"{among}: the worker's memory after {kept['sweeps']} sweeps beside after {kept['first']}", {"ratio": MOST_GROWTH}, **kept
        ),
    ]


def _kept(running: Product, database: str) -> dict[str, Any]:
    """What a worker as it is served keeps in memory."""
    variables = running.environment(database)
    del variables["MIGRATION_DATABASE_URL"]
    child = spawn([sys.executable, "-m", *WORKER], env=variables, cwd=ROOT)
    try:
        found: dict[str, Any] = running.inside(database, "kept", str(child.pid))
        return found
    finally:
        stop(child, (signal.SIGTERM, 20))
