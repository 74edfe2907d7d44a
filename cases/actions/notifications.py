"""The notices ledger: who was told what, when, how and by whom; or tried; or not told and why (handbook 6.3, 6.4)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.duties import start_duty
from cases.actions.locks import Unfit, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.recipients import ABOUT_A_TARGET, ELSE, SCHOOL_CIRCLE, missing_from, targets_of
from cases.actions.stamps import stamp
from cases.models import Case, NotificationEntry, Party, Recipient
from tat import clock, obligations
from tat.models import Obligation, User
from tat.models.obligations import ObligationQuerySet
from tat.models.prepared import Given, Prepared
from tat.roles import Permission

EMERGENCY = "emergency"
ANSWERS = ("yes", "no")
MEETS_AT_ONCE: dict[str, str] = {"NTF-LE": "LVL-LE", "NTF-SUP": "LVL-ADM"}
PROVEN_BY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("FIR-LE", "FIR-LE2", "DRG-LE2", "DRG-48", "SAFE-LE", "OTH-LE", "BAT-LE"), ("NTF-LE",)),
    **dict.fromkeys(("FIR-PG", "GUN-PG"), ("NTF-PGS",)),
    "EMR-PG": ("NTF-PGS", "NTF-PGT"),
    **dict.fromkeys(("OTH-DCFS", "CPD-DHS"), (ELSE,)),
}
"""Duties that an entry proves when the writer says so, and the recipients whose notice proves each."""
AN_ATTEMPT_IS_ENOUGH = frozenset({"GUN-PG"})

RECIPIENT = "Choose who was to be told."
OUTCOME = "Say whether the person was reached, tried, or not told."
WHEN = "Write when it was."
NOT_YET = "This time has not come yet. Enter when it was."
PERSON = "Write the name of the person who was told, or who was tried."
METHOD = "Say how: by phone, in person, in writing."
CONTENT = "Write what was said, in two or three sentences."
REASON = "Write why this person is not told. The reason is printed with the principal's name."
LEAD_ONLY = "The principal decides that somebody is not told, and records it with the reason."
WHICH_TARGET = "There are several targets. Choose the one whom this is about."
IDENTITY = "Answer whether this discloses the identity of a student."
BASIS = "Naming a student outside the circle of school officials needs its legal basis. Choose one (105 ILCS 10/6(a))."
THREAT = "Write the articulable and significant threat. The law asks for it in the record (34 CFR 99.32(a)(5); 23 IAC 375.60)."
NOT_PROVEN = "A notice to this recipient does not meet every duty that is ticked. Untick those, or choose the right recipient."
NOT_REACHED = "Only a notice that reached the person meets the duties that are ticked. Untick them, and record the attempt."
Outcome = NotificationEntry.Outcome


@dataclass(frozen=True, kw_only=True)
class NoticeGiven:
    """One entry as it is typed; `told_at` is a UTC instant, as stated. `meets` are ids of open duties that it proves besides."""

    recipient: str
    outcome: str
    told_at: datetime | None = None
    party_id: uuid.UUID | None = None
    person: str = ""
    capacity: str = ""
    method: str = ""
    content: str = ""
    reason: str = ""
    discloses_student: str = ""
    legal_basis: str = ""
    release_threat: str = ""
    meets: tuple[uuid.UUID, ...] = ()


@transaction.atomic
def record_notice(*, case: Case, by: User, given: NoticeGiven) -> NotificationEntry:
    """Add one entry. Told: the level's duties that it proves are done, late where that is past their target.

    A student's identity disclosed outside the school circle opens the parents' notice by the next school day (EMR-PG), and its
    record (EMR-REC), which this entry meets (23 IAC 375.60). Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    party = _party(locked, given)
    _check(locked, given, by, at)
    proven = _ticked(locked, given)
    entry = _write(locked, given, party, by, at)
    if entry.outcome == Outcome.REACHED:
        _release(locked, entry, by, at)
        proven += _open_duties(locked).filter(rule=MEETS_AT_ONCE.get(entry.recipient, "-"))
    for duty in proven:
        obligations.meet(duty, at=at, by=by, proof_ref=f"notice:{entry.id}", occurred_at=entry.told_at)
    meet_the_list(locked, entry, by, at)
    log_case("notice_recorded", locked, by=by, at=at, occurred_at=entry.told_at, detail=f"{entry.recipient} {entry.outcome}")
    return entry


