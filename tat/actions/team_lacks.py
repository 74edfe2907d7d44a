"""What a team lacks on one day, as sentences: seats and expertise, initial training, channels and their tests."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tat.models import Building, Obligation, ReportingMechanism, Seat, Team, Trained, Training
from tat.statutes import local_date
from tat.statutes.rosters import TeamRoster, lacking

NO_CHANNEL = "No reporting channel of %(building)s is in the register. Enter each, the school’s public form too (4:190-AP2)."
UNTRAINED = "Without initial training by an expert: %(names)s (4:190-AP2)."


def lacks_of(team: Team, roster: TeamRoster, at: datetime) -> tuple[str, ...]:
    """Everything that the principal reads before the signature."""
    return (*lacking(roster), *_training(team, at), *(words for building in team.buildings.all() for words in _channels(building, at)))


def _training(team: Team, at: datetime) -> list[str]:
    trained = Trained.objects.filter(training__topic=Training.Topic.INITIAL).values("user")
    seats = Seat.objects.held_on(local_date(at)).filter(team=team, user__isnull=False).exclude(user__in=trained)
    names = sorted(set(seats.values_list("user__full_name", flat=True)))
    return [_(UNTRAINED) % {"names": ", ".join(names)}] if names else []


def _channels(building: Building, at: datetime) -> list[str]:
    today = local_date(at)
    here = Q(building=building) | Q(building=None, district_id=building.district_id)
    running = list(ReportingMechanism.objects.filter(here).exclude(ended_on__lt=today).values_list("pk", flat=True))
    if not running:
        return [_(NO_CHANNEL) % {"building": building.name}]
    late = Obligation.objects.overdue(at).filter(rule__in=["MECH-CHK", "MECH-FIX"], about_kind="mechanism", about_id__in=running)
    number = late.values("about_id").distinct().count()
    words = ngettext(
        "%(number)s reporting channel of %(building)s is past its test or not mended (handbook 8.7).",
        "%(number)s reporting channels of %(building)s are past their test or not mended (handbook 8.7).",
        number,
    )
    return [words % {"number": number, "building": building.name}] if number else []
