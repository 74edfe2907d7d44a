"""Opening a case in an emergency: the reason is stored first, then the case is looked for; a second person says whether it was proper."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cases import access
from cases.actions.conflicts import principals_of
from cases.actions.duties import start_duty
from cases.actions.locks import refuse
from cases.actions.logs import log_case
from cases.actions.people import people_named
from cases.actions.stamps import stamp
from cases.models import Case, EmergencyOpening, EmergencyRequest, Party
from tat import audit, clock, home, obligations
from tat.models import Appointment, DataKey, Obligation, Standing, User
from tat.models.obligations import SHORTEST_REASON
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.statutes.limits import EMERGENCY_OPENING, EMERGENCY_REQUESTS, EMERGENCY_REQUESTS_WITHIN

RULE = "GLASS-REV"
BREAK_GLASS = "break_glass"
CASES_AT_MOST = 3
CODE = re.compile(r"[A-Z0-9-]{4,16}")
ASKED = "Write the code of the case, or the name of the person whom it is about."
REASON = "Write why you need the case now, in {least} characters or more."
TOO_OFTEN = "You have asked {most} times within an hour. Call the principal or the superintendent."
VERDICT = "Choose whether the opening was proper."
JUDGED_REASON = "Write why, in {least} characters or more."
JUDGED = "This was judged already. Nothing was changed."
Verdict = EmergencyOpening.Verdict


@dataclass(frozen=True, kw_only=True)
class EmergencyAsked:
    """What was typed: a code or a name, and why."""

    asked: str = ""
    reason: str = ""


@transaction.atomic
def ask_in_emergency(*, by: User, given: EmergencyAsked) -> EmergencyRequest:
    """Store who wants which case and why. Nothing is looked for yet, so that nothing said here depends on whether there is one.

    Raises PermissionDenied, Blocked with what is missing or that it is asked too often.
    """
    at = clock.now()
    if by.district is None or not may(scope_of(by, at), Permission.BREAK_GLASS):
        raise PermissionDenied
    recent = EmergencyRequest.objects.filter(recorded_by=by, recorded_at__gt=at - EMERGENCY_REQUESTS_WITHIN).count()
    refuse(
        ("asked", _(ASKED), not given.asked.strip()),
        ("reason", _(REASON).format(least=SHORTEST_REASON), len(given.reason.strip()) < SHORTEST_REASON),
        ("asked", _(TOO_OFTEN).format(most=EMERGENCY_REQUESTS), recent >= EMERGENCY_REQUESTS),
    )
    words = {"asked": given.asked.strip(), "reason": given.reason.strip()}
    row = EmergencyRequest.objects.create(district=by.district, key=DataKey.objects.mint(), **words, **stamp(by, at))
    audit.record("emergency_asked", by=by, at=at, about=("emergency", row.pk), district_id=row.district_id)
    return row


@dataclass(frozen=True)
class Found:
    """What a stored request opened, and the cases that the person sees anyway."""

    opened: tuple[Case, ...] = ()
    seen: tuple[Case, ...] = ()


def open_what_was_asked(*, request: EmergencyRequest) -> Found:
    """Open the cases that a stored request means, those from which the person is excluded never. Another call opens nothing more."""
    by, at = request.recorded_by, clock.now()
    kept_out = scope_of(by, at).excluded
    opened, seen = [], []
    for case in cases_meant(request):
        if case.pk in kept_out or by.pk in access.excluded_people(case, at):
            continue
        if access.visible_to(by, at).filter(pk=case.pk).exists():
            seen.append(case)
        elif open_in_emergency(case=case, request=request):
            opened.append(case)
    return Found(tuple(opened), tuple(seen))


def cases_meant(request: EmergencyRequest) -> list[Case]:
    """By the whole code or its last part; else those about a person of this name, the open ones before all others. A merged case is
    the one where the work goes on; practice is nobody's emergency."""
    rows = Case.objects.filter(district_id=request.district_id, practice=False, disposed_at=None).select_related("merged_into")
    word = request.asked.strip().upper()
    found = list(_by_code(rows, word)) if CODE.fullmatch(word) else []
    found = found or _about(rows, request)
    there = {each.pk: each for each in (case.merged_into or case for case in found)}
    return list(there.values())[:CASES_AT_MOST]


def _by_code(rows: QuerySet[Case], word: str) -> QuerySet[Case]:
    return rows.filter(Q(code=word) | Q(code__endswith=f"-{word}")).order_by("code")


def _about(rows: QuerySet[Case], request: EmergencyRequest) -> list[Case]:
    ids = people_named(request.asked, district_id=request.district_id)
    named = Party.objects.filter(person__in=ids, role=Party.Role.SUBJECT).values("case")
    found = list(rows.filter(pk__in=named).order_by("-opened_at", "code"))
    return [case for case in found if case.is_open()] or found


