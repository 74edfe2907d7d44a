"""What each reporting channel owes: a test every month and before a break, and mending on the day of a test that failed."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from tat import obligations
from tat.actions.mechanism_doors import ABOUT as ABOUT
from tat.actions.school_years import DAY_BEGINS
from tat.models import District, MechanismCheck, Obligation, ReportingMechanism, User
from tat.obligations import Opening
from tat.obligations.due import calendar_of
from tat.statutes import local_date, wall_time
from tat.statutes.limits import SHORTEST_BREAK_DAYS, WEEK_BEFORE_BREAK

CHECK, FIX = "MECH-CHK", "MECH-FIX"
ENDED = "channel_ended"
BREAK = "break:"


def start_first(row: ReportingMechanism, *, at: datetime, by: User | None) -> None:
    """The first check, counted from the day on which the channel came into the register."""
    obligations.start_all([_opening(row, CHECK, row.ref, row.recorded_at)], at=at, by=by)


def settle_test(row: ReportingMechanism, check: MechanismCheck, *, at: datetime, by: User | None) -> None:
    """End what this test answers, start what follows. A test older than the last one is an entry of the log and nothing else."""
    latest = row.checks.order_by("-sent_at", "-recorded_at").first()
    if latest != check:
        return
    for duty in _open(row):
        if _answers(check, duty):
            obligations.meet(duty, at=at, by=by, proof_ref=check.ref, occurred_at=min(at, check.received_at or check.sent_at))
    following = [_opening(row, CHECK, check.ref, check.sent_at)]
    if check.failed:
        following.append(_opening(row, FIX, check.ref, check.recorded_at))
    obligations.start_all(following, at=at, by=by)


def _answers(check: MechanismCheck, duty: Obligation) -> bool:
    """A message that arrived mends; any test is a check, and one before a break counts within that week alone."""
    if duty.rule == FIX:
        return not check.failed
    return not duty.trigger_ref.startswith(BREAK) or check.sent_at >= duty.triggered_at


def is_broken(row: ReportingMechanism) -> bool:
    """Whether its last test failed and nothing has shown since that it works."""
    return _open(row).filter(rule=FIX).exists()


def end_duties(row: ReportingMechanism, *, at: datetime, by: User | None) -> None:
    """A channel that has ended owes nothing more."""
    for rule in (CHECK, FIX):
        obligations.supersede_all(rule, (ABOUT, row.pk), at=at, by=by, reason_code=ENDED)


def name_again(row: ReportingMechanism, *, at: datetime, by: User | None) -> None:
    """What a channel of the whole district owes goes over to its new owner."""
    if row.building_id is None and by is not None:
        for duty in _open(row).exclude(actor=row.owner):
            obligations.carry(duty, owner=row.owner, at=at, by=by)


def _open(row: ReportingMechanism) -> QuerySet[Obligation]:
    return Obligation.objects.open().about(ABOUT, row.pk).select_related("district")


def _opening(row: ReportingMechanism, rule: str, trigger: str, triggered_at: datetime, anchor: date | None = None) -> Opening:
    """A channel of a building is its principal's to check; one of the whole district its owner's."""
    return Opening(
        rule_code=rule,
        about=(ABOUT, row.pk),
        trigger_ref=trigger,
        triggered_at=triggered_at,
        district=row.district,
        building=row.building,
        actor=None if row.building_id else row.owner,
        code=row.code,
        anchor=anchor,
    )


def settle_channels(at: datetime) -> list[str]:
    """Start the checks that are missing and those before a break, end those of ended channels. Returns the keys that changed."""
    today = local_date(at)
    rows = list(ReportingMechanism.objects.filter(ended_on=None).select_related("district", "building", "owner").order_by("pk"))
    latest = _latest(rows)
    wanted = [_due_next(row, latest.get(row.pk)) for row in rows]
    wanted += [_opening(row, FIX, each.ref, each.recorded_at) for row in rows if (each := latest.get(row.pk)) and each.failed]
    wanted += _before_breaks(rows, latest, today)
    wanted += _after_waivers(rows, wanted, at)
    known = _known([row.pk for row in rows])
    missing = [each for each in wanted if (each.rule_code, each.about[1], each.trigger_ref) not in known]
    if missing:
        obligations.start_all(missing, at=at)
    return [f"{each.rule_code}:{each.trigger_ref}" for each in missing] + _end_left_over(at)


def _latest(rows: Sequence[ReportingMechanism]) -> dict[uuid.UUID, MechanismCheck]:
    found = MechanismCheck.objects.filter(mechanism__in=[row.pk for row in rows]).order_by("mechanism", "-sent_at", "-recorded_at")
    return {check.mechanism_id: check for check in found.distinct("mechanism")}


def _due_next(row: ReportingMechanism, check: MechanismCheck | None) -> Opening:
    return _opening(row, CHECK, check.ref, check.sent_at) if check else _opening(row, CHECK, row.ref, row.recorded_at)


def _before_breaks(rows: Sequence[ReportingMechanism], latest: dict[uuid.UUID, MechanismCheck], today: date) -> list[Opening]:
    """In the last week before a break one more check of each channel that was not tested in that week."""
    ends: dict[int, date | None] = {}
    found = []
    for row in rows:
        if row.district_id not in ends:
            ends[row.district_id] = break_ahead(row.district, today)
        last_day, check = ends[row.district_id], latest.get(row.pk)
        if last_day is None:
            continue
        begins = last_day - WEEK_BEFORE_BREAK
        if check is None or local_date(check.sent_at) < begins:
            found.append(_opening(row, CHECK, f"{BREAK}{last_day}", wall_time(begins, DAY_BEGINS), anchor=last_day))
    return found


def break_ahead(district: District, today: date) -> date | None:
    """The last school day before a break, in the week that ends with it; as far as the calendar is entered."""
    days = calendar_of(district).last_days_before_breaks(SHORTEST_BREAK_DAYS)
    return next((day for day in days if day - WEEK_BEFORE_BREAK <= today <= day), None)


def _after_waivers(rows: Sequence[ReportingMechanism], wanted: Sequence[Opening], at: datetime) -> list[Opening]:
    """A month that was put aside with a reason is followed by the next: the channel is not forgotten for that."""
    by_id = {row.pk: row for row in rows}
    duties: dict[uuid.UUID, list[Obligation]] = defaultdict(list)
    for duty in Obligation.objects.filter(rule=CHECK, about_kind=ABOUT, about_id__in=by_id).exclude(trigger_ref__startswith=BREAK):
        duties[duty.about_id].append(duty)
    asked = {each.trigger_ref for each in wanted}
    found = []
    for number, held in duties.items():
        last = max(held, key=lambda duty: duty.recorded_at)
        due = last.due_at()
        current = any(duty.trigger_ref in asked for duty in held)
        if last.state == Obligation.State.WAIVED and due is not None and due <= at and current:
            found.append(_opening(by_id[number], CHECK, f"after:{last.pk}", due))
    return found


def _known(numbers: Sequence[uuid.UUID]) -> set[tuple[str, Any, str]]:
    rows = Obligation.objects.filter(rule__in=[CHECK, FIX], about_kind=ABOUT, about_id__in=numbers)
    return set(rows.values_list("rule", "about_id", "trigger_ref"))


def _end_left_over(at: datetime) -> list[str]:
    """What ended channels still owe by a fault, and what a test answers whose act was cut short."""
    waiting = Obligation.objects.open().filter(about_kind=ABOUT, rule__in=[CHECK, FIX])
    ended = ReportingMechanism.objects.filter(pk__in=waiting.values("about_id"), ended_on__isnull=False)
    for row in ended:
        end_duties(row, at=at, by=None)
    return [row.ref for row in ended]
