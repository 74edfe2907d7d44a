"""The first day of a new district: everything that has to be there before a report comes, ticked off from the facts themselves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.views.setting_up import Step, steps_of
from reporting.models import KitHolder, ProcedureEdition
from tat import health
from tat.models import Building, District, MechanismCheck, Notice, ReportingMechanism, SchoolOfficial, Seat, Team, Trained, Training
from tat.permissions import Scope, may, needs, request_scope
from tat.roles import Permission
from tat.statutes import POLICE, local_date
from tat.statutes.rosters import SMALLEST_TRIAGE

OPENS: dict[str, Permission] = {
    "district_facts": Permission.SET_UP_DISTRICT,
    "building_list": Permission.SET_UP_DISTRICT,
    "school_calendar": Permission.SET_UP_DISTRICT,
    "staff_import": Permission.SET_UP_DISTRICT,
    "account_list": Permission.SET_UP_DISTRICT,
    "translation_list": Permission.SET_UP_DISTRICT,
    "team_list": Permission.VIEW_TEAM,
    "mechanism_list": Permission.VIEW_TEAM,
    "filing_list": Permission.FILE_ANNUAL,
    "official_list": Permission.NAME_OFFICIAL,
    "outage_kit": Permission.NAME_KIT_HOLDER,
    "restore_list": Permission.CONFIRM_RESTORE,
}
"""Who may open the page where a step is done; who may not is told what is missing all the same."""
TO_NOBODY = ("console", "dummy", "locmem", "filebased")


@needs(Permission.VIEW_FIRST_DAY, "GET")
def first_day(request: HttpRequest) -> HttpResponse:
    """The steps in the order in which they are done, each with what it lacks and the pages where that is put right."""
    scope = request_scope(request)
    district = District.objects.select_related("second_contact").get(pk=scope.district_id)
    steps = [*steps_of(district, scope), *_of_teams(district, scope.at), *_of_papers(district), *_of_the_server(scope.at)]
    rows = [{"step": step, "pages": [page for page in step.pages if _opens(scope, page[0])]} for step in steps]
    missing = sum(bool(step.lacks) for step in steps)
    context = {"district": district, "rows": rows, "missing": missing, "done": len(steps) - missing}
    return render(request, "reporting/first_day.html", context)


def _opens(scope: Scope, page: str) -> bool:
    return page not in OPENS or may(scope, OPENS[page])


def _of_teams(district: District, at: datetime) -> list[Step]:
    held = Seat.objects.held_on(local_date(at)).filter(team__district=district)
    return [_seats(district, held), _triage(district, held), _training(held), _channels(district, at), _officials(district, held, at)]


def _seats(district: District, held: Any) -> Step:
    """The six seats of the statute on each team: held, or empty for a reason that is written down (105 ILCS 128/45(a))."""
    filled: dict[int, set[str]] = {}
    for team, seat in held.filter(kind=Seat.Kind.CORE).values_list("team", "statutory"):
        filled.setdefault(team, set()).add(seat)
    words = _("%(team)s: neither held nor empty for a reason: %(seats)s.")
    lacks = []
    for team in Team.objects.filter(district=district).exclude(kind=Team.Kind.REGIONAL).order_by("name"):
        absent = [str(seat.label) for seat in Seat.Statutory if seat.value not in filled.get(team.pk, set())]
        lacks += [words % {"team": team.name, "seats": ", ".join(absent)}] if absent else []
    return Step(_("Seats of the teams"), "", lacks, [("team_list", _("Teams"))])


def _triage(district: District, held: Any) -> Step:
    teams = Team.objects.filter(district=district).order_by("name")
    on_triage = Count("seats", filter=Q(seats__in=held.filter(triage=True, user__isnull=False, kind=Seat.Kind.CORE)))
    words = _("%(team)s: fewer than two members are designated for triage.")
    lacks = [words % {"team": team.name} for team in teams.annotate(n=on_triage) if team.n < SMALLEST_TRIAGE]
    return Step(_("Triage Teams"), "", lacks, [("team_list", _("Teams"))])


def _training(held: Any) -> Step:
    trained = Trained.objects.filter(training__topic=Training.Topic.INITIAL).values("user")
    number = held.filter(user__isnull=False).exclude(user__in=trained).values("user").distinct().count()
    words = ngettext(
        "%(n)d member has no initial training by an expert on record.",
        "%(n)d members have no initial training by an expert on record.",
        number,
    )
    return Step(_("Training"), "", _so([(number, words % {"n": number})]), [("team_list", _("Teams"))])


def _channels(district: District, at: datetime) -> Step:
    running = ReportingMechanism.objects.filter(district=district).exclude(ended_on__lt=local_date(at))
    everywhere = running.filter(building=None).exists()
    bare = [] if everywhere else Building.objects.filter(district=district, closed_on=None).exclude(mechanisms__in=running).order_by("name")
    untested = running.exclude(pk__in=MechanismCheck.objects.values("mechanism")).count()
    tested = ngettext("%(n)d channel was never tested.", "%(n)d channels were never tested.", untested) % {"n": untested}
    lacks = [(True, _("No reporting channel of %(building)s is in the register.") % {"building": row.name}) for row in bare]
    return Step(_("Reporting channels"), "", _so([*lacks, (untested, tested)]), [("mechanism_list", _("Reporting channels"))])


def _officials(district: District, held: Any, at: datetime) -> Step:
    """Officers read a student record only while they are designated as school officials (105 ILCS 10/6(a)(2))."""
    named = SchoolOfficial.objects.held_on(local_date(at)).filter(district=district).values("person")
    officers = held.filter(statutory=POLICE, user__isnull=False).exclude(user__in=named)
    number = officers.values("user").distinct().count()
    words = ngettext(
        "%(n)d officer on a team is not designated as a school official and reads no student record.",
        "%(n)d officers on teams are not designated as school officials and read no student record.",
        number,
    )
    return Step(_("Officers as school officials"), "", _so([(number, words % {"n": number})]), [("official_list", _("School officials"))])


def _of_papers(district: District) -> list[Step]:
    contact = district.second_contact
    has_kit = KitHolder.objects.filter(district=district).exists()
    has_procedure = ProcedureEdition.objects.filter(district=district).exists()
    return [
        Step(
            _("Second contact"),
            contact.full_name if contact else "",
            _so([(contact is None, _("Nobody is named who is told where the superintendent cannot be."))]),
            [("district_facts", _("Facts of the district"))],
        ),
        Step(
            _("The procedure"),
            "",
            _so([(not has_procedure, _("The district’s own edition of 4:190-AP2 is not entered."))]),
            [("filing_list", _("Annual filing")), ("exhibit_list", _("Exhibits E1 to E5"))],
        ),
        Step(
            _("Outage kit"),
            "",
            _so([(not has_kit, _("Nobody is named for whom the nightly outage kit is sealed."))]),
            [("outage_kit", _("Outage kit"))],
        ),
    ]


def _of_the_server(at: datetime) -> list[Step]:
    """What the administrator of the server sets, as far as the product can see it."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    sent = Notice.objects.filter(state=Notice.State.SENT).exists()
    keys = [
        (
            not settings.BACKUP_PUBLIC_KEY_FILE,
            _("No key for backups is set (BACKUP_PUBLIC_KEY_FILE)."),
        ),
        (not (settings.CHECKPOINT_KEY_FILE and settings.CHECKPOINT_DIR), _("Checkpoints of the log do not leave this machine.")),
    ]
    mail = [
        (backend in TO_NOBODY, _("Mail goes to nobody: EMAIL_URL is not set to a server.")),
        (not sent, _("No mail has left yet. Give somebody a duty and see that it arrives.")),
    ]
    sheets = _("That the field key’s three sheets lie in three places the product cannot see: look there.")
    guide = [("guide_list", _("Help and guides"))]
    return [
        Step(_("Keys and escrow"), sheets, _so(keys), guide),
        Step(_("Backup"), "", health.kept_outside(at), [("restore_list", _("Restores")), *guide]),
        Step(_("Mail and reminders"), "", [*_so(mail), *health.problems(at)], guide),
    ]


def _so(lacks: Iterable[tuple[Any, str]]) -> list[str]:
    return [words for is_so, words in lacks if is_so]
