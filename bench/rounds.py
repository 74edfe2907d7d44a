"""Two sides in alternating rounds, and what each request took of the processors and of the clock."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROUNDS, REQUESTS, WARM_UP = 81, 4, 20


@dataclass(frozen=True)
class Side:
    """What asks once, and what tells the CPU seconds of the processes that answer, by process number."""

    ask: Callable[[], object]
    spent: Callable[[], dict[int, float]]


@dataclass
class Taken:
    """Per round: seconds of CPU and of the clock for one request."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def run(self, side: Side) -> None:
        """One round. A process that came meanwhile counts from its beginning."""
        before, began = side.spent(), time.perf_counter()
        for _ in range(REQUESTS):
            side.ask()
        self.wall.append((time.perf_counter() - began) / REQUESTS)
        self.cpu.append(sum(seconds - before.get(number, 0) for number, seconds in side.spent().items()) / REQUESTS)

    def told(self) -> dict[str, float]:
        return {"cpu_ms": milliseconds(self.cpu), "wall_ms": milliseconds(self.wall)}


def alternate(target: Side, floor: Side, rounds: int = ROUNDS) -> tuple[Taken, Taken]:
    """Both sides warmed, then round by round, each going first in every second one."""
    for _ in range(WARM_UP):
        target.ask()
        floor.ask()
    taken = (Taken(), Taken())
    pairs = list(zip(taken, (target, floor), strict=True))
    for number in range(rounds):
        for one, side in pairs if number % 2 else reversed(pairs):
            one.run(side)
    return taken


def ratio(target: Iterable[float], floor: Iterable[float]) -> dict[str, Any]:
    """The median of the rounds' ratios, with its quartiles."""
    each = [mine / other for mine, other in zip(target, floor, strict=True)]
    lower, middle, upper = statistics.quantiles(each, n=4, method="inclusive")
    return {"ratio": round(middle, 2), "quartiles": [round(lower, 2), round(upper, 2)]}


def milliseconds(seconds: Iterable[float]) -> float:
    return round(1000 * statistics.median(seconds), 2)


def cpu_of(numbers: Iterable[int]) -> dict[int, float]:
    """CPU seconds of these processes with all their threads, in nanoseconds' resolution; one that has ended is left out."""
    found = {}
    for number in numbers:
        try:
            found[number] = time.clock_gettime(~number << 3 | 2)  # Linux: the clock of another process
        except OSError:
            continue
    return found


def family(number: int) -> list[int]:
    """A process and those that it started, and they."""
    lists = Path(f"/proc/{number}/task").glob("*/children")
    return [number, *(each for children in lists for child in children.read_text().split() for each in family(int(child)))]
