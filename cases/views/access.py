"""Who may see a case, who opened it, who is kept out."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.circle import grant_access, record_conflict
from cases.actions.conflicts import principals_of, seats_in_force
from cases.actions.on_record import Row, on_record
from cases.actions.transfers import still_read_by
from cases.forms.access import GrantForm, PersonForm
from cases.models import Case
from cases.views import glance
from cases.views.mending import mend
from cases.workflow import Circle
from tat import paging
from tat.audit import UNTOLD_KIND
from tat.forms.choices import Shared
from tat.forms.people import ACCOUNTS, NAMES
from tat.idempotency import once
from tat.models import AccessEntry, Seat
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import end_of_day
from tat.workflow import Blocked

PAGE = 50
KINDS = {"paper": _l("A paper"), "duty": _l("A duty"), "draft": _l("The person's own draft"), "search": _l("Search")}
# What was shown, by the name of its view; a form that came back to be mended is "a form of this case".
PAGES = {
    "case_detail": _l("Case"),
    "case_report": _l("Report"),
    "case_reporter": _l("Who reported"),
    "case_imminence": _l("Imminence"),
    "case_containment": _l("Containment"),
    "case_interviews": _l("Interviews"),
    "case_talk": _l("One interview"),
    "case_questioning": _l("Before a questioning"),
    "case_records": _l("Records"),
    "case_triage": _l("Triage"),
    "case_assessment": _l("Assessment"),
    "case_round": _l("A round of the assessment"),
    "case_questions": _l("Key questions"),
    "case_gaps": _l("Information gaps"),
    "case_classification": _l("Classification"),
    "case_danger": _l("Danger determination"),
    "case_notices": _l("Notices"),
    "case_notes": _l("Team notes"),
    "case_briefs": _l("Need-to-know briefs"),
    "brief_detail": _l("A brief to that person, not the case"),
    "plan_people": _l("People of the plan"),
    "case_reassess": _l("Reassess, or say why not"),
    "case_family": _l("Family and orders"),
    "case_releases": _l("Record of release"),
    "case_letters": _l("Letters"),
    "case_packets": _l("Packets"),
    "case_pictures": _l("Pictures of documents"),
    "picture_page": _l("A page of a file, to cover places on it"),
    "picture_shown": _l("A page of a file, to cover places on it"),
    "picture_file": _l("A picture copy of a file"),
    "case_plan": _l("Case plan"),
    "case_system": _l("Findings for the district"),
    "plan_version": _l("A version of the plan"),
    "case_strategy": _l("A strategy of the plan"),
    "case_safeguard": _l("Separation safeguard"),
    "case_targets": _l("Plans for targets"),
    "target_plan": _l("A target’s plan for safety"),
    "target_papers": _l("Papers of a target’s plan"),
    "case_dates": _l("Dates to watch"),
    "case_referrals": _l("Referrals"),
    "case_updates": _l("Updates"),
    "case_contacts": _l("Contacts"),
    "case_closing": _l("Closing"),
    "case_exercise": _l("Tabletop exercise"),
    "case_transfer": _l("Transfer and leaving"),
    "transfer_answer": _l("A request to take the case, not the case"),
    "case_reopening": _l("Reopening"),
    "case_merging": _l("Merging"),
    "case_log": _l("Who may see it"),
    "case_duties": _l("Duties"),
    "case_papers": _l("Papers"),
    "case_attachments": _l("Files"),
    "attachment_open": _l("The copy of a file"),
    "attachment_original": _l("The original of a file"),
    "changed_meanwhile": _l("What another person saved meanwhile"),
}


@case_view(Permission.VIEW_LOG, "GET")
def case_log(request: HttpRequest, case: Case) -> HttpResponse:
    """The circle of a case by name, and the latest views of it."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **forms: Any) -> HttpResponse:
    """The access page, with a form's errors where there are any."""
    way, at = request_door(request), request_scope(request).at
    views, after = looked_at(case, request.GET.get("after", ""))
    standing = on_record(case, at)["standing"]
    people = Shared(NAMES(district=case.district_id))
    context = {
        "case": case,
        "circle": glance.circle(case),
        "people": admitted(case, at, standing),
        "kept_out": glance.kept_out(standing),
        "views": [seen(view) for view in views],
        "after": after,
        "conflict_form": forms.get("conflict_form") or (PersonForm(people=people) if can(way, Permission.RECORD_CONFLICT, case) else None),
        "grant_form": forms.get("grant_form") or (GrantForm(people=people) if can(way, Permission.GRANT_ACCESS, case) else None),
    }
    return render(request, "cases/access.html", context)


