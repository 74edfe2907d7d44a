"""Records law: the list of matters, the page on which one begins, and the page of one with its clock and its proof."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.views.acting import refusal
from cases.views.arithmetic import arithmetic
from reporting.actions.disposals import is_of_cases
from reporting.actions.record_duties import KEPT_BY, RULE_OF, keeps, the_one
from reporting.actions.record_reviews import RULE as REVIEW
from reporting.forms.record_steps import StepForm
from reporting.forms.records import FORMS, MatterForm
from reporting.models import RecordsMatter
from reporting.models.records import ABOUT
from reporting.views.record_sheet import VERBS, dates_after, facts_of, form_for, not_yet, state_of, verbs_now, warning_of
from tat import audit, home, paging
from tat.models import Building, Obligation
from tat.permissions import Scope, may, needs, request_scope, signed_in
from tat.roles import Permission, Role
from tat.statutes import RULES, local_date
from tat.views.needs import need

PAGE = 20
Kind = RecordsMatter.Kind
FACTS_TOO = ("district", "building", "key", *Kind.values)


def matters_of(scope: Scope) -> Any:
    """The matters that this person reads by office: all of a kind in the district, or of the own buildings."""
    whole = [kind for kind in Kind.values if keeps(scope, kind, None)]
    own = [kind for kind in Kind.values if may(scope, KEPT_BY[kind]) and kind not in whole]
    places = Q(kind__in=whole) | Q(kind__in=own, building__in=scope.principal_of)
    return RecordsMatter.objects.filter(places, district=scope.district_id or 0)


def kinds_to_open(scope: Scope) -> list[dict[str, Any]]:
    """The kinds that this person may record, with the words of each."""
    return [{"kind": kind.value, "words": kind.label} for kind in Kind if may(scope, KEPT_BY[kind])]


def schools_for(scope: Scope, kind: str) -> Any:
    """The schools of the district, or the own where the person keeps such matters there alone."""
    rows = Building.objects.filter(district=scope.district_id or 0).order_by("name")
    return rows if keeps(scope, kind, None) else rows.filter(pk__in=scope.principal_of)


@needs(Permission.VIEW_RECORDS, "GET")
def record_list(request: HttpRequest) -> HttpResponse:
    """The matters, the latest first; those that are open, or all."""
    scope = request_scope(request)
    every = request.GET.get("show") == "all"
    rows = matters_of(scope).select_related(*FACTS_TOO)
    if not every:
        rows = rows.filter(Exists(Obligation.objects.open().about(ABOUT, OuterRef("pk"))))  # type: ignore[arg-type]
    found, after = paging.page(rows, ("recorded_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    duties = list(Obligation.objects.filter(about_kind=ABOUT, about_id__in=[each.pk for each in found]))
    of = {each.pk: the_one(duty for duty in duties if duty.about_id == each.pk) for each in found}
    lines = [{"matter": each, "state": state_of(each, of[each.pk], scope.at)} for each in found]
    context = {
        "lines": lines,
        "after": after,
        "every": every,
        "kinds": kinds_to_open(scope),
        "reviews": reviews_for(scope),
        "keeps": may(scope, Permission.KEEP_RECORDS),
        "keeps_retention": may(scope, Permission.KEEP_RETENTION),
    }
    codes = [each.code for each in found] + [duty.code for duty in context["reviews"]]
    audit.record_access(request.user, kind="list", page="record_list", at=scope.at, digest=audit.digest_of(codes))  # type: ignore[arg-type]
    return render(request, "reporting/records.html", context)


def reviews_for(scope: Scope) -> list[Obligation]:
    """Reviews of temporary records that wait, for the custodian: code and date, and nothing else of a case. None of a restricted one."""
    if Role.CUSTODIAN not in scope.offices:
        return []
    rows = Obligation.objects.open().filter(rule=REVIEW, district=scope.district_id, restricted=False)
    return list(rows.exclude(about_id__in=scope.excluded).order_by("target_due_at", "id")[:PAGE])


@needs(Permission.VIEW_RECORDS, "GET")
def record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form with which a matter of this kind begins."""
    scope = request_scope(request)
    refuse_kind(scope, kind)
    return show_new(request, kind, FORMS[kind](schools=schools_for(scope, kind)))


