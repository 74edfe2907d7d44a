"""The SIRS worksheet: prepared by who answers for the entry, with or without the case; then the proof, which ends the duty."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.access import can, case_behind, door, locked_for_system
from cases.actions.gates import SIRS
from cases.actions.locks import Overtaken, refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.names import says_one_of
from cases.actions.outside_proofs import holds
from cases.actions.stamps import stamp
from cases.duty_facts import incident_behind, start_of
from cases.models import Case
from cases.models.incidents import AttackKind, Doer, DrugKind, Grounds, Injury, Personnel, WeaponKind
from reporting.documents.people import people_of
from reporting.documents.sirs_worksheet import FAMILIES
from reporting.models import SirsEntry
from tat import clock, obligations
from tat.models import Obligation, User
from tat.permissions import scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.workflow import Blocked

Family = SirsEntry.Family
KINDS = {Family.ATTACK: ("attack", "attacked"), Family.DRUG: ("drug",), Family.WEAPON: ("weapon",)}
"""Which kinds are asked of each family."""
TWO_CAPITALS = re.compile(r"\b(?:(?:Mr|Ms|Mrs|Mx|Dr)\.?\s+[A-Z]\w+|[A-Z][a-z’'-]+\s+[A-Z][a-z’'-]+)")

WHEN = "Write when it happened. The reporting year goes by that day."
NOT_YET = "This time has not come yet. Enter when it happened."
CHOOSE = "Choose one; it is asked of this kind of incident."
NARRATIVE = "Write what happened, without names."
NAMES = "A name may stand here. Take it out; if nobody is named, say so below the narrative and save again."
POLICE_NOT_YET = "This time has not come yet. Enter when the police were told."
SIRS_ID = "Write the number that SIRS gave. Without it the duty stays open."
ENTERED = "Write when it was entered."
ENTERED_NOT_YET = "This time has not come yet. Enter when it was entered."
TOO_EARLY = "This is before the incident. Check both times."
PREPARE_FIRST = "Save the worksheet first: what was entered is kept beside its proof."
MEANWHILE = "Somebody saved this worksheet meanwhile. Their words stand above; save yours again only where they are right."
ENDED = "This duty has already ended. What was recorded stands; add a note in the case if something is to be said about it."


@dataclass(frozen=True, kw_only=True)
class SirsGiven:
    """The worksheet as it is typed; times are UTC instants, as stated. `nobody_named` confirms a narrative in which a name may stand."""

    version: int = 0
    happened_at: datetime | None = None
    grounds: str = ""
    location: str = ""
    attack: str = ""
    drug: str = ""
    weapon: str = ""
    done_by: str = ""
    attacked: str = ""
    injury: str = ""
    police_agency: str = ""
    police_at: datetime | None = None
    police_report: str = ""
    action_taken: str = ""
    narrative: str = ""
    nobody_named: bool = False


@transaction.atomic
def prepare_sirs(*, duty: Obligation, by: User, given: SirsGiven) -> SirsEntry:
    """Save the worksheet. An earlier day of the incident may move the duty's due time earlier; a later one leaves it.

    Raises PermissionDenied for who does not answer for the entry, Blocked with what is missing, Overtaken where somebody saved meanwhile.
    """
    at = clock.now()
    locked, row = _locked(duty, by, at)
    _check(locked, row, given, by, at)
    known = entry_of(row)
    if (known.version if known else 0) != given.version:
        raise Overtaken(MEANWHILE, known)
    words = {name: getattr(given, name) for name in SirsGiven.__dataclass_fields__ if name not in ("version", "nobody_named")}
    words |= {"version": given.version + 1, "school_code": locked.building.rcdts, **stamp(by, at)}
    entry = known or SirsEntry(case=locked, obligation=row, family=FAMILIES[row.rule])
    for name, value in words.items():
        setattr(entry, name, value)
    entry.save()
    if local_date(entry.happened_at) != local_date(row.triggered_at):
        obligations.correct(row, triggered_at=entry.happened_at, at=at, by=by)
    log_case("sirs_prepared", locked, by=by, at=at, occurred_at=entry.happened_at, detail=f"{row.rule}:{entry.version}")
    return entry


@transaction.atomic
def prove_sirs(*, duty: Obligation, by: User, sirs_id: str, entered_at: datetime | None) -> SirsEntry:
    """Record the number that SIRS gave and when it was entered: the duty ends, on time or late for ever by the stated time.

    Raises PermissionDenied for who does not answer for the entry, Blocked with what is wrong.
    """
    at = clock.now()
    locked, row = _locked(duty, by, at)
    entry = entry_of(row)
    if entry is None:
        raise Blocked((PREPARE_FIRST,))
    start = min(_minute(start_of(row, incident_behind(row))), entry.happened_at)
    refuse(
        ("sirs_id", SIRS_ID, not sirs_id.strip()),
        ("entered_at", ENTERED, entered_at is None),
        ("entered_at", ENTERED_NOT_YET, entered_at is not None and entered_at > at),
        ("entered_at", TOO_EARLY, entered_at is not None and entered_at < start),
    )
    entry.sirs_id, entry.entered_at, entry.entered_by = sirs_id.strip(), entered_at, by
    entry.save(update_fields=["sirs_id", "entered_at", "entered_by"])
    obligations.meet(row, at=at, by=by, proof_ref=f"sirs:{entry.id}", occurred_at=entered_at)
    log_case("sirs_entered", locked, by=by, at=at, occurred_at=entered_at, detail=f"{row.rule}:{entry.id}")
    return entry


def may_enter(user: User, duty: Obligation, at: datetime) -> bool:
    """Whether this person answers for the entry: the superintendent for each; for the school's own the principal; a designee for it."""
    scope = scope_of(user, at)
    if duty.rule not in SIRS or duty.practice or duty.district_id != scope.district_id or duty.about_id in scope.excluded:
        return False
    return Role.SUPERINTENDENT in scope.offices or holds(user, duty, at)