class Seen(NamedTuple):
    """One view of the case, as its row shows it."""

    at: datetime
    user_name: str
    user_position: str
    page_words: Any


def seen(view: Any) -> Seen:
    """The view with the words of its page."""
    return Seen(view.at, view.user_name, view.user_position, PAGES.get(view.page) or KINDS.get(view.kind, _("A form of this case")))


def looked_at(case: Case, after: str) -> tuple[list[Any], str]:
    """A page of the views of the case, the latest first, and the token of the next."""
    if not after:
        return paging.cut(LATEST(case=case.id), VIEW_KEYS, PAGE)
    return paging.page(AccessEntry.objects.filter(about_id=case.id).exclude(kind=UNTOLD_KIND), VIEW_KEYS, after, PAGE, newest_first=True)


VIEW_KEYS = ("at", "id")
SHOWN = (*VIEW_KEYS, "user_name", "user_position", "page", "kind")


def _latest() -> Any:
    told = AccessEntry.objects.filter(about_id=Given("case")).exclude(kind=UNTOLD_KIND)
    in_order = paging.ordered(told, VIEW_KEYS, newest_first=True)
    return in_order.values_list(*SHOWN, named=True)[: PAGE + 1]


LATEST: Prepared[Any] = Prepared(_latest)


def admitted(case: Case, at: datetime, standing: list[Row]) -> list[dict[str, Any]]:
    """Everybody whom the door lets in now, by name, each with why; of a restricted case only the named."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    if not case.restricted:
        for user in principals_of(case, at):
            reasons[user.full_name, user.position].append(_("Principal of the building"))
        for seat in seats_in_force(case, at):
            if seat.user and seat.kind == Seat.Kind.CORE and (seat.triage or case.circle == Circle.TAT):
                reasons[seat.user.full_name, seat.user.position].append(_("Triage Team") if seat.triage else _("Seat of the team"))
    for person in still_read_by(case, at):
        reasons[person.full_name, person.position].append(_("Of the team that handed the case over, until the first update"))
    for row in standing:
        if why := glance.why_in(row):
            reasons[row["name"], row["position"]].append(why)
    for row in standing:
        if row["as"] in glance.OUT:
            reasons.pop((row["name"], row["position"]), None)
    return [
        {"icon": "user", "words": ", ".join(filter(None, person)), "note": " · ".join(dict.fromkeys(why))}
        for person, why in sorted(reasons.items())
    ]


@case_view(Permission.RECORD_CONFLICT, "POST")
@once
def conflict(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep a person out."""
    form = PersonForm(request.POST, people=ACCOUNTS(district=case.district_id))
    if not form.is_valid():
        return show(request, case, conflict_form=form)
    record_conflict(case=case, by=request.user, person=form.cleaned_data["person"])
    messages.success(request, _("The case is closed to this person from now on."))
    return redirect("home") if form.cleaned_data["person"] == request.user else redirect("case_log", code=case.code)


@case_view(Permission.GRANT_ACCESS, "POST")
@once
def grant(request: HttpRequest, case: Case) -> HttpResponse:
    """Let a named person in until a day."""
    form = GrantForm(request.POST, people=ACCOUNTS(district=case.district_id))
    if form.is_valid():
        try:
            data = form.cleaned_data
            grant_access(case=case, by=request.user, to=data["person"], until=end_of_day(data["until"]), reason=data["reason"])
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("Access is open until the end of that day."))
            return redirect("case_log", code=case.code)
    return show(request, case, grant_form=form)
