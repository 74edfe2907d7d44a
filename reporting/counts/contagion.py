"""How far the checks after an act of violence elsewhere are, by building: numbers, small ones hidden where they may not be told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cases.actions.contagion import RULE, check_ref
from cases.models import ContagionSweep, SweepCheck
from reporting.counts.suppression import FEWER_THAN_FIVE, NOT_SHOWN, hide_small, is_small
from tat.models import Obligation

State = Obligation.State
IN_TIME, LATE, OPEN, ENDED = range(4)
PARTS = (IN_TIME, LATE, OPEN, ENDED)


@dataclass(frozen=True)
class Covered:
    """One building as it is shown: cases asked, and of them checked in time, late, still open, and ended before an answer."""

    building: str
    asked: object
    parts: tuple[object, ...]


@dataclass(frozen=True)
class Coverage:
    """The buildings of one sweep by name, and their sums."""

    lines: list[Covered]
    total: Covered


def coverage(sweeps: Iterable[ContagionSweep], exact: bool) -> dict[UUID, Coverage]:
    """The coverage of each sweep, in two statements whatever their number; true counts where `exact`."""
    checks = list(SweepCheck.objects.filter(sweep__in=[sweep.pk for sweep in sweeps]).select_related("case__building"))
    states = _states(checks)
    counted: dict[UUID, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * len(PARTS)))
    for check in checks:
        counted[check.sweep_id][check.case.building.name][states.get(check_ref(check), OPEN)] += 1
    return {sweep.pk: _shown(counted[sweep.pk], exact) for sweep in sweeps}


def _states(checks: Sequence[SweepCheck]) -> dict[str, int]:
    """How each check stands, by its reference; one that went on about another case counts as it stands there."""
    rows = Obligation.objects.filter(rule=RULE, about_kind="case", trigger_ref__in=[check_ref(check) for check in checks])
    found: dict[str, int] = {}
    for row in rows.only("trigger_ref", "state", "done_at", "met_at", "legal_due_at", "target_due_at"):
        if row.state != State.SUPERSEDED or row.trigger_ref not in found:
            found[row.trigger_ref] = _state(row)
    return found


def _state(row: Obligation) -> int:
    if row.state == State.OPEN:
        return OPEN
    if row.state == State.MET:
        return LATE if row.was_late() else IN_TIME
    return ENDED


def _shown(counted: dict[str, list[int]], exact: bool) -> Coverage:
    rows = sorted(counted.items())
    lines = [Covered(name, *(_true(parts) if exact else hide_parts(parts))) for name, parts in rows]
    columns = [[line.parts[part] for line in lines] for part in PARTS]
    sums = tuple(_sum(column) for column in columns)
    return Coverage(lines, Covered("", _sum([line.asked for line in lines]), sums))


def _true(parts: Sequence[int]) -> tuple[object, tuple[object, ...]]:
    return sum(parts), tuple(parts)


def hide_parts(parts: Sequence[int]) -> tuple[object, tuple[object, ...]]:
    """The parts of a building, made safe together with their sum: 1 to 4 read “fewer than 5”.

    Of several small parts the sum is not called small as well, which would narrow them.
    """
    found = hide_small(parts)
    is_one = sum(map(bool, parts)) == 1
    return FEWER_THAN_FIVE if is_one and is_small(sum(parts)) else found.total, found.cells


def _sum(column: Sequence[object]) -> object:
    """The sum where every number of the column is shown: otherwise it would tell what is hidden."""
    return sum(each for each in column if isinstance(each, int)) if all(isinstance(each, int) for each in column) else NOT_SHOWN
