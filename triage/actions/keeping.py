"""Nothing sleeps at triage: the sweep begins what waits, keeps each panel up to date, and lets silence convene the full team."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cases.access import locked_for_system
from cases.actions.facts import gather
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.concurrence import CONVENE, OPEN
from cases.models import Case
from cases.workflow import MOVES, Stage
from tat import clock
from tat.clock import CENTRAL
from tat.models import Absence, Obligation, Standing
from triage.actions.outcome import logged, settle
from triage.actions.panel import RULE, rows_of, seat_panel, unseat_absent, unseat_conflicted
from triage.models import TriageOpinion, TriageSeat


@transaction.atomic
def keep_triage_moving(*, case_id: UUID) -> str:
    """Bring one case on, as the system: begin triage that nobody began, seat back-ups, ask again after new facts, convene on silence.

    Running it twice, or two at once, changes nothing more. Returns the action's word in the log, "" where nothing was to do.
    """
    at = clock.now()
    case = locked_for_system(case_id)
    action = ""
    if case.stage == Stage.INTAKE:
        action = _begin(case, at)
    elif case.stage == Stage.TRIAGE:
        action = _keep(case, at)
    if action:
        log_case(action, case, by=None, at=at)
    return action


def _begin(case: Case, at: datetime) -> str:
    facts = gather(case, at)
    if case.pk not in waiting_to_begin(at) or MOVES["begin_triage"].problems(facts):
        return ""
    move_case(case, "begin_triage", facts, triage_at=at)
    seat_panel(case, by=None, at=at)
    settle(case, by=None, at=at)
    return "triage_begun"


def _keep(case: Case, at: datetime) -> str:
    seated = TriageSeat.objects.filter(case=case, seated_at__gte=case.triage_at).exists()
    if not seated:
        seat_panel(case, by=None, at=at)
    changed = [*unseat_conflicted(case, by=None, at=at), *unseat_absent(case, at=at)]
    before, over = rows_of(case).count(), is_over(case, at)
    found = settle(case, by=None, at=at, silence=over)
    if found.kind == CONVENE and over:
        return "silence_convened"
    asked = found.kind == OPEN and rows_of(case).count() > before
    return logged(found, "panel_kept") if found.kind != OPEN or changed or asked or not seated else ""


def is_over(case: Case, at: datetime) -> bool:
    """Whether the time for this triage has run out: 16:00 of the next school or business day, or earlier where the district says so."""
    return rows_of(case).filter(target_due_at__lte=at).exists()


def waiting(at: datetime) -> list[UUID]:
    """Ids of the cases that the sweep has something to do in."""
    day = at.astimezone(CENTRAL).date()
    mine = Obligation.objects.filter(rule=RULE, about_id=OuterRef("pk"), recorded_at__gte=OuterRef("triage_at"))
    seats = TriageSeat.objects.filter(case=OuterRef("pk"), seated_at__gte=OuterRef("triage_at"))
    here = seats.filter(left_at=None)
    excluded = Standing.objects.filter(about_kind="case", about_id=OuterRef("case_id"), person_id=OuterRef("member_id"))
    excluded = excluded.filter(capacity=Standing.Capacity.EXCLUDED, until_at=None)
    away = Absence.objects.filter(user_id=OuterRef("member_id"), from_on__lte=day, until_on__gte=day)
    stale = TriageOpinion.objects.filter(
        seat__case=OuterRef("pk"),
        seat__left_at=None,
        seat__seated_at__gte=OuterRef("triage_at"),
        facts_version__lt=OuterRef("facts_version"),
    )
    wanting = (
        Exists(mine.filter(target_due_at__lte=at)) | ~Exists(seats) | Exists(here.filter(Exists(excluded) | Exists(away))) | Exists(stale)
    )
    at_triage = Case.objects.filter(wanting, stage=Stage.TRIAGE).values_list("pk", flat=True)
    return [*at_triage, *waiting_to_begin(at)]


def waiting_to_begin(at: datetime) -> list[UUID]:
    """Cases with “no imminent threat” whose triage nobody has begun within the district's minutes."""
    decided = Case.objects.filter(stage=Stage.INTAKE, determined_at__isnull=False).values_list(
        "pk", "determined_at", "district__target_minutes"
    )
    return [pk for pk, determined_at, minutes in decided if determined_at and determined_at + timedelta(minutes=minutes) <= at]