def entry_of(duty: Obligation) -> SirsEntry | None:
    """The worksheet of this duty; of one that was carried from a merged case, the one prepared there."""
    rows = SirsEntry.objects.select_related("case__key", "entered_by")
    return rows.filter(obligation=duty).first() or rows.filter(obligation__carried_to=duty).first()


def _locked(duty: Obligation, by: User, at: datetime) -> tuple[Case, Obligation]:
    """The case, locked, and the duty as it stands after the lock. A closed case may still owe its entry: it holds none open."""
    locked = locked_for_system(case_behind(duty).id)
    row = Obligation.objects.select_related("district", "building").get(pk=duty.pk)
    if not may_enter(by, row, at):
        raise Blocked((ENDED,)) if row.met_by_id == by.pk else PermissionDenied
    refuse_merged(locked)
    if row.state != Obligation.State.OPEN:
        raise Blocked((ENDED,))
    return locked, row


def _check(case: Case, duty: Obligation, given: SirsGiven, by: User, at: datetime) -> None:
    asked = KINDS[FAMILIES[duty.rule]]
    texts = {name: getattr(given, name) for name in ("narrative", "action_taken", "location")}
    refuse(
        ("happened_at", WHEN, given.happened_at is None),
        ("happened_at", NOT_YET, given.happened_at is not None and given.happened_at > at),
        *((name, CHOOSE, getattr(given, name) not in kinds) for name, kinds in CHOSEN.items() if name in asked or name in ALWAYS),
        ("police_at", POLICE_NOT_YET, given.police_at is not None and given.police_at > at),
        ("narrative", NARRATIVE, not given.narrative.strip()),
        *((name, NAMES, not given.nobody_named and may_name(text, case, by, at)) for name, text in texts.items()),
    )


ALWAYS = ("grounds", "done_by", "injury")
CHOSEN = {
    "grounds": Grounds.values,
    "done_by": Doer.values,
    "injury": Injury.values,
    "attack": AttackKind.values,
    "attacked": Personnel.values,
    "drug": DrugKind.values,
    "weapon": WeaponKind.values,
}


def may_name(text: str, case: Case, by: User, at: datetime) -> bool:
    """Whether a name may stand in the text: one of the case's for who sees the case, else whatever looks like one.

    Who does not see the case is told nothing by this: the names in it are not compared with what they type.
    """
    if can(door(by, at), Permission.VIEW_CASE, case):
        return says_one_of(text, people_of(case).names)
    for ours in (case.building.name, case.district.name):
        text = text.replace(ours, "")
    return bool(TWO_CAPITALS.search(text))


def _minute(at: datetime) -> datetime:
    """Seconds are not asked on a form, so they make no time too early."""
    return at.replace(second=0, microsecond=0)
