"""The facts of an incident that is reported outside the school, entered by those who see its case (handbook 8.3, 8.4)."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cases.actions.gates import SIRS
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.names import name_of, says_one_of
from cases.actions.stamps import stamp
from cases.duty_facts import answers_behind, incidents_of
from cases.gates import REPORTED
from cases.models import Case, GateAnswer, GateFacts, Party
from cases.models.incidents import AttackKind, Complaint, Doer, DrugKind, Grounds, Injury, Personnel, Threatens, WeaponKind
from tat import clock, obligations
from tat.models import Obligation, User
from tat.statutes import local_date
from tat.workflow import Blocked

GONE = "This question is not answered “yes” in this case any more. Open the page again."
WHEN = "Write when it happened. The reporting year goes by that day."
NOT_YET = "This time has not come yet. Enter when it happened."
GROUNDS = "Choose where it was: the duties differ by place."
WHAT = "Write in one sentence what happened, without names."
NAMED = (
    "Somebody of this case is named here. Whoever tells the police reads these words and does not see the case: write them without names."
)
PERSONNEL = "Choose which staff was attacked."
WEAPON = "Choose the kind of weapon; “Unknown” is an answer."
DRUG = "Choose the kind of drug; “Not known yet” is an answer."
THREATENS = "Choose what threatens the school's safety."
NOT_COMPLAINED = "A time of the complaint is only for a complaint in writing. Take the time away, or answer “Yes, in writing”."
COMPLAINED_NOT_YET = "This time has not come yet. Enter when the complaint was made."
OF_GATE: dict[str, tuple[str, ...]] = {
    "firearm": ("weapon", "done_by", "injury", "injury_note"),
    "drugs": ("drug", "done_by"),
    "battery": ("personnel", "attack", "done_by", "injury", "injury_note", "complaint", "complaint_at"),
    "safety": ("threatens",),
}
"""What is asked of each gate's incident besides when, where and what."""


@dataclass(frozen=True, kw_only=True)
class FactsGiven:
    """The facts as they are typed; the times are UTC instants, as stated."""

    happened_at: datetime | None = None
    grounds: str = ""
    place: str = ""
    what: str = ""
    weapon: str = ""
    drug: str = ""
    attack: str = ""
    personnel: str = ""
    done_by: str = Doer.UNKNOWN
    injury: str = ""
    injury_note: str = ""
    complaint: str = ""
    complaint_at: datetime | None = None
    threatens: tuple[str, ...] = field(default=())


@transaction.atomic
def record_gate_facts(*, case: Case, by: User, answer_id: uuid.UUID, given: FactsGiven) -> GateFacts:
    """Keep the facts of one incident; what was entered before stays, the latest counts. SIRS duties take the day on which it happened.

    An earlier day may move their due time earlier; a later one is shown, and the due time stays. Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    answer = next((row for row, _facts in incidents_of(locked, REPORTED) if row.pk == answer_id), None)
    if answer is None:
        raise Blocked((GONE,))
    _check(locked, answer, given, at)
    asked = ("happened_at", "grounds", "place", "what", *OF_GATE[answer.gate])
    words = {name: getattr(given, name) for name in asked} | ({"threatens": list(given.threatens)} if "threatens" in asked else {})
    found = GateFacts.objects.create(case=locked, answer=answer, **words, **stamp(by, at))
    for duty in _sirs_duties(locked, answer):
        if local_date(duty.triggered_at) != local_date(found.happened_at):
            obligations.correct(duty, triggered_at=found.happened_at, at=at, by=by)
    log_case("gate_facts_recorded", locked, by=by, at=at, occurred_at=found.happened_at, detail=answer.gate)
    return found


def _check(case: Case, answer: GateAnswer, given: FactsGiven, at: datetime) -> None:
    asked, names = OF_GATE[answer.gate], _names(case)
    refuse(
        ("happened_at", WHEN, given.happened_at is None),
        ("happened_at", NOT_YET, given.happened_at is not None and given.happened_at > at),
        ("grounds", GROUNDS, given.grounds not in Grounds.values),
        ("what", WHAT, not given.what.strip()),
        *((name, NAMED, says_one_of(getattr(given, name), names)) for name in ("what", "place", "injury_note")),
        ("weapon", WEAPON, "weapon" in asked and given.weapon not in WeaponKind.values),
        ("drug", DRUG, "drug" in asked and given.drug not in DrugKind.values),
        ("personnel", PERSONNEL, "personnel" in asked and given.personnel not in Personnel.values),
        ("threatens", THREATENS, "threatens" in asked and not {*given.threatens} & {*Threatens.values}),
        ("complaint_at", NOT_COMPLAINED, given.complaint_at is not None and given.complaint != Complaint.YES),
        ("complaint_at", COMPLAINED_NOT_YET, given.complaint_at is not None and given.complaint_at > at),
        *((name, GONE, bool(getattr(given, name)) and getattr(given, name) not in kinds.values) for name, kinds in OPEN_CHOICES.items()),
    )


OPEN_CHOICES = {"attack": AttackKind, "done_by": Doer, "injury": Injury, "complaint": Complaint}


def _names(case: Case) -> list[str]:
    rows = Party.objects.filter(case__in=case.with_merged()).select_related("person__key", "case__key")
    return [name for name in map(name_of, rows) if name]


def _sirs_duties(case: Case, began: GateAnswer) -> list[Obligation]:
    """The SIRS duties of this incident that are open, whichever of its answers started them."""
    rows = Obligation.objects.open().about("case", case.id).filter(rule__in=SIRS, trigger_ref__startswith="gate:")
    return [duty for duty in rows.select_related("district") if answers_behind(duty)[:1] == [began]]
