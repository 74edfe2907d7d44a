"""Alerts of dates to watch: started as their days begin, carried to a new owner, passed on from one who left, superseded."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from cases.actions.date_facts import RULE, Alert, alerts, by_item, occurs_on, running
from cases.actions.duties import start_duty
from cases.actions.members import OUT, who_works_on
from cases.models import Case, WatchItem
from tat import obligations
from tat.models import Obligation, Seat, Standing, User
from tat.statutes import end_of_day, local_date

LEFT = "owner_left"


def start_alerts(case: Case, *, by: User | None, at: datetime) -> None:
    """Start at once what the dates of a locked case ask for and no row stands for. The calling action writes the log."""
    for alert in alerts([case.id], at):
        if not alert.stands:
            start_alert(alert, by=by, at=at)


def start_alert(alert: Alert, *, by: User | None, at: datetime) -> Obligation:
    """Start one."""
    return start_duty(
        RULE,
        alert.case,
        trigger_ref=alert.ref,
        triggered_at=alert.began_at,
        at=at,
        by=by,
        actor=alert.actor,
        anchor=alert.anchor,
    )


def alerts_of(case: Case, item: WatchItem) -> list[Obligation]:
    """The open alerts of one date."""
    return by_item(running(case))[str(item.pk)]


def supersede_alerts(case: Case, item: WatchItem, *, by: User, at: datetime, reason_code: str) -> None:
    """End the open alerts of one date."""
    for duty in alerts_of(case, item):
        obligations.supersede(duty, at=at, by=by, reason_code=reason_code)


def follow_change(case: Case, item: WatchItem, *, by: User, at: datetime) -> None:
    """After a change: an alert of a day that holds no longer ends, the others go to the owner, what is due now starts."""
    for duty in alerts_of(case, item):
        if not _still_holds(item, duty):
            obligations.supersede(duty, at=at, by=by, reason_code="date_changed")
        elif duty.actor_id != item.owner_id:
            obligations.carry(duty, owner=item.owner, at=at, by=by)
    start_alerts(case, by=by, at=at)


def _still_holds(item: WatchItem, duty: Obligation) -> bool:
    """Whether the date has an occurrence that begins and ends as it did when the alert started."""
    day = occurs_on(item, duty)
    found = [each for each in item.watched().occurrences(day, day) if each.starts_on == day]
    return any(duty.due_at() == end_of_day(each.alert_until) for each in found)


def owners_gone(case_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Cases in which an alert may wait for somebody who works on them no more: without a core seat, or in conflict."""
    named = Obligation.objects.open().filter(rule=RULE, about_kind="case", about_id__in=list(case_ids), actor__isnull=False)
    seats = Seat.objects.held_on(local_date(at)).filter(user_id=OuterRef("actor_id"), team_id=OuterRef("team_id"), user__is_active=True)
    out = Standing.objects.filter(person_id=OuterRef("actor_id"), about_id=OuterRef("about_id"), capacity__in=OUT, until_at=None)
    core = seats.filter(kind=Seat.Kind.CORE)
    unsure = named.exclude(Exists(core)).values_list("about_id", flat=True)
    return set(unsure) | set(named.filter(Exists(out)).values_list("about_id", flat=True))


def pass_on_alerts(case: Case, *, at: datetime) -> list[Obligation]:
    """An alert whose owner works on the locked case no more waits for the case manager. Gives the rows that were passed on."""
    named = [duty for duty in running(case) if duty.actor_id is not None]
    here = {person.pk for person in who_works_on(case, at)} if named else set()
    return [obligations.pass_on(duty, at=at, reason_code=LEFT) for duty in named if duty.actor_id not in here]
