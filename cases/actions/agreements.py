"""The reciprocal agreement with the police: its duty, opened for a district that has none on file, and its proof (105 ILCS 5/10-20.14)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from cases.actions.locks import Overtaken, refuse
from tat import audit, clock, home, obligations
from tat.models import Agency, District, Obligation, ReciprocalAgreement, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import local_date, wall_time

RULE, ABOUT = "RECIP", "agency"
NOON = datetime.min.time().replace(hour=12)
LONGEST_PLACE, LONGEST_NOTE = 200, 1000

NOT_IN_USE = "This office is not used any more. Use it again, or record the agreement with the agency that took its place."
NOT_POLICE = "The agreement is one with a local law enforcement agency. Record it on the page of that agency."
NOT_YET = "This day has not come yet. Enter the day on which it was done."
EARLIER = "It was renewed on or after the day on which it was agreed. Correct one of the two."
KEPT = "Write where the paper lies, so that it can be shown."
LONG = "This is too long. Shorten it."
CHANGED = "Somebody recorded an agreement meanwhile. Yours is still here; look at what stands now, then save again."


@dataclass(frozen=True, kw_only=True)
class AgreementGiven:
    """One agreement as it is typed; days are local."""

    agreed_on: date
    renewed_on: date | None = None
    kept_at: str = ""
    note: str = ""


@transaction.atomic
def record_agreement(*, agency_id: UUID, by: User, given: AgreementGiven, seen: str = "") -> ReciprocalAgreement:
    """Record the agreement with one police agency; the district's duty is met by it. `seen` is the latest that was read, or "".

    Raises Http404 outside the district, PermissionDenied, Overtaken where somebody recorded one meanwhile, Blocked with what is wrong.
    """
    at = clock.now()
    agency = Agency.objects.select_related("district").filter(district=by.district_id or 0, pk=agency_id).first()
    if agency is None:
        raise Http404
    if not may_record(scope_of(by, at), agency.district):
        raise PermissionDenied
    District.objects.select_for_update(no_key=True).get(pk=agency.district_id)
    refuse(*_wrong(agency, given, local_date(at)))
    latest = latest_of(agency)
    if seen != (str(latest.pk) if latest else ""):
        raise Overtaken(CHANGED, latest)
    words = {"kept_at": given.kept_at.strip(), "note": given.note.strip(), "agreed_on": given.agreed_on, "renewed_on": given.renewed_on}
    row = ReciprocalAgreement.objects.create(agency=agency, recorded_by=by, recorded_at=at, **words)
    done = min(at, wall_time(given.renewed_on or row.agreed_on, NOON))
    for duty in _open(agency.district):
        obligations.meet(duty, at=at, by=by, proof_ref=f"agreement:{row.id}", occurred_at=done)
    audit.record("agreement_recorded", by=by, at=at, district_id=agency.district_id, about=(ABOUT, agency.id), occurred_at=done)
    return row


def _wrong(agency: Agency, given: AgreementGiven, today: date) -> list[tuple[str, str, bool]]:
    agreed, renewed = given.agreed_on, given.renewed_on
    return [
        ("agreed_on", NOT_IN_USE, not agency.in_use(today)),
        ("agreed_on", NOT_POLICE, agency.kind != Agency.Kind.LAW_ENFORCEMENT),
        ("agreed_on", NOT_YET, agreed > today),
        ("renewed_on", NOT_YET, renewed is not None and renewed > today),
        ("renewed_on", EARLIER, renewed is not None and renewed < agreed),
        ("kept_at", KEPT, not given.kept_at.strip()),
        ("kept_at", LONG, len(given.kept_at) > LONGEST_PLACE),
        ("note", LONG, len(given.note) > LONGEST_NOTE),
    ]


def may_record(scope: Scope, district: District | None) -> bool:
    """Whether the person records the agreement: who keeps the directory, or who is designated for the open duty."""
    if district is None or scope.district_id != district.pk:
        return False
    return may(scope, Permission.SET_UP_DISTRICT) or any(home.is_theirs(scope, duty) for duty in _open(district))


def latest_of(agency: Agency) -> ReciprocalAgreement | None:
    """The agreement that stands."""
    return agency.agreements.select_related("recorded_by").order_by("-recorded_at").first()


def start_reciprocal(district: District, *, at: datetime, by: User | None) -> Obligation | None:
    """Start the district's duty, about its first police agency in use, where no agreement is on file and none waits for one.

    The calling action writes the log. None where nothing is missing.
    """
    agency = first_without(local_date(at)).filter(district=district).first()
    return _start(agency, at, by) if agency else None


def _start(agency: Agency, at: datetime, by: User | None) -> Obligation:
    return obligations.start(
        RULE, about=(ABOUT, agency.id), trigger_ref=f"agency:{agency.id}", triggered_at=at, at=at, district=agency.district, by=by
    )


def first_without(day: date) -> QuerySet[Agency]:
    """The first police agency of each district that has none with an agreement and no duty yet that stands for one in use."""
    police = Agency.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), kind=Agency.Kind.LAW_ENFORCEMENT)
    same = police.filter(district=OuterRef("district"))
    on_file = same.filter(Exists(ReciprocalAgreement.objects.filter(agency=OuterRef("pk"))))
    known = same.filter(Exists(Obligation.objects.filter(rule=RULE, about_kind=ABOUT, about_id=OuterRef("pk"))))
    rows = police.filter(~Exists(on_file), ~Exists(known)).select_related("district")
    return rows.order_by("district", "changed_at", "name", "id").distinct("district")


def _open(district: District) -> list[Obligation]:
    return list(Obligation.objects.open().filter(rule=RULE, about_kind=ABOUT, district=district).select_related("district"))


def reconcile() -> int:
    """Start what is missing, end what an agreement has met or an ended agency leaves behind. Twice, or two at once, is harmless.

    One log entry, with count and digest, where it changed something. Returns how many.
    """
    with transaction.atomic():
        at = clock.now()
        changed = [*_met(at), *_left_behind(at)]
        for agency in first_without(local_date(at)):
            _start(agency, at, None)
            changed.append(str(agency.id))
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("agreements_reconciled", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _waiting() -> QuerySet[Obligation]:
    return Obligation.objects.open().filter(rule=RULE, about_kind=ABOUT).select_related("district").order_by("id")


def _met(at: datetime) -> list[str]:
    found = []
    in_use = Q(agency__ended_on=None) | Q(agency__ended_on__gt=local_date(at))
    for duty in _waiting():
        held = ReciprocalAgreement.objects.filter(in_use, agency__district=duty.district)
        row = held.select_related("recorded_by").order_by("recorded_at").first()
        if row:
            done = min(at, wall_time(row.renewed_on or row.agreed_on, NOON))
            obligations.meet(duty, at=at, by=row.recorded_by, proof_ref=f"agreement:{row.id}", occurred_at=done)
            found.append(str(duty.id))
    return found


def _left_behind(at: datetime) -> list[str]:
    ended = Agency.objects.filter(ended_on__lte=local_date(at)).values("pk")
    rows = list(_waiting().filter(about_id__in=ended))
    for duty in rows:
        obligations.supersede(duty, at=at, reason_code="agency_ended")
    return [str(duty.id) for duty in rows]
