"""The reminder ladders X0 to X7: who hears of an open obligation, and when (handbook 8.1 "Escalation", design 10 "Ladders")."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from tat.statutes.local import local_date, wall_time
from tat.statutes.types import Clock, ClockKind, Due, ObligationRule

MORNING = time(8)
NOON = time(12)
ONE_DAY = timedelta(days=1)
SHORT_DAYS = 2
PAST = timedelta(seconds=1)
QUARTER = 15
REPEATS_AT_MOST = 12
A_START = datetime(2000, 1, 1, tzinfo=UTC)
COUNTED_FROM_START = frozenset({"X1", "X2", "X3"})
"""Their steps lie so long after the start, whatever the hour: alike for all obligations of one period."""
COUNTED_FROM_DUE = frozenset({"X5"})
"""Theirs lie in the mornings around the due date, whenever the clock began: alike for all that are due on one date."""
INSTANT = attrgetter("at")
NO_CLOCK = Clock(ClockKind.NONE)
COUNTED_IN_DAYS = (ClockKind.PRODUCT_DAYS, ClockKind.SCHOOL_DAYS, ClockKind.BUSINESS_DAYS)


class Recipient(StrEnum):
    """To whom a step speaks; who that is on the day is the obligation's business, not the ladder's."""

    ACTOR = "actor"
    BACKUP = "back-up"
    CASE_MANAGER = "case manager"
    PRINCIPAL = "principal"
    SUPERINTENDENT = "superintendent"
    CUSTODIAN = "custodian"


class Step(NamedTuple):
    """One step of a ladder: `key` is stable and unique within its ladder, `at` is aware, in UTC.

    `until_acknowledged`: the step is left out once somebody has acknowledged the obligation.
    """

    key: str
    at: datetime
    to: tuple[Recipient, ...]
    until_acknowledged: bool = False


class Climb(NamedTuple):
    """One ladder leaned against one obligation; `due` is the legal due time, or the target where there is none."""

    clock: Clock
    started_at: datetime
    due: datetime
    target: datetime

    @property
    def overdue_at(self) -> datetime:
        """The first second that is late; the start, where the obligation opens overdue."""
        return max(self.due + PAST, self.started_at)

    @property
    def is_short(self) -> bool:
        """A clock of two days or less, counted in its own days or by the hour."""
        in_days = self.clock.kind in COUNTED_IN_DAYS and (self.clock.n or 0) <= SHORT_DAYS
        return in_days or self.due - self.started_at <= SHORT_DAYS * ONE_DAY

    def after_start(self, minutes: int, *to: Recipient, until_acknowledged: bool = False) -> Step:
        """A step counted from the start of the clock."""
        hours, rest = divmod(minutes, 60)
        key = f"start+{minutes}m" if rest else f"start+{hours}h" if hours else "start"
        return Step(key, self.started_at + timedelta(minutes=minutes), to, until_acknowledged)

    def around_due(self, days: int, *to: Recipient) -> Step:
        """A step in the morning of the due date, or of so many days before or after it."""
        return Step(f"due{days:+d}d" if days else "due", self.morning(self.due, days), to)

    def on_target(self, at: time, *to: Recipient) -> Step:
        """A step at that local time on the day of the target."""
        return Step(f"target-{at:%H:%M}", wall_time(local_date(self.target), at), to)

    def overdue(self, *to: Recipient) -> Step:
        """The step that says the obligation is late."""
        return Step("overdue", self.overdue_at, to)

    def daily(self, days: int, *to: Recipient) -> Step:
        """A step in the morning, so many days after the obligation became late."""
        return Step(f"overdue+{days}d", self.morning(self.overdue_at, days), to)

    def morning(self, at: datetime, days: int) -> datetime:
        """08:00 local, so many days from the local date of that instant."""
        return wall_time(local_date(at) + timedelta(days=days), MORNING)


def ladder_code(rule: ObligationRule, urgent: bool) -> str:
    """Which ladder runs: the first where the rule's `escalation_when` holds, otherwise the second, or X0."""
    if not rule.escalation_when:
        return rule.escalation[0]
    return (rule.escalation if urgent else (*rule.escalation[1:], "X0"))[0]


