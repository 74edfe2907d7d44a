"""Two cases about one concern become one: the duplicate keeps its rows, the other takes the earlier stage (handbook 7.9)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import excluded_people, locked_case, locked_for_system
from cases.actions.conflicts import exclude, restrict, stand, wall_off
from cases.actions.logs import log_case
from cases.actions.moves import move_case, touch_facts
from cases.actions.stamps import stamp
from cases.actions.transfers import open_transfer
from cases.levels import Level
from cases.models import Case, Merging, Party, Plan
from cases.workflow import CaseFacts, Circle, OtherCase, Stage, destination, underlying
from cases.workflow.merging import earlier
from tat import clock, obligations
from tat.models import Obligation, Standing, User
from tat.obligations import NewPlace
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions.outcome import settle
from triage.actions.panel import RULE, current_panel, leave, remaining, seat_panel
from triage.models import Report, TriageSeat

ENDS_WITH_IT = (RULE, "SIG")
"""Duties that ask for an opinion on the duplicate itself. Every other open duty goes on about the other case."""
Capacity = Standing.Capacity
GOES_ON = (Capacity.ASIDE, Capacity.LEAD, Capacity.BACKUP)
CHANGED = "Another case was merged into one of these two meanwhile. Look at both again, then merge them."
TOLD = ("role", "kind", "person_id", "label", "relationship", "whereabouts", "aware", "safe_now")


@transaction.atomic
def merge_cases(*, duplicate: Case, survivor: Case, by: User, reason: str) -> Case:
    """Make one case of two, for good: the principal, the acting lead or a triage member of both says why. Gives the one that goes on.

    The duplicate keeps reports, entries, log and key. Its open duties go on with their due times, its people and its walls come along,
    and the other case is triaged anew where it stood beyond the earlier stage. Raises Http404, PermissionDenied, or Blocked with what
    stands in the way.
    """
    at = clock.now()
    ends, goes_on = _both_locked(duplicate.pk, survivor.pk, by, at)
    facts = merge_facts(ends, goes_on, reason)
    row = Merging(case=ends, into=goes_on, reason=reason.strip(), stage_before=ends.stage, into_stage_before=goes_on.stage, **stamp(by, at))
    move_case(ends, "merge_case", facts, merged_into=goes_on)
    row.save(force_insert=True)
    ends.merged.update(merged_into=goes_on)
    _bring_walls(ends, goes_on, _bring_parties(ends, goes_on, by, at), by, at)
    _bring_duties(ends, goes_on, by, at)
    _go_on(goes_on, ends, facts, by, at)
    log_case("case_merged", ends, by=by, at=at, detail=f"into:{goes_on.code}")
    return goes_on


def merge_facts(ends: Case, goes_on: Case, reason: str) -> CaseFacts:
    """What the move of the duplicate is judged by."""
    one_kind = (ends.district_id, ends.practice) == (goes_on.district_id, goes_on.practice)
    return CaseFacts(
        stage=Stage(ends.stage),
        stage_before_containment=Stage(ends.stage_before) if ends.stage_before else None,
        level=Level(ends.level) if ends.level else None,
        plan_adopted=ends.plan_set.filter(state=Plan.State.ADOPTED).exists(),
        reports_unopened=_unopened(ends),
        merging_reason=bool(reason.strip()),
        transfer_waits=open_transfer(ends) is not None,
        other=OtherCase(
            Stage(goes_on.stage),
            underlying(goes_on.stage, goes_on.stage_before),
            is_itself=ends.pk == goes_on.pk,
            is_of_one_kind=one_kind,
            reports_unopened=_unopened(goes_on),
        ),
    )


def stage_afterwards(ends: Case, goes_on: Case) -> Stage:
    """Where the case that goes on would stand."""
    return destination("go_on_merged", _facts_of(goes_on, ends.stage, ends.stage_before))


def _facts_of(goes_on: Case, stage: str, stage_before: str) -> CaseFacts:
    other = OtherCase(Stage(stage), underlying(stage, stage_before))
    return CaseFacts(stage=Stage(goes_on.stage), other=other)


def _unopened(case: Case) -> int:
    return Report.objects.filter(case=case, reviewed_at=None).count()


def _both_locked(duplicate: UUID, survivor: UUID, by: User, at: datetime) -> tuple[Case, Case]:
    """Both rows, and those that point to the duplicate, locked in the order of their ids: merges wait for each other, none for ever.

    Raises Blocked where a case was merged into the duplicate while the locks were waited for.
    """
    pointing = set(Case.objects.filter(merged_into=duplicate).values_list("pk", flat=True))
    found: dict[UUID, Case] = {}
    for each in sorted({duplicate, survivor} | pointing):
        if each in (duplicate, survivor):
            found[each] = locked_case(each, by=by, permission=Permission.RECORD_TRIAGE, at=at)
        else:
            locked_for_system(each)
    if set(found[duplicate].merged.values_list("pk", flat=True)) != pointing:
        raise Blocked((CHANGED,))
    return found[duplicate], found[survivor]


def _bring_parties(ends: Case, goes_on: Case, by: User, at: datetime) -> list[Party]:
    """Subjects, targets, witnesses and recipients stand in both cases from now on; who reported stays with the report."""
    known = {_told(party) for party in goes_on.party_set.all()}
    fresh: list[Party] = []
    for party in ends.party_set.exclude(role=Party.Role.REPORTING).select_related("person__account").order_by("recorded_at", "id"):
        if _told(party) not in known and (party.person_id or party.label or party.kind != Party.Kind.PERSON):
            known.add(_told(party))
            fresh.append(Party(case=goes_on, **{name: getattr(party, name) for name in TOLD}, **stamp(by, at)))
            fresh[-1].person = party.person
    return Party.objects.bulk_create(fresh)


def _told(party: Party) -> tuple[object, ...]:
    return tuple(getattr(party, name) for name in TOLD)


def _bring_walls(ends: Case, goes_on: Case, parties: list[Party], by: User, at: datetime) -> None:
    """Who is kept out of one is kept out of both, and what is open to named people alone stays so (handbook 2.4)."""
    wall_off(goes_on, parties, by=by, at=at)
    kept_out = {ends.pk: excluded_people(ends, at), goes_on.pk: excluded_people(goes_on, at)}
    for case, other in ((goes_on, ends), (ends, goes_on)):
        for person in User.objects.filter(pk__in=kept_out[other.pk] - kept_out[case.pk]).order_by("pk"):
            exclude(case, person, by=by, at=at)
    shut = excluded_people(goes_on, at)
    standing = Standing.objects.filter(about_kind="case", about_id=ends.pk, capacity__in=GOES_ON, until_at=None).exclude(person__in=shut)
    for row in standing.select_related("person").order_by("pk"):
        stand(goes_on, row.person, row.capacity, by=by, at=at)
        if row.capacity == Capacity.ASIDE:
            _leave_the_panel(goes_on, row.person, by, at)
    if ends.restricted or goes_on.restricted:
        for case in (ends, goes_on):
            restrict(case, by=by, at=at)


def _leave_the_panel(case: Case, person: User, by: User, at: datetime) -> None:
    if case.stage in (Stage.TRIAGE, Stage.CONTAINMENT):
        for seat in [seat for seat in remaining(current_panel(case)) if seat.member_id == person.pk]:
            leave(case, seat, TriageSeat.Left.ASIDE, by=by, at=at)


def _bring_duties(ends: Case, goes_on: Case, by: User, at: datetime) -> None:
    """What asked for opinions on the duplicate ends; notices to police, parents and agencies go on, late where they are late."""
    about = ("case", ends.pk)
    for rule_code in ENDS_WITH_IT:
        obligations.supersede_all(rule_code, about, at=at, by=by, reason_code="case_merged")
    to = NewPlace(about_id=goes_on.pk, code=goes_on.code, building=goes_on.building, team=goes_on.team, restricted=goes_on.restricted)
    obligations.carry_over(list(Obligation.objects.open().about(*about)), to, at=at, by=by)


def _go_on(goes_on: Case, ends: Case, merged: CaseFacts, by: User, at: datetime) -> None:
    """The earlier stage of both, the earlier report, the wider circle; a new panel where triage begins anew."""
    stood = underlying(goes_on.stage, goes_on.stage_before)
    facts = _facts_of(goes_on, merged.stage, merged.stage_before_containment or "")
    target, back = destination("go_on_merged", facts), _goes_back(goes_on, facts)
    dates = _earlier_dates(goes_on, ends)
    if target == Stage.CONTAINMENT:
        dates["stage_before"] = Stage.INTAKE if back else stood
    elif back and target in (Stage.INTAKE, Stage.TRIAGE):
        dates["triage_at"] = at if target == Stage.TRIAGE else None
    if target == Stage.INTAKE and ends.determined_at is None:
        dates["determined_at"] = None
    if back:
        obligations.supersede_all(RULE, ("case", goes_on.pk), at=at, by=by, reason_code="case_merged")
    if ends.circle == Circle.TAT:
        goes_on.circle = Circle.TAT
        dates["convened_at"] = goes_on.convened_at or ends.convened_at
    move_case(goes_on, "go_on_merged", facts, **dates)
    touch_facts(goes_on)
    if back and target == Stage.TRIAGE:
        seat_panel(goes_on, by=by, at=at)
    if target == Stage.TRIAGE:
        settle(goes_on, by=by, at=at)


def _goes_back(goes_on: Case, facts: CaseFacts) -> bool:
    """Whether the duplicate stood at an earlier stage than the case that goes on."""
    assert facts.other is not None
    stood = underlying(goes_on.stage, goes_on.stage_before)
    return earlier(stood, facts.other.underlying) != stood


def _earlier_dates(goes_on: Case, ends: Case) -> dict[str, datetime | str | None]:
    reviewed = [each.reviewed_at for each in (goes_on, ends) if each.reviewed_at]
    return {"reported_at": min(goes_on.reported_at, ends.reported_at), "reviewed_at": min(reviewed, default=None)}
