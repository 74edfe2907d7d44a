"""Logging a report of concern: five blocks, search before create, and one button to containment."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import Door, can, request_door
from cases.gates import YES
from cases.models import Case, IncidentFacts, Indicator
from cases.views.calls import ON_ABUSE, calls
from cases.views.due_now import tell_due, tell_next
from cases.views.mending import mend
from tat import clock, drafts
from tat.idempotency import once
from tat.models import Building, Seat, Team, User
from tat.models.prepared import Given, Prepared, Shaped
from tat.permissions import Scope, may_in_building, needs, request_scope
from tat.roles import Permission, Role
from tat.uploads import takes_files
from tat.uploads.waiting import FILES, FilesSent
from tat.workflow import Blocked
from triage.actions.given import ReportGiven
from triage.actions.reports import gates_of, take_in
from triage.actions.search import Earlier, earlier_records
from triage.forms.emergency import whatever_is_typed
from triage.forms.report import ReportForm
from triage.models import Report
from triage.views.left import Left, left_in, ref_of

DRAFT = "report"
NO_FILES = _l("The files could not be kept. The report is saved. Add the files to the case again.")
CHOOSE = "Choose whether this belongs to a case that is there, or to a new one."


@needs(Permission.LOG_REPORT, "GET")
def report_new(request: HttpRequest) -> HttpResponse:
    """The empty form, or the draft that was left."""
    buildings = buildings_of(request_scope(request))
    left = left_in(request, DRAFT, keys_of(buildings))
    form, sent = make_form(request, left.body, buildings), FilesSent(request.user, DRAFT, left.ref, left.body)
    return show(request, form.without_errors() if left.body is not None else form, sent, left=left)


@needs(Permission.LOG_REPORT, "POST")
@takes_files
def report_add_target(request: HttpRequest) -> HttpResponse:
    """The page again as it stands, with one more block for a target; nothing is judged yet but the files, which a browser would forget."""
    sent = files_of(request)
    warn(request, sent)
    return show(request, make_form(request, request.POST).add_target(), sent)


@needs(Permission.LOG_REPORT, "POST")
@takes_files
def report_add_witness(request: HttpRequest) -> HttpResponse:
    """The same, with one more block for a witness or for somebody whom it reached."""
    sent = files_of(request)
    warn(request, sent)
    return show(request, make_form(request, request.POST).add_witness(), sent)


@needs(Permission.LOG_REPORT, "POST")
@once
@takes_files
def report_save(request: HttpRequest) -> HttpResponse:
    """Save, or show what must be mended, or what is on record already under the name."""
    form, sent = make_form(request, request.POST.copy()), files_of(request)
    if request.POST.get("then") == "containment":
        warn(request, sent)
        return at_once(request, whatever_is_typed(form, clock.now()), sent)
    if not said(form, sent):
        return show(request, form, sent)
    if request.POST.get("then") == "later" and form.cleaned_data["danger"] != "yes":
        form.cleaned_data["determination"] = ""
    data = form.cleaned_data
    earlier = search(request, form, page="report_new", building=data["building"], text=data["nature"])
    if earlier:
        return show(request, form, sent, earlier=earlier)
    try:
        return taken(request, form.given(), sent)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form, sent)


def files_of(request: HttpRequest) -> FilesSent:
    """What this request brings of files, and what waits from an earlier try."""
    return FilesSent(request.user, DRAFT, ref_of(request), request.POST, request.FILES.getlist(FILES))


def said(form: ReportForm, sent: FilesSent) -> bool:
    """Whether all can be saved; a refused file is named beside its field."""
    form.is_valid()
    for sentence in sent.sentences():
        form.add_error(FILES, sentence)
    return form.is_valid()


def warn(request: HttpRequest, sent: FilesSent) -> None:
    """A refused file is named above the page, where no form comes back to say it."""
    for sentence in sent.sentences():
        messages.warning(request, sentence)


def at_once(request: HttpRequest, given: ReportGiven, sent: FilesSent) -> HttpResponse:
    """Take an emergency in; what keeps its files from being kept does not keep it."""
    try:
        return taken(request, given, sent)
    except OSError:
        messages.warning(request, NO_FILES)
        return saved(request, given, *take_in(by=request.user, given=given, way=request_door(request)))


def taken(request: HttpRequest, given: ReportGiven, sent: FilesSent) -> HttpResponse:
    """Take the report in with its files, in one act. Raises Blocked."""
    given = replace(given, files=sent.all())
    answer = saved(request, given, *take_in(by=request.user, given=given, way=request_door(request)))
    sent.done()
    return answer


def keys_of(buildings: list[Building]) -> set[str]:
    """The keys of these buildings as a form writes them."""
    return {str(place.pk) for place in buildings}


def make_form(request: HttpRequest, data: QueryDict | None, buildings: list[Building] | None = None) -> ReportForm:
    """The form for this person's buildings, read where the caller has not. Raises PermissionDenied where there are none."""
    scope = request_scope(request)
    buildings = buildings_of(scope) if buildings is None else buildings
    if not buildings:
        raise PermissionDenied
    may_determine = any(may_in_building(scope, Permission.REVIEW_REPORT, place.pk, place.team_ids) for place in buildings)  # type: ignore[attr-defined]
    return ReportForm(data, by=request.user, buildings=buildings, may_determine=may_determine, at=scope.at)


def buildings_of(scope: Scope) -> list[Building]:
    """The buildings in which this person may log a report, each with the teams that serve it."""
    found = BUILDINGS(
        district=scope.district_id,
        all_of_it=Role.SUPERINTENDENT in scope.offices,
        offices=list(scope.principal_of | scope.taker_in),
        teams=list(scope.member_of | scope.triage_of | scope.backup_in),
    )
    for place in found:
        names = zip(place.team_ids, place.team_names, strict=True)  # type: ignore[attr-defined]
        place.served_by = [Team(pk=team, district_id=place.district_id, name=name) for team, name in names]
    return found


