"""Designations: who acts for the superintendent or a principal, in which duties; made and ended, never edited (handbook 2.1, 8.1)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cases.actions.delegable import not_offered
from cases.actions.handing import give_back, handed
from cases.actions.locks import refuse
from tat import audit, clock
from tat.models import Appointment, Building, Designation, District, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import RULES, local_date
from tat.workflow import Blocked

NOT_THEIRS = "You name designees for your own building’s principal only. The superintendent names the others."
NOBODY = "Choose somebody of this district whose account is open."
ONESELF = "You cannot name yourself. What is yours already needs no designation; for more, somebody else names you."
HOLDS_IT = "This person holds that office already, and has these duties without a designation."
NO_DUTIES = "Choose at least one duty. A designation for everything is not possible."
NO_BUILDING = "Choose the building whose principal this is about."
BACKWARDS = "The last day lies before the first."
OVER = "The last day is past. Choose today or a later day, or leave it empty."
NO_WORDS = "Write the words of the naming, as they stand on the signed paper."
NO_PAPER = "Write where the signed paper lies, so that it can be shown."
ENDED = "This designation has ended already. Nothing was changed."
LATER = "It ends earlier already. A designation is not made longer: name the person anew."


@dataclass(frozen=True, kw_only=True)
class DesignationGiven:
    """A designation as it is typed. Days are local, the last one included; no building: everywhere in the district."""

    acts_for: str
    building: Building | None
    designee: User | None
    rules: Sequence[str]
    from_on: date | None
    until_on: date | None
    words: str
    paper: str


def principals_places(scope: Scope) -> QuerySet[Building]:
    """The buildings for whose principal this person may name designees."""
    rows = Building.objects.filter(district_id=scope.district_id or 0).order_by("name")
    return rows if names_everywhere(scope) else rows.filter(pk__in=list(scope.principal_of))


def names_everywhere(scope: Scope) -> bool:
    """The superintendent names for the own office and for every principal; a principal for the own buildings alone."""
    return Role.SUPERINTENDENT in scope.offices


def designations_of(scope: Scope) -> QuerySet[Designation]:
    """Those that this person makes and ends: of the district, or of the own buildings' principal."""
    rows = Designation.objects.filter(district_id=scope.district_id or 0)
    if not names_everywhere(scope):
        rows = rows.filter(acts_for=Role.PRINCIPAL, building__in=list(scope.principal_of))
    return rows.select_related("designee", "building", "by", "ended_by")


@transaction.atomic
def make_designation(*, by: User, given: DesignationGiven) -> Designation:
    """Name a designee. Raises PermissionDenied, Blocked with what is missing or may not be."""
    at = clock.now()
    scope = _scope(by, at)
    assert by.district is not None
    District.objects.select_for_update(no_key=True).get(pk=by.district.pk)  # two at once do not name the same person twice
    _check(given, by, scope, local_date(at))
    assert given.designee is not None and given.from_on is not None
    row = Designation.objects.create(
        district=by.district,
        building=given.building,
        acts_for=given.acts_for,
        designee=given.designee,
        rules=sorted(set(given.rules), key=list(RULES).index),
        from_on=given.from_on,
        until_on=given.until_on,
        words=given.words.strip(),
        paper=given.paper.strip(),
        by=by,
        recorded_at=at,
    )
    _log("designation_made", row, by, at)
    return row


@transaction.atomic
def end_designation(*, designation_id: uuid.UUID, by: User, last_on: date | None) -> Designation:
    """End it with that local day, or at once. What was handed to the designee under it goes back to the office at once where it ends so.

    Raises Http404 for one that is not this person's to end, Blocked for one that has ended or would be longer.
    """
    at = clock.now()
    scope, today = _scope(by, at), local_date(at)
    row = designations_of(scope).select_for_update(of=("self",)).filter(pk=designation_id).first()
    if row is None:
        raise Http404
    if row.until_on is not None and row.until_on < today:
        raise Blocked((_(ENDED),))
    refuse(
        ("last_on", _(OVER), last_on is not None and last_on < today),
        ("last_on", _(BACKWARDS), last_on is not None and last_on < row.from_on),
        ("last_on", _(LATER), bool(last_on and row.until_on and last_on > row.until_on)),
    )
    row.until_on = last_on or today - timedelta(days=1)
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["until_on", "ended_at", "ended_by"])
    if last_on is None:
        give_back(handed(row.district_id).filter(actor=row.designee), at=at, by=by)
    _log("designation_ended", row, by, at)
    return row


def _scope(by: User, at: datetime) -> Scope:
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.DESIGNATE):
        raise PermissionDenied
    return scope


def _check(given: DesignationGiven, by: User, scope: Scope, today: date) -> None:
    person, start, end = given.designee, given.from_on, given.until_on
    everywhere = names_everywhere(scope)
    here = given.building is not None and principals_places(scope).filter(pk=given.building.pk).exists()
    wrong_duty = next(filter(None, (not_offered(given.acts_for, code) for code in given.rules)), "")
    known = person is not None and person.is_active and person.district_id == by.district_id
    refuse(
        ("acts_for", _(NOT_THEIRS), given.acts_for not in (Role.PRINCIPAL, Role.SUPERINTENDENT)),
        ("acts_for", _(NOT_THEIRS), given.acts_for == Role.SUPERINTENDENT and not everywhere),
        ("building", _(NO_BUILDING), given.building is None and not everywhere),
        ("building", _(NOT_THEIRS), given.building is not None and not here),
        ("designee", _(NOBODY), not known),
        ("designee", _(ONESELF), person == by),
        ("designee", _(HOLDS_IT), known and _holds_office(given, today)),
        ("rules", _(NO_DUTIES), not given.rules),
        ("rules", wrong_duty, bool(wrong_duty)),
        ("from_on", _("Write the first day."), start is None),
        ("until_on", _(BACKWARDS), bool(start and end and end < start)),
        ("until_on", _(OVER), bool(end and end < today)),
        ("words", _(NO_WORDS), not given.words.strip()),
        ("paper", _(NO_PAPER), not given.paper.strip()),
    )
    refuse(("rules", *_named_already(given)))


def _holds_office(given: DesignationGiven, today: date) -> bool:
    held = Appointment.objects.held_on(today).filter(user=given.designee, role=given.acts_for, acting=None)
    return (held.filter(building=given.building) if given.building else held).exists()


def _named_already(given: DesignationGiven) -> tuple[str, bool]:
    """The same person for the same duty in days that overlap: refused, since two ends would contradict each other."""
    assert given.from_on is not None and given.designee is not None
    rows = Designation.objects.filter(designee=given.designee, acts_for=given.acts_for, rules__overlap=list(given.rules))
    rows = rows.exclude(until_on__lt=given.from_on).filter(Q(building=given.building) | Q(building=None))
    if given.until_on:
        rows = rows.filter(from_on__lte=given.until_on)
    row = rows.first()
    if row is None:
        return "", False
    twice = next(code for code in row.rules if code in given.rules)
    sentence = _("%(name)s is named for “%(duty)s” already in these days. End that designation first, or leave this duty out.")
    return sentence % {"name": given.designee.full_name, "duty": RULES[twice].duty}, True


def _log(action: str, row: Designation, by: User, at: datetime) -> None:
    detail = f"designee:{row.designee_id} for:{row.acts_for}"
    audit.record(action, by=by, at=at, about=("designation", row.pk), district_id=row.district_id, changed=list(row.rules), detail=detail)
