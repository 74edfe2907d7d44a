"""The record of release: what left the school about which student, to whom, why, on which basis (105 ILCS 10/6(c); handbook 9.3)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from cases.access import locked_case
from cases.actions.duties import start_duty
from cases.actions.families import Family, families_of, may_be_a_student, parties_of
from cases.actions.locks import Unfit, refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.record_statements import statements_of, travelling
from cases.actions.stamps import stamp
from cases.models import Case, Disclosure, NotificationEntry, Party, of_case_and_merged
from tat import clock, obligations
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.statutes import end_of_day, local_date

EMERGENCY, PARENT, CONSENT, COURT_ORDER = "emergency", "parent", "consent", "court_order"
REQUIRED_BY_LAW, OTHER = "required_by_law", "other"
BASES: dict[str, str | Promise] = {
    EMERGENCY: _l("Emergency: articulable and significant threat (105 ILCS 10/6(a)(7))"),
    PARENT: _l("To the student’s own parents, or to the eligible student"),
    CONSENT: _l("Consent of the parents or of the eligible student"),
    COURT_ORDER: _l("Court order"),
    REQUIRED_BY_LAW: _l("Required by law"),
    "school_official": _l("School official with a current interest (105 ILCS 10/6(a)(2))"),
    "employee": _l("The employee, about the own personnel record (820 ILCS 40)"),
    "next_school": _l("Records custodian of the student’s next school"),
    "research": _l("Research"),
    OTHER: _l("Other, as the attorney advised"),
}
"""Why a record may leave the school (handbook 9.3; 105 ILCS 10/6(a))."""
KEPT_SOMEWHERE = (CONSENT, COURT_ORDER)

WHAT = "Write what was released, and of which nature it is."
WHOSE = "Choose the student whom it names."
WHO = "Write to whom it was released."
PURPOSE = "Write for which purpose. The record of release names it (105 ILCS 10/6(c))."
BASIS = "No basis, no release. Choose the legal basis (105 ILCS 10/6(a))."
THREAT = "Write the articulable and significant threat. The law asks for it in the record (34 CFR 99.32(a)(5); 23 IAC 375.60)."
WHERE = "Write where the consent or the order is kept, so that it can be shown."
NOTICE = (
    "Write on which day the parents had the written notice, or had it afterwards: then it stands as late (105 ILCS 10/6(b); 23 IAC 375.70)."
)
NOTICE_NOT_YET = "This day has not come yet. Enter the day on which the notice was sent."
WHEN = "Write when it was released."
NOT_YET = "This time has not come yet. Enter when it was released."
BARRED = "An order about this student bars this release. Ask the district’s attorney before anything is given (105 ILCS 10/5)."
NO_STUDENT = "This file is about no student, so no family has it. Its own rule is that of the personnel or public record (820 ILCS 40)."
ALONG = "A statement about this record is on file. A copy of it goes along with every later release; say that it did (105 ILCS 10/7)."
REOPEN = "An emergency release starts duties, and this case is closed. Reopen it first."


@dataclass(frozen=True, kw_only=True)
class ReleaseGiven:
    """One release as it is typed by hand; `released_at` is a UTC instant, as stated, `notice_on` the local day of the written notice."""

    what: str
    person: str
    purpose: str
    basis: str
    released_at: datetime | None = None
    whose_id: uuid.UUID | None = None
    capacity: str = ""
    threat: str = ""
    consent: str = ""
    notice_on: date | None = None
    with_statement: bool = False


def nameable(parties: Iterable[Party]) -> list[Party]:
    """The students of the case whom a release may name: the subject first, then targets, witnesses, recipients. Nobody else."""
    rows = [party for party in parties if may_be_a_student(party)]
    return sorted(rows, key=lambda party: (party.role != Party.Role.SUBJECT, party.role != Party.Role.TARGET))


RELEASES: Prepared[Disclosure] = Prepared(
    lambda: (
        Disclosure.objects.filter(case__any_of=of_case_and_merged(Given("case")))
        .select_related("case__key", "whose__person__key", "whose__case__key")
        .order_by("released_at", "recorded_at", "id")
    )
)


def student_named(case: Case, chosen: uuid.UUID | None) -> Party | None:
    """The student whom a release names: the one chosen, else the subject, else the only one there is.

    Raises Unfit for one who is not of this case, or where one has to be chosen.
    """
    found = nameable(parties_of(case))
    subjects = [party for party in found if party.role == Party.Role.SUBJECT]
    wanted = [party for party in found if party.pk == chosen] if chosen else subjects[:1] or found
    if len(wanted) != 1 and (chosen or found):
        raise Unfit({"whose": WHOSE})
    return next(iter(wanted), None)


def record_of(entry: NotificationEntry, whose: Party | None, *, purpose: str, consent: str, by: User, at: datetime) -> Disclosure:
    """The line that a notice leaves which names a student outside the school circle. The calling action is the transaction."""
    row = Disclosure.objects.create(
        case=entry.case,
        notice=entry,
        released_at=entry.told_at,
        what=entry.content,
        whose=whose,
        person=entry.person,
        capacity=entry.capacity,
        purpose=purpose.strip(),
        basis=entry.legal_basis,
        threat=entry.release_threat,
        consent=consent.strip(),
        **stamp(by, at),
    )
    _log_release(entry.case, row, by=by, at=at)
    return row


def _log_release(case: Case, row: Disclosure, *, by: User, at: datetime) -> None:
    """The line in the record of release is the proof that it was entered (REL-LOG; 105 ILCS 10/6(c)): opened and met in one act."""
    ref = f"release:{row.id}"
    duty = start_duty("REL-LOG", case, trigger_ref=ref, triggered_at=row.released_at, at=at, by=by, anchor=row.released_at)
    obligations.meet(duty, at=at, by=by, proof_ref=ref, occurred_at=row.released_at)


def _notice_before(case: Case, row: Disclosure, notice_on: date, *, by: User, at: datetime) -> None:
    """A release that a law requires has its written notice before (REL-PRE); one of a later day stands as late."""
    ref, in_time = f"release:{row.id}", notice_on <= local_date(row.released_at)
    duty = start_duty("REL-PRE", case, trigger_ref=ref, triggered_at=at, at=at, by=by, anchor=row.released_at)
    done_at = min(end_of_day(notice_on), row.released_at if in_time else at)
    obligations.meet(duty, at=at, by=by, proof_ref=ref, occurred_at=done_at)


def start_emergency(case: Case, ref: str, *, released_at: datetime, by: User, at: datetime) -> None:
    """An emergency release: the parents are told by the next school day (EMR-PG); `ref` is its record (EMR-REC; 23 IAC 375.60)."""
    start_duty("EMR-PG", case, trigger_ref=ref, triggered_at=released_at, at=at, by=by)
    record = start_duty("EMR-REC", case, trigger_ref=ref, triggered_at=released_at, at=at, by=by, anchor=released_at)
    obligations.meet(record, at=at, by=by, proof_ref=ref, occurred_at=released_at)


def named_by(duties: Iterable[Obligation]) -> dict[uuid.UUID, Party]:
    """Whose parents each of these duties is owed to, by the duty's id, where the record of release says it."""
    refs = {duty.pk: uuid.UUID(duty.trigger_ref.partition(":")[2]) for duty in duties if duty.rule == "EMR-PG"}
    if not refs:
        return {}
    rows = Disclosure.objects.select_related("whose__person__key", "whose__case__key").filter(whose__isnull=False)
    by_ref = {
        key: row.whose
        for row in rows.filter(notice__in=refs.values()) | rows.filter(pk__in=refs.values())
        for key in (row.notice_id, row.pk)
    }
    return {duty: student for duty, ref in refs.items() if (student := by_ref.get(ref))}