def refuse_kind(scope: Scope, kind: str) -> None:
    """Raise Http404 for a kind that there is not, or that is not this person's to record."""
    if kind not in FORMS or not may(scope, KEPT_BY[kind]):
        raise Http404


def show_new(request: HttpRequest, kind: str, form: MatterForm) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    rule = RULES[RULE_OF[kind]]
    return render(request, "reporting/record_new.html", {"kind": kind, "words": Kind(kind).label, "form": form, "rule": rule})


def opened(request: HttpRequest, matter_id: uuid.UUID) -> tuple[RecordsMatter, Obligation | None, bool]:
    """The matter, its duty, and whether this person keeps such records. Who is only told of the duty sees no name.

    Raises Http404 for everybody else.
    """
    scope = request_scope(request)
    rows = RecordsMatter.objects.select_related(*FACTS_TOO)
    matter = rows.filter(pk=matter_id, district=scope.district_id or 0).first()
    if matter is None:
        raise Http404
    duty = the_one(Obligation.objects.about(ABOUT, matter.pk).select_related("district", "building", "actor"))
    own = keeps(scope, matter.kind, matter.building_id)
    if not own and (duty is None or not home.is_theirs(scope, duty)):
        raise Http404
    return matter, duty, own


@signed_in("GET")
def record_detail(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
    """One matter: its clock, what was done, what can be done."""
    return show(request, matter_id)


def show(request: HttpRequest, matter_id: uuid.UUID, verb: str = "", sent: StepForm | None = None) -> HttpResponse:
    """The page, with the errors of the form that was sent where there are any."""
    scope = request_scope(request)
    matter, duty, own = opened(request, matter_id)
    steps = list(matter.steps.select_related("matter__key").order_by("recorded_at", "id")) if own else []
    offered = verbs_now(matter, duty, steps, scope.at) if own else []
    forms = {each: sent if each == verb and sent else form_for(each, matter) for each in offered}
    rule = RULES[duty.rule if duty else RULE_OF[matter.kind]]
    context = {
        "matter": matter,
        "duty": duty,
        "rule": rule,
        "own": own,
        "of_cases": own and is_of_cases(matter),
        "state": state_of(matter, duty, scope.at),
        "facts": facts_of(matter) if own else [],
        "warning": warning_of(matter, duty, local_date(scope.at)) if own else "",
        "record_steps": steps,
        "not_yet": not_yet(matter, duty, {step.what for step in steps}, scope.at) if own else "",
        "dates": dates_after(matter, steps) if own and matter.kind in (Kind.CHALLENGE, Kind.HEARING) else [],
        "acts": [
            {"form": form, "verb": name, "url": VERBS[name][1], "title": VERBS[name][2], "go": VERBS[name][3]}
            for name, form in forms.items()
        ],
        "may_list": may(scope, Permission.VIEW_RECORDS),
        **clock_of(duty, scope),
        **refusal(request, (sent,), forms.values()),
    }
    audit.record_access(request.user, kind="records", page="record_detail", ref=(matter.pk, matter.code), at=scope.at)  # type: ignore[arg-type]
    return render(request, "reporting/record.html", context)


def clock_of(duty: Obligation | None, scope: Scope) -> dict[str, Any]:
    """For templates/cases/_duty_time.html: time left and how it was worked out."""
    if duty is None:
        return {}
    return {
        "need": need(duty, scope.at, viewer_id=scope.user_id, through_case=True),
        "now": scope.at,
        "is_open": duty.state == Obligation.State.OPEN,
        "steps": arithmetic(duty, duty.events.select_related("by").order_by("at")),
    }
