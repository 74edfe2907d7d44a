"""A matter of records law begins: a request, a court's paper, a decision on a challenge, a proposal to dispose of records."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.locks import refuse
from cases.actions.stamps import stamp
from reporting.actions.record_duties import has_duty, keeps, new_code, start_duties
from reporting.actions.record_rights import order_on_file
from reporting.models import FACTS, AccessRequest, CourtOrder, Disposal, HearingRequest, RecordsMatter
from reporting.models.records import ABOUT
from reporting.workflow import PERSONNEL
from tat import audit, clock
from tat.models import Building, DataKey, User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.statutes import RULES, local_date

Kind, Capacity = RecordsMatter.Kind, AccessRequest.Capacity

RECEIVED = "Write on which day it was received. Its clock begins then."
SENT = "Write on which day the decision was sent. The time for an appeal begins then."
NOT_YET = "This day has not come yet."
ASKS = "Write what is asked for, in the words of the request."
ORDERS = "Write what the paper asks for."
CHALLENGED = "Write what was challenged: which entry, and why."
PROFESSIONAL = "Choose whether a qualified professional is to be present (105 ILCS 10/5(b))."
OWN_CLASS = "Records about employees are proposed by the personnel officer, all others by the records custodian."
GROUND = "Choose on which ground: accuracy, relevance or propriety (23 IAC 375.90)."
DISPOSED = "Write which records: years and kinds. No names."
STUDENT = "Write whose record it is."
PERSON = "Write who asks."
CAPACITY = "Choose in which right the person asks."
RECORD = "Choose which record is asked for."
BASIS = "Write the consent or the other basis, and where it is kept. Without one nothing is shown."
PASSED_WHY = "Choose why the rights have passed to the student."
PASSED_ON = "Write since when the rights are the student’s."
NOT_ELIGIBLE = "On the day of the request the rights had not passed yet. Choose “the student, under 18”."
IS_ELIGIBLE = "On the day of the request the rights had passed to the student already. Choose that right."
BARRED = "Say whether an order of protection bars the person. Who is barred sees nothing (105 ILCS 10/5)."
ON_FILE = (
    "An order is on file with the district that may bar this person from this student’s record. Ask the district’s attorney; "
    "then answer yes and name the paper, or end the order where it is on file."
)
ORDER = "Write which court and paper, and from when until when it holds."
EMPLOYEE = "Write whose record it is."
LEFT_ON = "This day has not come yet. Leave it empty for who works here."
BUILDING = "Choose the school that keeps the record."
ORDERED = "Choose the school that keeps the record. Its principal answers the court."
SIGNER = "Choose who signed. Only what a judge has signed is an order (105 ILCS 10/6(a)(5))."
COURT = "Write which court."
DOCKET = "Write the docket number."
DECISION = "Write what was decided."
PLANNED = "Write on which day the disposal is planned."
TOO_SOON = "The certificate goes out %(days)s days before. Plan the disposal for a later day (44 IAC 4000.40)."
CLASS = "Choose the class of records."
SCHEDULE = "Write the number of the approved schedule. Without one there is no disposal (handbook 9.8)."
COUNT = "Write how many records."


@dataclass(frozen=True, kw_only=True)
class MatterGiven:
    """A matter as it is typed: what every kind has, and what only its own has. Days are local dates."""

    since_on: date | None = None
    building: Building | None = None
    asks: str = ""
    student: str = ""
    person: str = ""
    capacity: str = ""
    record: str = ""
    basis: str = ""
    passed_on: date | None = None
    passed_why: str = ""
    barred: bool | None = None
    order: str = ""
    employee: str = ""
    left_on: date | None = None
    signer: str = ""
    court: str = ""
    docket: str = ""
    decision: str = ""
    ground: str = ""
    professional: str = ""
    planned_on: date | None = None
    record_class: str = ""
    schedule: str = ""
    count: int | None = None


@transaction.atomic
def open_matter(*, kind: str, by: User, given: MatterGiven) -> RecordsMatter:
    """Record it; the clock of its kind starts (ACC-10, PRR-7, CRT-5, CHL-APP, DSP-CERT). A paper that no judge signed is kept without one.

    Raises PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    place = given.building
    scope = scope_of(by, at)
    if by.district is None or not keeps(scope, kind, place.pk if place else None):
        raise PermissionDenied
    keeper = Permission.KEEP_PERSONNEL_RECORDS if given.record_class == PERSONNEL else Permission.KEEP_RECORDS
    refuse(("record_class", OWN_CLASS, kind == Kind.DISPOSAL and bool(given.record_class) and not may(scope, keeper)))
    if place is not None and place.district_id != by.district.pk:
        raise PermissionDenied
    today = local_date(at)
    JUDGES[kind](given, today, by.district.pk)
    words = {name: value.strip() if isinstance(value, str) else value for name, value in vars(given).items()}
    since_on = today if kind == Kind.DISPOSAL else words["since_on"]
    head = {"code": new_code(), "kind": kind, "district": by.district, "building": place, "key": DataKey.objects.mint()}
    matter = RecordsMatter.objects.create(**head, since_on=since_on, asks=words["asks"], **stamp(by, at))
    own = {field.name for field in FACTS[kind]._meta.concrete_fields} & {field.name for field in fields(MatterGiven)}
    facts = FACTS[kind](**{name: words[name] for name in own})
    facts.matter = matter
    facts.save(force_insert=True)
    if has_duty(matter):
        start_duties([matter], at=at, by=by)
    log_matter("records_recorded", matter, by=by, at=at, detail=kind)
    return matter