def _write(case: Case, given: NoticeGiven, party: Party | None, by: User, at: datetime) -> NotificationEntry:
    words = {name: value for name, value in vars(given).items() if name not in ("party_id", "meets")}
    if not releases(given):
        words |= {"legal_basis": "", "release_threat": ""}
    return NotificationEntry.objects.create(case=case, party=party, **words, **stamp(by, at))


def _party(case: Case, given: NoticeGiven) -> Party | None:
    """The target whom a target's notice is about; the only one there is needs no choosing."""
    if given.recipient not in ABOUT_A_TARGET:
        return None
    targets = targets_of(case)
    chosen = [party for party in targets if given.party_id in (None, party.id)]
    if len(chosen) > 1:
        raise Unfit({"party": WHICH_TARGET})
    return next(iter(chosen), None)


def releases(given: NoticeGiven) -> bool:
    """Whether the entry tells somebody outside the school circle who a student is."""
    return given.outcome == Outcome.REACHED and given.discloses_student == "yes" and given.recipient not in SCHOOL_CIRCLE


def _check(case: Case, given: NoticeGiven, by: User, at: datetime) -> None:
    known = {*Recipient.objects.in_force(case.district_id).values_list("code", flat=True), ELSE}
    untold = given.outcome == Outcome.NOT_TOLD
    reached = given.outcome == Outcome.REACHED
    is_lead = access.can(access.door(by, at), Permission.CLASSIFY, case)
    refuse(
        ("recipient", RECIPIENT, given.recipient not in known),
        ("outcome", OUTCOME, given.outcome not in Outcome.values),
        ("outcome", LEAD_ONLY, untold and not is_lead),
        ("told_at", WHEN, given.told_at is None),
        ("told_at", NOT_YET, given.told_at is not None and given.told_at > at),
        ("person", PERSON, not untold and not given.person.strip()),
        ("method", METHOD, not untold and not given.method),
        ("content", CONTENT, reached and not given.content.strip()),
        ("reason", REASON, untold and not given.reason.strip()),
        ("discloses_student", IDENTITY, reached and given.discloses_student not in ANSWERS),
        ("legal_basis", BASIS, releases(given) and not given.legal_basis),
        ("release_threat", THREAT, releases(given) and given.legal_basis == EMERGENCY and not given.release_threat.strip()),
    )


def _open_duties(case: Case) -> ObligationQuerySet:
    return Obligation.objects.open().about("case", case.id).select_related("district")


def provable(case: Case) -> list[Obligation]:
    """The open duties that an entry of the ledger may prove when its writer says so."""
    return PROVABLE(case=case.id)


PROVABLE: Prepared[Obligation] = Prepared(
    lambda: (
        Obligation.objects.open()
        .about("case", Given("case"))
        .filter(rule__in=list(PROVEN_BY))
        .select_related("district")
        .order_by("target_due_at", "rule")
    )
)


def _ticked(case: Case, given: NoticeGiven) -> list[Obligation]:
    """The duties that were ticked, each provable by a notice to this recipient."""
    if not given.meets:
        return []
    found = [duty for duty in provable(case) if duty.id in given.meets]
    enough = given.outcome == Outcome.REACHED or all(duty.rule in AN_ATTEMPT_IS_ENOUGH for duty in found)
    refuse(
        ("meets", NOT_PROVEN, any(given.recipient not in PROVEN_BY[duty.rule] for duty in found)),
        ("meets", NOT_REACHED, not enough or given.outcome == Outcome.NOT_TOLD),
    )
    return found


def _release(case: Case, entry: NotificationEntry, by: User, at: datetime) -> None:
    """An emergency release: the parents are told by the next school day; the record of threat and parties is this entry itself."""
    if entry.legal_basis != EMERGENCY:
        return
    ref = f"notice:{entry.id}"
    start_duty("EMR-PG", case, trigger_ref=ref, triggered_at=entry.told_at, at=at, by=by)
    record = start_duty("EMR-REC", case, trigger_ref=ref, triggered_at=entry.told_at, at=at, by=by, anchor=entry.told_at)
    obligations.meet(record, at=at, by=by, proof_ref=ref, occurred_at=entry.told_at)


def meet_the_list(case: Case, entry: NotificationEntry, by: User, at: datetime) -> None:
    """The list is done when every required recipient is reached or explained."""
    for duty in _open_duties(case).filter(rule="LVL-NTF"):
        if not missing_from(case, duty):
            done_at = max(case.notificationentry_set.filter(recorded_at__gte=duty.recorded_at).values_list("told_at", flat=True))
            obligations.meet(duty, at=at, by=by, proof_ref=f"notice:{entry.id}", occurred_at=done_at)
