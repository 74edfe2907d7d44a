"""The State Police's portal: the district's user agreement and who of the staff has a login (handbook 8.2, Channel and Copy)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from cases.actions.agencies import check_may_keep
from cases.actions.locks import Overtaken, refuse
from cases.actions.portal_tests import settle
from tat import audit, clock
from tat.models import District, PortalAgreement, PortalLogin, User
from tat.models.prepared import Given, Prepared
from tat.statutes import local_date

LONGEST_SIGNER, LONGEST_TERMS = 150, 1000

NOT_YET = "This day has not come yet. Enter the day on which it was done."
SIGNER = "Write who signed it for the district."
LONG = "This is too long. Shorten it."
CHANGED = "Somebody recorded an agreement meanwhile. Yours is still here; look at what stands now, then save again."
NOT_STAFF = "Choose somebody who has an account in this district."
HAS_ONE = "This person has a login already. End that one first."
BEFORE = "The login ends on or after the day on which it began. Correct the day."
ENDED = "This login has ended already."
NO_COPIES = "Write what the agreement says about copies: they may be kept only where its terms allow it."


@dataclass(frozen=True, kw_only=True)
class PortalAgreementGiven:
    """The user agreement as it is typed; the day is local."""

    agreed_on: date
    signed_by: str
    terms: str = ""
    keeps_copies: bool = False


@transaction.atomic
def record_portal_agreement(*, district: District, by: User, given: PortalAgreementGiven, seen: int) -> PortalAgreement:
    """Record the district's user agreement; earlier ones stay. `seen` is the number of the one that was read, 0 for none.

    Raises PermissionDenied outside the person's district, Overtaken where somebody recorded one meanwhile, Blocked with what is wrong.
    """
    at = clock.now()
    check_may_keep(by, district, at)
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    refuse(
        ("agreed_on", NOT_YET, given.agreed_on > local_date(at)),
        ("signed_by", SIGNER, not given.signed_by.strip()),
        ("signed_by", LONG, len(given.signed_by) > LONGEST_SIGNER),
        ("terms", LONG, len(given.terms) > LONGEST_TERMS),
        ("terms", NO_COPIES, given.keeps_copies and not given.terms.strip()),
    )
    latest = district.portal_agreements.order_by("-number").first()
    number = latest.number if latest else 0
    if number != seen:
        raise Overtaken(CHANGED, latest)
    row = PortalAgreement.objects.create(
        district=district,
        number=number + 1,
        agreed_on=given.agreed_on,
        signed_by=given.signed_by.strip(),
        terms=given.terms.strip(),
        keeps_copies=given.keeps_copies,
        recorded_by=by,
        recorded_at=at,
    )
    copies = "copies:yes" if row.keeps_copies else "copies:no"
    audit.record("portal_agreement_recorded", by=by, at=at, district_id=district.pk, about=("portal_agreement", row.id), detail=copies)
    return row


@transaction.atomic
def add_login(*, district: District, by: User, person_id: int, since_on: date) -> PortalLogin:
    """Record that a member of staff has a login; neither its name nor its password. Raises as `record_portal_agreement`."""
    at = clock.now()
    check_may_keep(by, district, at)
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    person = User.objects.filter(district=district, is_active=True, pk=person_id).first()
    refuse(
        ("person", NOT_STAFF, person is None),
        ("person", HAS_ONE, PortalLogin.objects.filter(in_use_on(local_date(at)), district=district, person=person_id).exists()),
        ("since_on", NOT_YET, since_on > local_date(at)),
    )
    row = PortalLogin.objects.create(district=district, person_id=person_id, since_on=since_on, recorded_by=by, recorded_at=at)
    audit.record("portal_login_added", by=by, at=at, district_id=district.pk, about=("portal_login", row.id))
    return row


@transaction.atomic
def end_login(*, login_id: UUID, by: User, until_on: date) -> PortalLogin:
    """The person has the login until that local day, included. The yearly test does not wait for it any more once it has passed.

    Raises Http404 outside the district, PermissionDenied, Blocked for an ended one or a day before it began.
    """
    at = clock.now()
    row = PortalLogin.objects.select_related("district", "person").filter(district=by.district_id or 0, pk=login_id).first()
    if row is None:
        raise Http404
    check_may_keep(by, row.district, at)
    District.objects.select_for_update(no_key=True).get(pk=row.district_id)
    row.refresh_from_db(fields=["until_on"])
    refuse(("until_on", ENDED, row.until_on is not None), ("until_on", BEFORE, until_on < row.since_on))
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    settle(row.district, by=by, at=at)
    audit.record("portal_login_ended", by=by, at=at, district_id=row.district_id, about=("portal_login", row.id))
    return row


def in_use_on(day: date) -> Q:
    """Logins that people have on that local day."""
    return Q(until_on=None) | Q(until_on__gte=day)


def _portal() -> QuerySet[District]:
    latest = PortalAgreement.objects.filter(district=OuterRef("pk")).order_by("-number")
    held = PortalLogin.objects.filter(district=OuterRef("pk"), since_on__lte=Given("day"), person__is_active=True)
    holders = held.exclude(until_on__lt=Given("day")).order_by("person__full_name").values(name=F("person__full_name"))
    return District.objects.filter(pk=Given("district")).annotate(
        agreed_on=Subquery(latest.values("agreed_on")[:1]),
        signed_by=Subquery(latest.values("signed_by")[:1]),
        keeps_copies=Subquery(latest.values("keeps_copies")[:1]),
        holders=ArraySubquery(holders),
    )


PORTAL: Prepared[Any] = Prepared(_portal)
"""The district with its user agreement as it stands and the names of those who have a login, in one statement."""
