"""What a worker keeps in memory, sweep after sweep, with and without duties that are due."""

import json
import statistics
import sys
import time
from pathlib import Path

from django.db import connection

from bench.rounds import family, ratio
from tat import clock
from tat.models import Heartbeat
from tat.tasks import sweep_obligations

from .sweeps import AGAIN, as_owner

FIRST, SWEEPS, MOST_DUE, FILLED_EVERY = 30, 240, 5_000, 15
PATIENCE = 60
DUE = "create table bench_some as select * from bench_due limit {}"
SOME_AGAIN = (AGAIN[0], AGAIN[1].replace("bench_due", "bench_some"))
MEBI = 2**20


def main(worker: int) -> None:
    """`FIRST` sweeps make it warm; in every fifteenth sweep as many duties are due as one minute may bring."""
    as_owner(DUE.format(MOST_DUE), "analyze bench_some")
    sizes = []
    for number in range(SWEEPS):
        if number % FILLED_EVERY == 0:
            as_owner(*SOME_AGAIN)
        _sweep()
        sizes.append(_resident(worker))
    warm, late = sizes[FIRST - 15 : FIRST], sizes[-15:]
    told = {"mebibytes": round(statistics.median(late), 2), "most": round(max(sizes), 2)}
    floor = {"mebibytes": round(statistics.median(warm), 2)}
    print(json.dumps({**ratio(late, warm), "sweeps": SWEEPS, "first": FIRST, "due_in_a_sweep": _due(), "target": told, "floor": floor}))


def _sweep() -> None:
    """One task, through the broker; waits until the worker has swept."""
    before, end = clock.now(), time.monotonic() + PATIENCE
    sweep_obligations.delay()
    while not Heartbeat.objects.filter(name="sweep", at__gte=before).exists():
        if time.monotonic() > end:
            raise SystemExit("The worker does not sweep; nothing is measured.")
        time.sleep(0.01)


def _resident(worker: int) -> float:
    """MiB that the processes of the worker have in memory by themselves, without what they share with files."""
    return sum(_own(number) for number in family(worker)) / MEBI


def _own(number: int) -> int:
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))


def _due() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select least(count(*), %s) from bench_due", [MOST_DUE])
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
