"""A disposal of case files up to where a test begins: closed, left for good, proposed, told, certified, agreed to."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cases.models import Case
from reporting.actions import disposals
from reporting.actions.disposals import ToldGiven
from reporting.actions.record_steps import StepGiven, take_step
from reporting.actions.records import MatterGiven, open_matter
from reporting.actions.retention import record_left
from reporting.models import Disposal, RecordsMatter
from tat import clock, obligations
from tat.models import Obligation, User
from tat.roles import Role
from tat.statutes import local_date
from tests.cast import Cast, a_case, a_person, an_opinion, appoint
from triage.actions.triage import give_opinion
from triage.models import TriageSeat

LEFT = date(2021, 6, 1)
"""So long ago that five years have ended by the day of the tests."""


def closed(cast: Cast, **changes: Any) -> Case:
    """Closed at triage: every member of the panel concurs; nothing about it is open any more."""
    case, at = a_case(cast, "triage", **changes), clock.now()
    for seat in TriageSeat.objects.filter(case=case):
        give_opinion(case=case, by=seat.member, given=an_opinion())
    for duty in Obligation.objects.open().about("case", case.pk):
        obligations.supersede(duty, at=at, by=None, reason_code="closed")
    case.refresh_from_db()
    assert case.stage == "closed"
    return case


def gone(cast: Cast, **changes: Any) -> Case:
    """A closed case whose student left for good five years ago."""
    case = closed(cast, **changes)
    record_left(case=case, by=cast.principal, on=LEFT, note="Withdrawn; form in the office.")
    return case


def foia_officer(cast: Cast) -> User:
    there = User.objects.filter(full_name="Fay Orley").first()
    officer = there or a_person(cast.district, "foia", "Fay Orley", "FOIA Officer")
    if there is None:
        appoint(officer, Role.FOIA_OFFICER)
    return officer


def proposed(cast: Any, keeper: User, cases: Sequence[Case], **given: Any) -> RecordsMatter:
    """Proposed and the cases put in; nothing more."""
    today = local_date(clock.now())
    words = {"record_class": "student_temp", "schedule": "14:052", "count": len(cases) or 1, "asks": "Temporary records of 2021."}
    planned = {"planned_on": today + timedelta(days=60)}
    matter = open_matter(kind="disposal", by=keeper, given=MatterGiven(**(words | planned | given)))
    if cases:
        disposals.add_cases(matter_id=matter.pk, by=keeper, codes=[case.code for case in cases])
    return matter


def certified(keeper: User, matter: RecordsMatter) -> None:
    """The certificate went out and came back."""
    today = local_date(clock.now())
    take_step(matter_id=matter.pk, by=keeper, given=StepGiven(what="sent", on=today, method="certified"))
    take_step(matter_id=matter.pk, by=keeper, given=StepGiven(what="approved", on=today, text="LRC 26-0815"))


def told(keeper: User, matter: RecordsMatter, *cases: Case) -> None:
    """The families were told six weeks ago."""
    on = local_date(clock.now()) - timedelta(days=42)
    given = ToldGiven(codes=[case.code for case in cases], on=on, method="letter", note="To the last known address; a copy was offered.")
    disposals.record_told(matter_id=matter.pk, by=keeper, given=given)


def ready(cast: Cast, keeper: User, cases: Sequence[Case]) -> RecordsMatter:
    """Nothing stands before it any more: the superintendent and the FOIA officer agreed, and the planned day has come."""
    matter = proposed(cast, keeper, cases)
    certified(keeper, matter)
    told(keeper, matter, *cases)
    for person in (cast.superintendent, foia_officer(cast)):
        disposals.agree(matter_id=matter.pk, by=person)
    Disposal.objects.filter(matter=matter).update(planned_on=local_date(clock.now()))
    return RecordsMatter.objects.get(pk=matter.pk)