@transaction.atomic
def open_in_emergency(*, case: Case, request: EmergencyRequest) -> EmergencyOpening | None:
    """Let the person read one case for a short time, and ask its lead for a review at once. None where this was done already.

    The case is another's: the stored reason takes the place of a permission in it.
    """
    at, by = clock.now(), request.recorded_by
    locked = access.locked_for_system(case.pk)
    if EmergencyOpening.objects.filter(case=locked, request=request).exists():
        return None
    until = at + EMERGENCY_OPENING
    row = EmergencyOpening.objects.create(case=locked, request=request, reason=request.reason, until_at=until, **stamp(by, at))
    access.grant(locked, to=by, until=until, reason=BREAK_GLASS, by=by, at=at)
    start_duty(RULE, locked, trigger_ref=row.ref, triggered_at=at, at=at, by=by, actor=reviewer_beside(locked, by, at))
    log_case("emergency_opened", locked, by=by, at=at, detail=row.ref)
    return row


def reviewer_beside(case: Case, by: User, at: datetime) -> User | None:
    """Whom the review is asked of by name: nobody, while somebody but the person leads the case; else the superintendent, else the
    district's second contact."""
    standing = Standing.objects.filter(about_kind="case", about_id=case.pk, capacity=Standing.Capacity.LEAD, from_at__lte=at)
    leads = {row.person_id for row in standing.exclude(until_at__lte=at)}
    leads |= set() if case.restricted else {each.pk for each in principals_of(case, at)}
    out = access.excluded_people(case, at) | {by.pk}
    if leads - out:
        return None
    chiefs = Appointment.objects.held_on(local_date(at)).filter(role=Role.SUPERINTENDENT, district=case.district_id, user__is_active=True)
    free = [row.user for row in chiefs.select_related("user") if row.user_id not in out]
    second = case.district.second_contact
    return free[0] if free else second if second and second.pk not in out else None


def review_of(opening: EmergencyOpening) -> Obligation | None:
    """The duty that asks for the judgement."""
    return Obligation.objects.about("case", opening.case_id).filter(rule=RULE, trigger_ref=opening.ref).first()


def reviews(scope: Scope, way: access.Door, opening: EmergencyOpening) -> bool:
    """Whether this person judges the opening, or did: who leads the case or has the review as a duty, but never the one who opened it."""
    if scope.user_id == opening.recorded_by_id or opening.case_id in scope.excluded or scope.district_id != opening.case.district_id:
        return False
    if opening.judged_by_id == scope.user_id or access.can(way, Permission.GRANT_ACCESS, opening.case):
        return True
    duty = review_of(opening)
    return duty is not None and home.is_theirs(scope, duty)


@transaction.atomic
def judge_opening(*, opening_id: uuid.UUID, by: User, verdict: str, reason: str) -> EmergencyOpening:
    """A second person says whether the opening was proper, and why; what was not proper ends at once.

    Raises Http404 for whoever does not review it, Blocked with what is missing.
    """
    at = clock.now()
    found = EmergencyOpening.objects.filter(pk=opening_id).first()
    if found is None:
        raise Http404
    locked = access.locked_for_system(found.case_id)
    row = EmergencyOpening.objects.select_related("recorded_by").get(pk=opening_id)
    row.case = locked
    if not reviews(scope_of(by, at), access.door(by, at), row):
        raise Http404
    refuse(
        ("verdict", _(JUDGED), bool(row.verdict)),
        ("verdict", _(VERDICT), verdict not in Verdict.values),
        ("reason", _(JUDGED_REASON).format(least=SHORTEST_REASON), len(reason.strip()) < SHORTEST_REASON),
    )
    row.verdict, row.judged_reason = verdict, reason.strip()
    row.judged_by, row.judged_name, row.judged_position, row.judged_at = by, by.full_name, by.position, at
    row.save(update_fields=["verdict", "judged_reason", "judged_by", "judged_name", "judged_position", "judged_at"])
    if verdict == Verdict.NOT_PROPER:
        end_opening(row)
    duty = review_of(row)
    if duty is not None and duty.state == Obligation.State.OPEN:
        obligations.meet(duty, at=at, by=by, proof_ref=row.ref, occurred_at=at)
    log_case("emergency_judged", locked, by=by, at=at, detail=f"{row.ref} {verdict}")
    return row


def end_opening(row: EmergencyOpening) -> None:
    """Close what it opened; a grant that somebody gave for another reason since stays. The calling action writes the log."""
    if row.recorded_by and row.case.grants.filter(user=row.recorded_by, reason=BREAK_GLASS).exists():
        access.revoke(row.case, user=row.recorded_by)