def _buildings(held: Mapping[str, Any]) -> QuerySet[Building]:
    teams = Building.teams.through.objects.filter(building_id=OuterRef("pk"))
    mine = Q() if held["all_of_it"] else Q(pk__any_of=held["offices"]) | Exists(teams.filter(team_id__any_of=held["teams"]))
    in_order = teams.order_by("team_id")
    with_teams = Building.objects.select_related("district").annotate(
        team_ids=ArraySubquery(in_order.values("team_id")), team_names=ArraySubquery(in_order.values("team__name"))
    )
    return with_teams.filter(mine, district_id=held["district"], closed_on=None).order_by("name")


BUILDINGS: Shaped[Building] = Shaped(_buildings)


def search(request: HttpRequest, form: Any, *, page: str, building: Building, text: str) -> Earlier | None:
    """What is on record under the subject's name or in similar words, until it has been shown and a choice is made.

    Never in front of an emergency.
    """
    data = form.cleaned_data
    name, chosen, shown = data["subject_name"].strip(), data["into"], data["searched"]
    data["into"] = ""
    determining = form.determining()
    if determining and determining.answer == "yes":
        return None
    asked = {"building": building, "by": request.user, "way": request_door(request)}
    earlier = earlier_records(name, text, page=page, shown=shown, **asked)
    if not earlier:
        return None
    if shown == earlier.mark and chosen in offered(earlier):
        data["into"] = chosen
        return None
    if shown == earlier.mark:
        form.add_error("into", CHOOSE)
    else:
        form.data.update({"searched": earlier.mark, "into": ""})  # type: ignore[attr-defined]
    return earlier


def offered(earlier: Earlier) -> dict[str, Any]:
    """The choices that a search leaves: add to an open case, a new one about the same person, a new one."""
    found = {f"case:{hit.pk}": _("Add it to the open case %(code)s") % {"code": hit.code} for hit in earlier.open_cases}
    for hit in (*earlier.open_cases, *earlier.closed_cases):
        if hit.person:
            found.setdefault(f"same:{hit.person}", _("Open a new case about the same person as in %(code)s") % {"code": hit.code})
    return {**found, "new": _("Open a new case")}


def reasons(earlier: Earlier) -> dict[str, str]:
    """Why each choice is there, in words under it."""
    found: dict[str, str] = {}
    for hit in (*earlier.open_cases, *earlier.closed_cases):
        why = " · ".join(map(str, hit.why))
        found[f"case:{hit.pk}"] = why
        found.setdefault(f"same:{hit.person}", why)
    return found


def show(
    request: HttpRequest, form: ReportForm, sent: FilesSent, *, earlier: Earlier | None = None, left: Left | None = None
) -> HttpResponse:
    """The page with what was typed; files that were accepted wait with it."""
    if sent.judged:
        sent.keep(clock.now())
    building = form.fields["building"].initial
    if earlier:
        form.ask_into(offered(earlier), reasons(earlier))
    context = {
        "form": form,
        "sent": sent,
        "targets": form.targets,
        "witnesses": form.witnesses,
        "earlier": earlier,
        "left": left or Left(ref=ref_of(request)),
        "building": building,
        "readers": readers(building, request.user),
        "indicators_note": Indicator().note_shown,
        "calls": calls(ON_ABUSE, district_id=building.district_id, building=building, at=request_scope(request).at),
    }
    return render(request, "triage/report_new.html", context)


def readers(building: Building, user: User) -> list[str]:
    """Names of the building's Triage Team, for “who will see this”."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    return [person.short_name for person in READERS(day=today, building=building.pk, user=user.pk)]


def _readers() -> QuerySet[User]:
    seats = Seat.objects.held_on(Given("day")).filter(team__buildings=Given("building"), triage=True, kind=Seat.Kind.CORE)
    people = User.objects.filter(pk__in=seats.values("user_id")).exclude(pk=Given("user"))
    return people.only("full_name").order_by("full_name")


READERS: Prepared[User] = Prepared(_readers)


def saved(request: HttpRequest, given: ReportGiven, report: Report, way: Door, draft: str = DRAFT) -> HttpResponse:
    """What is due by now; and where the person goes on: containment, triage or the decision, home where the case is not theirs to see."""
    drafts.discard(request.user, draft, ref_of(request))
    case: Case = report.case
    yes = [code for code, reply in gates_of(given).items() if reply.answer == YES]
    handed_on = _("Saved as %(code)s. The principal and the Triage Team take it from here.") % {"code": case.code}
    if not can(way, Permission.VIEW_CASE, case):
        messages.success(request, handed_on)
        tell_started(request, given, report, yes)
        return redirect("home")
    may_review = can(way, Permission.REVIEW_REPORT, case)
    messages.success(request, _("Saved as %(code)s.") % {"code": case.code} if may_review else handed_on)
    tell_started(request, given, report, yes)
    place = {"containment": "case_containment", "triage": "case_triage"}.get(case.stage, "case_imminence")
    decided = case.stage == "intake" and case.determined_at is not None
    return redirect("case_triage" if decided else place, code=case.code)


def tell_started(request: HttpRequest, given: ReportGiven, report: Report, yes: list[str]) -> None:
    """Say what the gates, or a weapon that was seen, have started."""
    if yes or given.incident.weapon == IncidentFacts.Weapon.SEEN:
        tell_due(request, report.case, report.recorded_at)
        tell_next(request, report.case, yes)
