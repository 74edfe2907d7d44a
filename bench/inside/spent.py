"""Two sides in alternating rounds inside one process, told as the rounds of pages are."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from bench.rounds import Side, alternate, ratio


class SqlClock:
    """Seconds between a statement sent and its rows fetched; what Django takes to compile it is not among them."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.each: list[float] = []

    def __call__(self, execute: Callable[..., Any], *words: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            self.each.append(time.perf_counter() - began)
            self.seconds += self.each[-1]


def by_sql(target: Callable[[], object], floor: Callable[[], object]) -> dict[str, Any]:
    """Both sides by what their statements take, and the milliseconds of each statement of the target, the shortest first."""
    clock, own = SqlClock(), []

    def asked() -> None:
        before = len(clock.each)
        target()
        own.extend(clock.each[before:])

    with connection.execute_wrapper(clock):
        found = _compared(asked, floor, lambda: {0: clock.seconds}, "sql_ms")
    return found | {"each_ms": sorted(round(1000 * seconds, 2) for seconds in own)}


def by_cpu(target: Callable[[], object], floor: Callable[[], object]) -> dict[str, Any]:
    """Both sides by what they take of this process's time on a processor."""
    return _compared(target, floor, lambda: {0: time.process_time()}, "cpu_ms")


def _compared(
    target: Callable[[], object], floor: Callable[[], object], spent: Callable[[], dict[int, float]], unit: str
) -> dict[str, Any]:
    taken, bare = alternate(Side(target, spent), Side(floor, spent))
    sides = {name: {unit: side.told()["cpu_ms"], "wall_ms": side.told()["wall_ms"]} for name, side in (("target", taken), ("floor", bare))}
    return ratio(taken.cpu, bare.cpu) | sides
