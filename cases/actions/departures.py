"""The subject has left: who goes on monitoring on which lawful source, and the written notice before records follow (23 IAC 375.70)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet

from cases.actions.duties import start_duty
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.members import people_in
from cases.actions.stamps import stamp
from cases.models import Case, Departure
from tat import clock, obligations
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.statutes import end_of_day, local_date, wall_time

Monitoring, Records = Departure.Monitoring, Departure.Records
NOTICE = "REL-PRE"

SINCE = "Write since when the subject has left."
NOT_YET = "This day has not come yet. Record it once the subject has left."
MONITORING = "Say whether monitoring goes on. That the subject left does not end it by itself (4:190-AP2-E5)."
WHO = "Choose who goes on monitoring: somebody who works on this case."
SOURCE = "Choose the lawful source. Without one nothing is looked at any more, and the next school’s records are not ours."
SOURCE_NOTE = "Write what the attorney advised."
ENDED_WHY = "Write why monitoring has ended."
RECORDS = "Say whether records are to follow."
RELEASE = "Write from which day on the records may follow."
TOO_SOON = "The records follow only after the parents have the written notice. Choose a later day, or enter the notice (23 IAC 375.70)."
NOTICE_DAY = "This day has not come yet. Enter the notice once it is sent."
NOT_PRIOR = "The notice comes before the records follow. Check both days (23 IAC 375.70)."
METHOD = "Write how the notice was given."
NOTICE_DATE = "Write on which day the notice was given."
CHANGED = "Somebody recorded this meanwhile. Your text is still here. Compare and save again."


@dataclass(frozen=True, kw_only=True)
class DepartureGiven:
    """The leaving as it is typed; days are local dates. `seen` is the entry that the form was written on, None for none."""

    left_on: date | None = None
    where_to: str = ""
    monitoring: str = ""
    monitor: User | None = None
    source: str = ""
    source_note: str = ""
    ended_why: str = ""
    records: str = ""
    release_on: date | None = None
    notice_on: date | None = None
    notice_method: str = ""
    seen: uuid.UUID | None = None


@transaction.atomic
def record_departure(*, case: Case, by: User, given: DepartureGiven) -> Departure:
    """Record that the subject has left, or what is new about it: the latest entry governs, the earlier ones stay.

    It closes nothing and ends no duty: the case manager stays and updates go on. Where records are to follow, the written notice before
    is due (REL-PRE). Raises Blocked with what is missing, Overtaken where somebody wrote an entry meanwhile.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.SUBMIT_UPDATE)
    latest = latest_departure(locked)
    if latest is not None and latest.pk != given.seen:
        raise Overtaken(CHANGED, latest)
    _judge(locked, given, at)
    row = Departure.objects.create(case=locked, replaces=latest, **_words(given), **stamp(by, at))
    _bring_notice(locked, row, by, at)
    log_case("departure_recorded", locked, by=by, at=at, detail=f"departure:{row.id}")
    return row


def _judge(case: Case, given: DepartureGiven, at: datetime) -> None:
    today = local_date(at)
    goes_on, follow = given.monitoring == Monitoring.GOES_ON, given.records == Records.FOLLOW
    unknown = given.monitor is None or not people_in(case, at).filter(pk=given.monitor.pk).exists()
    refuse(
        ("left_on", SINCE, given.left_on is None),
        ("left_on", NOT_YET, given.left_on is not None and given.left_on > today),
        ("monitoring", MONITORING, given.monitoring not in Monitoring.values),
        ("monitor", WHO, goes_on and unknown),
        ("source", SOURCE, goes_on and given.source not in Departure.Source.values),
        ("source_note", SOURCE_NOTE, goes_on and given.source == Departure.Source.OTHER and not given.source_note.strip()),
        ("ended_why", ENDED_WHY, given.monitoring == Monitoring.ENDED and not given.ended_why.strip()),
        ("records", RECORDS, given.records not in Records.values),
        ("release_on", RELEASE, follow and given.release_on is None),
        ("release_on", TOO_SOON, follow and bool(given.release_on and given.release_on <= today) and given.notice_on is None),
        ("notice_on", NOTICE_DAY, given.notice_on is not None and given.notice_on > today),
        ("notice_on", NOT_PRIOR, follow and bool(given.notice_on and given.release_on and given.notice_on > given.release_on)),
        ("notice_on", NOTICE_DATE, given.notice_on is None and bool(given.notice_method)),
        ("notice_method", METHOD, given.notice_on is not None and given.notice_method not in Departure.Method.values),
    )


def _words(given: DepartureGiven) -> dict[str, object]:
    """What the row keeps: nothing of an answer that another answer made void."""
    goes_on, follow = given.monitoring == Monitoring.GOES_ON, given.records == Records.FOLLOW
    return {
        "left_on": given.left_on,
        "where_to": given.where_to.strip(),
        "monitoring": given.monitoring,
        "monitor": given.monitor if goes_on else None,
        "source": given.source if goes_on else "",
        "source_note": given.source_note.strip() if goes_on else "",
        "ended_why": "" if goes_on else given.ended_why.strip(),
        "records": given.records,
        "release_on": given.release_on if follow else None,
        "notice_on": given.notice_on,
        "notice_method": given.notice_method,
    }


def _bring_notice(case: Case, row: Departure, by: User, at: datetime) -> None:
    """The notice that is given ends the duty; otherwise the latest entry says by when it is due, and whether at all."""
    before = list(Obligation.objects.open().about("case", case.pk).filter(rule=NOTICE, trigger_ref__startswith="departure:"))
    if row.records == Records.FOLLOW and not (before and row.notice_on):
        before.append(start_duty(NOTICE, case, trigger_ref=ref_of(row), triggered_at=at, at=at, by=by, anchor=release_at(row)))
    for duty in before:
        if row.notice_on:
            obligations.meet(duty, at=at, by=by, proof_ref=ref_of(row), occurred_at=min(at, end_of_day(row.notice_on)))
        elif duty.trigger_ref != ref_of(row):
            obligations.supersede(duty, at=at, by=by, reason_code="departure_replaced")


def release_at(row: Departure) -> datetime:
    """The first instant at which records may follow (UTC)."""
    assert row.release_on is not None
    return wall_time(row.release_on, time.min)


def ref_of(row: Departure) -> str:
    """How the duty names the entry."""
    return f"departure:{row.id}"


def departures_of(case: Case) -> list[Departure]:
    """Every entry, the latest first: that one governs."""
    return DEPARTURES(case=case)


def latest_departure(case: Case) -> Departure | None:
    """The entry that governs."""
    return DEPARTURES.first(case=case)


def _departures() -> QuerySet[Departure]:
    return Departure.objects.filter(case=Given("case")).select_related("monitor").order_by("-recorded_at", "id")


DEPARTURES: Prepared[Departure] = Prepared(_departures)
