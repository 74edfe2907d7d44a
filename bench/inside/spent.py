"""Two sides in alternating rounds inside one process, told as the rounds of pages are."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bench.rounds import Side, alternate, cpu_of, ratio


class SqlClock:
    """What statements take: seconds on a processor of this process while it sends and fetches, and seconds of the clock until then."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __call__(self, execute: Callable[..., Any], *words: Any) -> Any:
        cpu, began = time.process_time(), time.perf_counter()
        try:
            return execute(*words)
        finally:
            self.cpu += time.process_time() - cpu
            self.wall += time.perf_counter() - began

    def spent(self) -> dict[int, float]:
        """With what PostgreSQL's process of this connection has taken; what Django takes to compile a statement is not among them."""
        return {0: self.cpu, **cpu_of([connection.connection.info.backend_pid])}


@dataclass
class Asked:
    """Milliseconds of each asking: on a processor, and by the clock."""

    clock: SqlClock
    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)

    def note(self, ask: Callable[[], object]) -> None:
        connection.ensure_connection()
        before, began = sum(self.clock.spent().values()), self.clock.wall
        ask()
        self.cpu_ms.append(round(1000 * (sum(self.clock.spent().values()) - before), 2))
        self.wall_ms.append(round(1000 * (self.clock.wall - began), 2))


def by_sql(target: Callable[[], object], floor: Callable[[], object]) -> tuple[dict[str, Any], Asked]:
    """Both sides by what their statements take, and each asking of the target."""
    clock = SqlClock()
    asked = Asked(clock)
    with connection.execute_wrapper(clock):
        return _compared(lambda: asked.note(target), floor, clock.spent), asked


def by_cpu(target: Callable[[], object], floor: Callable[[], object]) -> dict[str, Any]:
    """Both sides by what they take of this process's time on a processor."""
    return _compared(target, floor, lambda: {0: time.process_time()})


def _compared(target: Callable[[], object], floor: Callable[[], object], spent: Callable[[], dict[int, float]]) -> dict[str, Any]:
    taken, bare = alternate(Side(target, spent), Side(floor, spent))
    return ratio(taken.cpu, bare.cpu) | {"target": taken.told(), "floor": bare.told()}