def log_matter(action: str, matter: RecordsMatter, *, by: User, at: datetime, detail: str, occurred_at: datetime | None = None) -> None:
    """The one entry of an act: the code, never a name."""
    about, district_id = (ABOUT, matter.pk), matter.district_id
    audit.record(action, by=by, at=at, code=matter.code, about=about, district_id=district_id, detail=detail, occurred_at=occurred_at)


def _since(given: MatterGiven, today: date, missing: str = RECEIVED) -> tuple[tuple[str, str, bool], ...]:
    return (
        ("since_on", missing, given.since_on is None),
        ("since_on", NOT_YET, given.since_on is not None and given.since_on > today),
    )


def _judge_access(given: MatterGiven, today: date, district_id: int) -> None:
    eligible, minor = given.capacity == Capacity.ELIGIBLE, given.capacity == Capacity.STUDENT
    passed = bool(given.passed_on and given.since_on and given.passed_on <= given.since_on)
    refuse(
        *_since(given, today),
        ("asks", ASKS, not given.asks.strip()),
        ("student", STUDENT, not given.student.strip()),
        ("person", PERSON, not given.person.strip()),
        ("capacity", CAPACITY, given.capacity not in Capacity.values),
        ("record", RECORD, given.record not in AccessRequest.Record.values),
        ("professional", PROFESSIONAL, given.professional not in ("", *AccessRequest.Professional.values)),
        ("basis", BASIS, given.capacity == Capacity.OTHER and not given.basis.strip()),
        ("passed_on", PASSED_ON, given.passed_on is None and (eligible or bool(given.passed_why))),
        ("passed_why", PASSED_WHY, given.passed_on is not None and given.passed_why not in AccessRequest.Why.values),
        ("capacity", NOT_ELIGIBLE, eligible and given.passed_on is not None and not passed),
        ("capacity", IS_ELIGIBLE, minor and passed),
        ("barred", BARRED, given.barred is None),
        ("order", ORDER, bool(given.barred) and not given.order.strip()),
    )
    on_file = order_on_file(district_id=district_id, student=given.student, person=given.person, day=today) if not given.barred else False
    refuse(("barred", ON_FILE, on_file))


def _judge_personnel(given: MatterGiven, today: date, district_id: int) -> None:
    refuse(
        *_since(given, today),
        ("asks", ASKS, not given.asks.strip()),
        ("employee", EMPLOYEE, not given.employee.strip()),
        ("left_on", LEFT_ON, given.left_on is not None and given.left_on > today),
    )


def _judge_order(given: MatterGiven, today: date, district_id: int) -> None:
    refuse(
        *_since(given, today),
        ("building", ORDERED, given.building is None),
        ("signer", SIGNER, given.signer not in CourtOrder.Signer.values),
        ("court", COURT, not given.court.strip()),
        ("docket", DOCKET, not given.docket.strip()),
        ("student", STUDENT, not given.student.strip()),
        ("asks", ORDERS, not given.asks.strip()),
    )


def _judge_challenge(given: MatterGiven, today: date, district_id: int) -> None:
    refuse(
        *_since(given, today, SENT),
        ("building", BUILDING, given.building is None),
        ("student", STUDENT, not given.student.strip()),
        ("person", PERSON, not given.person.strip()),
        ("asks", CHALLENGED, not given.asks.strip()),
        ("decision", DECISION, not given.decision.strip()),
    )


def _judge_hearing(given: MatterGiven, today: date, district_id: int) -> None:
    refuse(
        *_since(given, today),
        ("building", BUILDING, given.building is None),
        ("student", STUDENT, not given.student.strip()),
        ("person", PERSON, not given.person.strip()),
        ("ground", GROUND, given.ground not in HearingRequest.Basis.values),
        ("asks", CHALLENGED, not given.asks.strip()),
    )


def _judge_disposal(given: MatterGiven, today: date, district_id: int) -> None:
    days = RULES["DSP-CERT"].clock.n or 0
    first = today + timedelta(days=days)
    refuse(
        ("planned_on", PLANNED, given.planned_on is None),
        ("planned_on", TOO_SOON % {"days": days}, given.planned_on is not None and given.planned_on < first),
        ("record_class", CLASS, given.record_class not in Disposal.RecordClass.values),
        ("schedule", SCHEDULE, not given.schedule.strip()),
        ("count", COUNT, not given.count),
        ("asks", DISPOSED, not given.asks.strip()),
    )


JUDGES: dict[str, Any] = {
    Kind.ACCESS: _judge_access,
    Kind.PERSONNEL: _judge_personnel,
    Kind.ORDER: _judge_order,
    Kind.HEARING: _judge_hearing,
    Kind.CHALLENGE: _judge_challenge,
    Kind.DISPOSAL: _judge_disposal,
}