@transaction.atomic
def record_release(*, case: Case, by: User, given: ReleaseGiven) -> Disclosure:
    """Enter a release that no notice stands for. It may be entered on a closed case too, for its record is kept as long as the file.

    An emergency release starts the parents' notice (EMR-PG). Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    refuse_merged(locked)
    whose = student_named(locked, given.whose_id)
    refuse_release(locked, whose, given, at=at)
    go_along = travelling(statements_of(locked), whose=[whose] if whose else [], family=given.basis == PARENT)
    refuse(("with_statement", ALONG, bool(go_along) and not given.with_statement))
    return enter_release(locked, whose, given, by=by, at=at)


def enter_release(case: Case, whose: Party | None, given: ReleaseGiven, *, by: User, at: datetime) -> Disclosure:
    """The line of one student. The calling action has refused what is wrong, holds the case's lock and is the transaction."""
    words = {name: value.strip() for name, value in vars(given).items() if isinstance(value, str)}
    if given.basis != EMERGENCY:
        words["threat"] = ""
    times = {"released_at": given.released_at or at, "with_statement": given.with_statement}
    row = Disclosure.objects.create(case=case, whose=whose, **times, **words, **stamp(by, at))
    _log_release(case, row, by=by, at=at)
    if given.basis == REQUIRED_BY_LAW and given.notice_on is not None:
        _notice_before(case, row, given.notice_on, by=by, at=at)
    if given.basis == EMERGENCY:
        start_emergency(case, f"release:{row.id}", released_at=row.released_at, by=by, at=at)
    log_case("release_recorded", case, by=by, at=at, occurred_at=row.released_at, detail=given.basis)
    return row


def _family(case: Case, whose: Party | None, at: datetime) -> Family | None:
    return next((each for each in families_of(case).on(local_date(at)) if whose and each.party.pk == whose.pk), None)


def refuse_release(case: Case, whose: Party | None, given: ReleaseGiven, *, at: datetime) -> None:
    """Raise Unfit with what is missing, or with the order that bars the person to whom it would go."""
    family = _family(case, whose, given.released_at or at)
    barred = family is not None and given.basis != COURT_ORDER and family.bars(given.person)
    refuse(
        ("what", WHAT, not given.what.strip()),
        ("person", WHO, not given.person.strip()),
        ("person", BARRED, barred),
        ("purpose", PURPOSE, not given.purpose.strip()),
        ("basis", BASIS, given.basis not in BASES),
        ("basis", NO_STUDENT, given.basis == PARENT and whose is None),
        ("basis", REOPEN, given.basis == EMERGENCY and not case.is_open()),
        ("threat", THREAT, given.basis == EMERGENCY and not given.threat.strip()),
        ("consent", WHERE, given.basis in KEPT_SOMEWHERE and not given.consent.strip()),
        ("notice_on", NOTICE, given.basis == REQUIRED_BY_LAW and given.notice_on is None),
        ("notice_on", NOTICE_NOT_YET, given.notice_on is not None and given.notice_on > local_date(at)),
        ("released_at", WHEN, given.released_at is None),
        ("released_at", NOT_YET, given.released_at is not None and given.released_at > at),
    )
