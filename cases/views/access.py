"""Who may see a case, who opened it, who is kept out."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.circle import end_access, grant_access, record_conflict, restrict_case
from cases.actions.conflicts import principals_of, seats_in_force
from cases.actions.on_record import Row, on_record
from cases.actions.transfers import still_read_by
from cases.forms.access import GrantForm, PersonForm, RestrictForm
from cases.models import Case, CaseGrant, EmergencyOpening
from cases.views import glance
from cases.views.acting import act
from cases.views.mending import mend
from cases.views.pages_seen import KINDS, PAGES
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
        "grants": GRANTED(case=case.pk, at=at) if can(way, Permission.GRANT_ACCESS, case) else [],
        "openings": OPENINGS(case=case.pk),
        "restrict_form": restricting(request, case, forms.get("restrict_form")),
        "may_explain": can(way, Permission.EXPLAIN_ACCESS, case),
        "grant_form": forms.get("grant_form") or (GrantForm(people=people) if can(way, Permission.GRANT_ACCESS, case) else None),
    }
    return render(request, "cases/access.html", context)


def restricting(request: HttpRequest, case: Case, sent: RestrictForm | None) -> RestrictForm | None:
    """The form that restricts the case, for who may, while it is not restricted."""
    may = can(request_door(request), Permission.GRANT_ACCESS, case) and not case.restricted and case.merged_into_id is None
    return (sent or RestrictForm(auto_id="id_restrict_%s")) if may else None


GRANTED: Prepared[CaseGrant] = Prepared(
    lambda: (
        CaseGrant.objects.filter(content_object=Given("case"), until__gt=Given("at")).select_related("user", "by").order_by("until", "id")
    )
)
OPENINGS: Prepared[EmergencyOpening] = Prepared(
    lambda: EmergencyOpening.objects.filter(case=Given("case")).defer("reason", "judged_reason").order_by("-recorded_at", "-id")[:20]
)


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


@case_view(Permission.GRANT_ACCESS, "POST")
@once
def revoke(request: HttpRequest, case: Case, grant_id: int) -> HttpResponse:
    """End the access of a named person before its day."""
    try:
        end_access(case=case, by=request.user, grant_id=grant_id)  # type: ignore[arg-type]
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
    else:
        messages.success(request, _("Ended. The case is closed to this person from now on."))
    return redirect("case_log", code=case.code)


@case_view(Permission.GRANT_ACCESS, "POST")
@once
def limit(request: HttpRequest, case: Case) -> HttpResponse:
    """Open the case to named people only."""
    form = RestrictForm(request.POST, auto_id="id_restrict_%s")
    return act(
        request,
        case,
        form,
        do=lambda: restrict_case(case=case, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        again=lambda: show(request, case, restrict_form=form),
        done=_("The case opens to named people only from now on."),
        go="case_log",
    )
