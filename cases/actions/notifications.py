"""The notices ledger: who was told what, when, how and by whom; or tried; or not told and why (handbook 6.3, 6.4)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from cases import access
from cases.actions.addressees import Wrong, may_be_barred, misaddressed
from cases.actions.families import families_of, is_same
from cases.actions.locks import Unfit, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.measures import Measure
from cases.actions.recipients import (
    ABOUT_A_TARGET,
    ELSE,
    SCHOOL_CIRCLE,
    TO_SUBJECTS_PARENTS,
    TO_TARGETS_PARENTS,
    missing_from,
    targets_of,
    whose_parents,
)
from cases.actions.releases import (
    CONSENT,
    COURT_ORDER,
    EMERGENCY,
    KEPT_SOMEWHERE,
    OTHER,
    PARENT,
    PURPOSE,
    REQUIRED_BY_LAW,
    THREAT,
    WHERE,
    named_by,
    record_of,
    start_emergency,
    student_named,
)
from cases.actions.stamps import stamp
from cases.models import Case, NotificationEntry, Party, Recipient
from tat import clock, obligations
from tat.models import Obligation, User
from tat.models.obligations import ObligationQuerySet
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.statutes import local_date

ANSWERS = ("yes", "no")
METHODS: dict[str, str | Promise] = {
    "phone": _l("By phone"),
    "in_person": _l("In person"),
    "letter": _l("By letter"),
    "email": _l("By e-mail"),
    "message": _l("By text message"),
    "radio": _l("By radio"),
}
MEETS_AT_ONCE: dict[str, str] = {"NTF-LE": "LVL-LE", "NTF-SUP": "LVL-ADM"}
PROVEN_BY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("FIR-LE", "FIR-LE2", "DRG-LE2", "DRG-48", "SAFE-LE", "OTH-LE", "BAT-LE"), ("NTF-LE",)),
    **dict.fromkeys(("FIR-PG", "GUN-PG"), ("NTF-PGS",)),
    "EMR-PG": (TO_SUBJECTS_PARENTS, TO_TARGETS_PARENTS, ELSE),
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
NOT_PROVEN = "A notice to this recipient does not meet every duty that is ticked. Untick those, or choose the right recipient."
OTHER_FAMILY = "The record of release names another student: its parents, or that student once the rights have passed, are to be told."
NOT_REACHED = "Only a notice that reached the person meets the duties that are ticked. Untick them, and record the attempt."
Outcome = NotificationEntry.Outcome
OUTSIDE_BASES = (EMERGENCY, PARENT, CONSENT, COURT_ORDER, REQUIRED_BY_LAW, OTHER)
"""Why a student may be named to somebody who is no school official."""
OF_THE_RELEASE = ("purpose", "whose_id", "consent")
NOT_OF_THE_ENTRY = ("party_id", "meets", "not_barred", *OF_THE_RELEASE)


@dataclass(frozen=True, kw_only=True)
class NoticeGiven:
    """One entry as it is typed; `told_at` is a UTC instant, as stated. `meets` are ids of open duties that it proves besides.

    Where it names a student outside the school circle: `whose_id` (the subject, where nobody is chosen), `purpose`, and where the
    `consent` or the order is kept. `not_barred` says that the person is not the one whom an order in force names.
    """

    recipient: str
    outcome: str
    told_at: datetime | None = None
    party_id: uuid.UUID | None = None
    person: str = ""
    capacity: str = ""
    agency: str = ""
    reference: str = ""
    method: str = ""
    interpreter: str = ""
    content: str = ""
    reason: str = ""
    discloses_student: str = ""
    legal_basis: str = ""
    release_threat: str = ""
    purpose: str = ""
    whose_id: uuid.UUID | None = None
    consent: str = ""
    not_barred: bool = False
    meets: tuple[uuid.UUID, ...] = ()


@transaction.atomic
def record_notice(*, case: Case, by: User, given: NoticeGiven) -> NotificationEntry:
    """Add one entry. Told: the level's duties that it proves are done, late where that is past their target.

    A student's identity disclosed outside the school circle stands in the record of release; in an emergency the parents' notice by
    the next school day opens (EMR-PG), and the record is made (EMR-REC; 23 IAC 375.60). Nobody is told whom an order about the student
    bars (105 ILCS 10/5). Raises Blocked with what is missing.
    """
    at = clock.now()
    return enter_notice(locked_open(case, by=by, at=at, permission=Permission.NOTIFY), given, by=by, at=at)


def enter_notice(locked: Case, given: NoticeGiven, *, by: User, at: datetime, duty: Obligation | None = None) -> NotificationEntry:
    """The entry on a locked case, with all that hangs on it. `duty` is one that its writer answers for without the case: told proves it.

    The calling action has asked who may, and is the transaction. Raises Blocked with what is missing.
    """
    party = _party(locked, given)
    whose = student_named(locked, given.whose_id) if releases(given) else None
    _check(locked, given, by, at, _misaddressed(locked, given, party, at))
    proven = _ticked(locked, given, party)
    proven += [duty] if duty and given.outcome == Outcome.REACHED else []
    entry = _write(locked, given, party, by, at)
    if releases(given):
        record_of(entry, whose, purpose=given.purpose, consent=given.consent, by=by, at=at)
        if entry.legal_basis == EMERGENCY:
            start_emergency(locked, f"notice:{entry.id}", released_at=entry.told_at, by=by, at=at)
    if entry.outcome == Outcome.REACHED:
        proven += _open_duties(locked).filter(rule=MEETS_AT_ONCE.get(entry.recipient, "-"))
    for duty in proven:
        obligations.meet(duty, at=at, by=by, proof_ref=f"notice:{entry.id}", occurred_at=entry.told_at)
    meet_the_list(locked, entry, by, at)
    log_case("notice_recorded", locked, by=by, at=at, occurred_at=entry.told_at, detail=f"{entry.recipient} {entry.outcome}")
    return entry


def _write(case: Case, given: NoticeGiven, party: Party | None, by: User, at: datetime) -> NotificationEntry:
    words = {name: value for name, value in vars(given).items() if name not in NOT_OF_THE_ENTRY}
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


def _misaddressed(case: Case, given: NoticeGiven, party: Party | None, at: datetime) -> tuple[Wrong, ...]:
    """What an order, or rights that have passed, say against telling this person; they are judged by the day of the telling.

    The confirmation is asked while an order is in force today too, for only then the page has it.
    """
    if given.outcome not in (Outcome.REACHED, Outcome.ATTEMPTED):
        return ()
    families = families_of(case)
    then, today = families.on(local_date(given.told_at or at)), families.on(local_date(at))
    confirmed = given.not_barred or not any(each.orders for each in today)
    if given.recipient == ELSE:
        return (may_be_barred(then, given.person, confirmed=confirmed),)
    return misaddressed(whose_parents(then, given.recipient, party.pk if party else None), given.person, confirmed=confirmed)


def _check(case: Case, given: NoticeGiven, by: User, at: datetime, misaddressed: tuple[Wrong, ...]) -> None:
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
        ("legal_basis", BASIS, releases(given) and given.legal_basis not in OUTSIDE_BASES),
        ("release_threat", THREAT, releases(given) and given.legal_basis == EMERGENCY and not given.release_threat.strip()),
        ("purpose", PURPOSE, releases(given) and not given.purpose.strip()),
        ("consent", WHERE, releases(given) and given.legal_basis in KEPT_SOMEWHERE and not given.consent.strip()),
        *misaddressed,
    )


def _open_duties(case: Case) -> ObligationQuerySet:
    return Obligation.objects.open().about("case", case.id).select_related("district")


def waiting_duties(case: Case) -> list[Obligation]:
    """The open duties that an entry of the ledger or a measure may prove."""
    return WAITING(case=case.id)


def provable(duties: Iterable[Obligation]) -> list[Obligation]:
    """Those that an entry of the ledger proves when its writer says so."""
    return [duty for duty in duties if duty.rule in PROVEN_BY]


WAITING: Prepared[Obligation] = Prepared(
    lambda: (
        Obligation.objects.open()
        .about("case", Given("case"))
        .filter(rule__in=[*PROVEN_BY, *Measure.values])
        .select_related("district")
        .order_by("target_due_at", "rule")
    )
)


def _ticked(case: Case, given: NoticeGiven, party: Party | None) -> list[Obligation]:
    """The duties that were ticked, each provable by a notice to this recipient."""
    if not given.meets:
        return []
    found = [duty for duty in provable(waiting_duties(case)) if duty.id in given.meets]
    named = named_by(found).values()
    enough = given.outcome == Outcome.REACHED or all(duty.rule in AN_ATTEMPT_IS_ENOUGH for duty in found)
    refuse(
        ("meets", NOT_PROVEN, any(given.recipient not in PROVEN_BY[duty.rule] for duty in found)),
        ("meets", OTHER_FAMILY, not all(_tells_family(given.recipient, party, student) for student in named)),
        ("meets", NOT_REACHED, not enough or given.outcome == Outcome.NOT_TOLD),
    )
    return found


def _tells_family(recipient: str, party: Party | None, student: Party) -> bool:
    """Whether a notice to this recipient tells the parents of the student whom a release named, or the student in their place."""
    if student.role == Party.Role.SUBJECT:
        return recipient == TO_SUBJECTS_PARENTS
    if student.role == Party.Role.TARGET:
        return recipient == TO_TARGETS_PARENTS and party is not None and is_same(party, student)
    return recipient == ELSE


def meet_the_list(case: Case, entry: NotificationEntry, by: User, at: datetime) -> None:
    """The list is done when every required recipient is reached or explained."""
    for duty in _open_duties(case).filter(rule="LVL-NTF"):
        if not missing_from(case, duty):
            done_at = max(case.notificationentry_set.filter(recorded_at__gte=duty.recorded_at).values_list("told_at", flat=True))
            obligations.meet(duty, at=at, by=by, proof_ref=f"notice:{entry.id}", occurred_at=done_at)
