"""The duty to review a tip: who has it, when it begins, and that it ends once every tip it stands for is decided."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cases.actions.duties import start_duty
from tat import obligations
from tat.models import Appointment, Building, Designation, District, Obligation, Seat, User
from tat.models.prepared import Given, Prepared
from tat.roles import Role
from tat.statutes import local_date
from triage.access import REVIEW
from triage.models import Tip, TipMessage
from triage.workflow import ReportStatus

ABOUT = "report"
BURST_WINDOW = timedelta(minutes=10)
BUDGET_OF_A_BUILDING = 30
UNDECIDED = (ReportStatus.RECEIVED, ReportStatus.REVIEWED)


def readers_of(building: Building, at: datetime) -> list[User]:
    """The building's principal and Triage Team on the local day of `at`: who would read its tips."""
    return READERS(building=building.pk, day=local_date(at))


def _readers() -> QuerySet[User]:
    building, day = Given("building"), Given("day")
    principals = Appointment.objects.held_on(day).filter(role=Role.PRINCIPAL, building_id=building)
    seats = Seat.objects.held_on(day).filter(team__buildings=building, triage=True)
    found = User.objects.filter(pk__in=principals.values("user_id").union(seats.filter(user__isnull=False).values("user_id"), all=True))
    return found.only("full_name")


READERS: Prepared[User] = Prepared(_readers)


def first_reader(district: District, at: datetime) -> User | None:
    """Who reads a tip about staff: the one designated by the superintendent for reviews, else the superintendent."""
    day = local_date(at)
    named = Designation.objects.held_on(day).filter(district=district, acts_for=Role.SUPERINTENDENT, rules__contains=[REVIEW])
    designee = named.filter(designee__is_active=True).select_related("designee").order_by("pk").first()
    if designee:
        return designee.designee
    offices = Appointment.objects.held_on(day).filter(district=district, role=Role.SUPERINTENDENT, user__is_active=True)
    holder = offices.select_related("user").order_by("pk").first()
    return holder.user if holder else None


def join_burst(tip: Tip, at: datetime) -> bool:
    """Put the tip into the burst that runs in its inbox, or begin one. Whether it begins one, so that its duty is to be started."""
    running = Tip.objects.filter(
        burst__isnull=False,
        recorded_at__gt=at - BURST_WINDOW,
        report__district_id=tip.report.district_id,
        report__building=tip.report.building,
        with_district=tip.with_district,
        report__state__in=UNDECIDED,
    )
    found = running.order_by("-recorded_at").values_list("burst", flat=True).first()
    tip.burst = found or tip.id
    return found is None


def start_review(tip: Tip, *, at: datetime, by: User | None = None, again: str = "") -> None:
    """The clock of the review: the building's principal and Triage Team, or the first reader of a tip about staff."""
    report = tip.report
    place = None if tip.with_district else report.building
    obligations.start(
        REVIEW,
        about=(ABOUT, report.id),
        trigger_ref=f"burst:{tip.burst}" if tip.burst and not again else f"report:{report.id}{again}",
        triggered_at=tip.recorded_at if not again else at,
        at=at,
        district=report.district,
        building=place,
        team=place.served_by[0] if place and place.served_by else None,
        actor=first_reader(report.district, at) if tip.with_district else None,
        code=tip.code,
        by=by,
    )


def start_answer_review(tip: Tip, message: TipMessage, *, at: datetime) -> None:
    """The reporter has written again: somebody must open it."""
    case = tip.report.case
    if case and case.is_open():
        start_duty(REVIEW, case, trigger_ref=f"answer:{message.id}", triggered_at=at, at=at, by=None)
    elif case is None:
        start_review(tip, at=at, again=f":{message.id}")


def end_review(tip: Tip, *, at: datetime, by: User) -> None:
    """The tip is decided: its duties end, and that of its burst with the last tip of it."""
    mine = Obligation.objects.open().filter(rule=REVIEW, about_kind=ABOUT)
    ended = list(mine.filter(about_id=tip.report_id).exclude(trigger_ref=f"burst:{tip.burst}"))
    others = Tip.objects.filter(burst=tip.burst, report__state__in=UNDECIDED).exclude(pk=tip.pk)
    if tip.burst and not others.exists():
        ended += mine.filter(trigger_ref=f"burst:{tip.burst}")
    for row in ended:
        obligations.meet(row, at=at, by=by, proof_ref=f"report:{tip.report_id}")


def without_a_duty() -> QuerySet[Tip]:
    """Undecided tips that no open duty stands for."""
    open_rows = Obligation.objects.open().filter(rule=REVIEW, about_kind=ABOUT)
    waiting = Tip.objects.filter(report__state__in=UNDECIDED, report__case=None)
    lone = waiting.filter(burst=None).exclude(report_id__in=open_rows.values("about_id"))
    bursts = {
        ref.removeprefix("burst:") for ref in open_rows.filter(trigger_ref__startswith="burst:").values_list("trigger_ref", flat=True)
    }
    return lone | waiting.filter(burst__isnull=False).exclude(burst__in=bursts)