def ladder(rule: ObligationRule, started_at: datetime, due: Due, *, urgent: bool = False) -> tuple[Step, ...]:
    """All steps of an obligation in time order, at most one for each instant (handbook 8.1, design 10).

    A rule without a due time is only listed: no steps. A step before the start, or of more than the period, is left out.
    X6 repeats its last step daily without end: `next_day` gives those. `urgent` as in `due_at`.
    """
    return tuple(steps(rule, started_at, due, urgent=urgent))


def steps(rule: ObligationRule, started_at: datetime, due: Due, *, urgent: bool = False, since: datetime | None = None) -> Iterable[Step]:
    """The steps of `ladder` one after another, for whoever needs only the next ones of very many obligations, from `since` on."""
    if due.not_before:
        return (Step("not-before", wall_time(local_date(due.not_before), MORNING), (Recipient.ACTOR,)),)
    if due.late_after is None or due.target_due is None:
        return ()
    first = started_at if since is None else max(started_at, since)
    return _laid(rule, urgent, started_at, due.late_after, due.target_due, first)


def _laid(rule: ObligationRule, urgent: bool, started_at: datetime, due: datetime, target: datetime, first: datetime) -> Iterable[Step]:
    """The ladder from `first` on; of one that is laid once for all of a period, the steps before it need not be moved there."""
    code = ladder_code(rule, urgent)
    if code in COUNTED_FROM_START:
        shift, since = started_at - A_START, first - started_at + A_START
        laid = _laid_from_start(code, due - started_at, target - started_at)
        return (Step(step.key, step.at + shift, step.to, step.until_acknowledged) for step in laid if step.at >= since)
    if code in COUNTED_FROM_DUE:
        found = _laid_for_the_day(code, due) if target >= due else _laid_once(code, target, due, target)
    else:
        found = _in_order(LADDERS[code](Climb(rule.clock.running(urgent), started_at, due, target)))
    return [step for step in found if step.at >= first]


@lru_cache(maxsize=1024)
def _laid_for_the_day(code: str, due: datetime) -> tuple[Step, ...]:
    """Their steps are mornings: alike for all that are due on one date, as long as its own morning still comes before the due time."""
    morning = wall_time(local_date(due), MORNING)
    counted = morning if due >= morning else due
    return _laid_once(code, counted, counted, counted)


@lru_cache(maxsize=1024)
def _laid_from_start(code: str, due: timedelta, target: timedelta) -> tuple[Step, ...]:
    """As of a start that all have in common; how long after it the obligation is due tells them apart."""
    return _in_order(LADDERS[code](Climb(NO_CLOCK, A_START, A_START + due, A_START + target)))


@lru_cache(maxsize=1024)
def _laid_once(code: str, started_at: datetime, due: datetime, target: datetime) -> tuple[Step, ...]:
    """These ladders do not ask the clock, but only how long it runs."""
    return _in_order(LADDERS[code](Climb(NO_CLOCK, started_at, due, target)))


def next_day(rule: ObligationRule, started_at: datetime, due: Due, after: datetime, *, urgent: bool = False) -> Step | None:
    """The repetition of X6 later than `after`, once its last step is climbed; None of every other ladder."""
    climb = _climb(rule, started_at, due, urgent) if ladder_code(rule, urgent) == "X6" else None
    if climb is None:
        return None
    days = max((local_date(after) - local_date(climb.overdue_at)).days, 1)
    step = climb.daily(days, Recipient.SUPERINTENDENT)
    return step if step.at > after else climb.daily(days + 1, Recipient.SUPERINTENDENT)


def _climb(rule: ObligationRule, started_at: datetime, due: Due, urgent: bool) -> Climb | None:
    if due.late_after is None or due.target_due is None:
        return None
    return Climb(rule.clock.running(urgent), started_at, due.late_after, due.target_due)


def _in_order(steps: Iterator[Step]) -> tuple[Step, ...]:
    found = sorted(steps, key=INSTANT)
    if any(one.at == next_one.at for one, next_one in pairwise(found)):
        return tuple(_as_one(list(same)) for _, same in groupby(found, key=INSTANT))
    return tuple(found)


def _as_one(same: list[Step]) -> Step:
    to = tuple(dict.fromkeys(each for step in same for each in step.to))
    return same[0]._replace(to=to)


def _early(climb: Climb, *steps: Step) -> Iterator[Step]:
    """Reminders before the due time, and to actor and back-up when the target alone has passed."""
    yield from (step for step in steps if step.at <= climb.due)
    if climb.target < climb.due:
        yield Step("target-passed", climb.target + PAST, (Recipient.ACTOR, Recipient.BACKUP))


def _listed(climb: Climb) -> Iterator[Step]:
    return iter(())


def _immediately(climb: Climb) -> Iterator[Step]:
    everyone = (Recipient.ACTOR, Recipient.BACKUP, Recipient.SUPERINTENDENT)
    yield climb.after_start(0, Recipient.ACTOR, Recipient.BACKUP)
    yield climb.after_start(QUARTER, *everyone)
    for nth in range(2, REPEATS_AT_MOST + 1):
        minutes = nth * QUARTER
        yield climb.after_start(minutes, *everyone, until_acknowledged=minutes % 60 != 0)
    for hours in range(1 + REPEATS_AT_MOST * QUARTER // 60, REPEATS_AT_MOST + 1):
        yield climb.after_start(hours * 60, *everyone)


def _one_day(climb: Climb) -> Iterator[Step]:
    yield from _early(
        climb,
        *(climb.after_start(hours * 60, Recipient.ACTOR) for hours in (0, 4, 12)),
        climb.after_start(20 * 60, Recipient.ACTOR, Recipient.PRINCIPAL, Recipient.BACKUP),
        climb.after_start(23 * 60, Recipient.SUPERINTENDENT),
    )
    yield climb.overdue(Recipient.SUPERINTENDENT)


def _two_days(climb: Climb) -> Iterator[Step]:
    yield from _early(
        climb,
        *(climb.after_start(hours * 60, Recipient.ACTOR) for hours in (0, 12, 24, 40)),
        climb.after_start(44 * 60, Recipient.SUPERINTENDENT),
    )
    yield climb.overdue(Recipient.SUPERINTENDENT)


def _next_school_day(climb: Climb) -> Iterator[Step]:
    yield from _early(
        climb,
        climb.after_start(0, Recipient.ACTOR),
        climb.on_target(MORNING, Recipient.ACTOR),
        climb.on_target(NOON, Recipient.ACTOR),
    )
    yield climb.overdue(Recipient.CUSTODIAN, Recipient.SUPERINTENDENT)


def _update(climb: Climb) -> Iterator[Step]:
    yield from _early(
        climb,
        *(climb.around_due(-days, Recipient.CASE_MANAGER) for days in (10, 5, 2)),
        climb.around_due(0, Recipient.CASE_MANAGER, Recipient.BACKUP),
    )
    yield climb.around_due(1, Recipient.PRINCIPAL)
    yield climb.around_due(5, Recipient.SUPERINTENDENT)


def _date(climb: Climb) -> Iterator[Step]:
    yield from _early(climb, *(climb.around_due(-days, Recipient.ACTOR) for days in (60, 30, 14, 7, 1)))
    yield climb.overdue(Recipient.SUPERINTENDENT)


def _days(climb: Climb) -> Iterator[Step]:
    half = Step("half", climb.started_at + (climb.due - climb.started_at) / 2, (Recipient.ACTOR,))
    hour = Step("due-1h", climb.due - timedelta(hours=1), (Recipient.ACTOR,))
    days = (climb.around_due(-days, Recipient.ACTOR) for days in (2, 1))
    yield from _early(climb, half, *((hour,) if climb.is_short else days))
    yield climb.overdue(Recipient.PRINCIPAL)


LADDERS: dict[str, Callable[[Climb], Iterator[Step]]] = {
    "X0": _listed,
    "X1": _immediately,
    "X2": _one_day,
    "X3": _two_days,
    "X4": _next_school_day,
    "X5": _update,
    "X6": _date,
    "X7": _days,
}
