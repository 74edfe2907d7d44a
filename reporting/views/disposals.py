"""A disposal of case files: its cases, whose families were told, who agreed, and the end of it; and the tombstone of one case."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import DISPOSED, request_door, seen_by
from reporting.actions import carrying_out, disposal_papers
from reporting.actions import disposals as acts
from reporting.forms.disposals import AddCasesForm, AgreeForm, CarryOutForm, RemoveCaseForm, ToldForm
from reporting.models import IssuedDocument, RecordsMatter, Tombstone
from reporting.views.papers import kept_html, kept_pdf
from reporting.workflow import agreement_problems, execution_problems
from tat import audit, paging
from tat.idempotency import once
from tat.permissions import may, needs, refused_method, request_scope, stated
from tat.roles import Permission
from tat.templatetags.moments import on
from tat.views.mending import taken
from tat.workflow import Blocked

PAGE = 20
Forms = dict[str, Any]


@needs(Permission.AGREE_TO_DISPOSAL, "GET")
def disposal_list(request: HttpRequest) -> HttpResponse:
    """The disposals of case files, the latest first."""
    scope = request_scope(request)
    rows = acts.seen_disposals(scope).select_related("key", "disposal", "district")
    found, after = paging.page(rows, ("recorded_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    done = set(Tombstone.objects.filter(matter__in=[each.pk for each in found]).values_list("matter_id", flat=True))
    context = {"lines": [(each, each.pk in done) for each in found], "after": after, "keeps": may(scope, Permission.KEEP_RETENTION)}
    codes = [each.code for each in found]
    audit.record_access(request.user, kind="list", page="disposal_list", at=scope.at, digest=audit.digest_of(codes))  # type: ignore[arg-type]
    return render(request, "reporting/disposals.html", context)


def opened(request: HttpRequest, disposal_id: uuid.UUID) -> RecordsMatter:
    """The disposal, where it is this person's to read. Raises Http404."""
    rows = acts.seen_disposals(request_scope(request)).select_related("key", "disposal", "district")
    matter: RecordsMatter | None = rows.filter(pk=disposal_id).first()
    if matter is None:
        raise Http404
    return matter


@needs(Permission.AGREE_TO_DISPOSAL, "GET")
def disposal_detail(request: HttpRequest, disposal_id: uuid.UUID) -> HttpResponse:
    """One disposal: what is in it, what stands before it, and what this person can do."""
    return show(request, opened(request, disposal_id))


def show(request: HttpRequest, matter: RecordsMatter, **sent: Any) -> HttpResponse:
    """The page, with the errors of the form that was sent where there are any."""
    scope, rows = request_scope(request), acts.cases_in(matter)
    facts = acts.batch_facts(matter, rows, scope.at)
    keeps = may(scope, Permission.KEEP_RETENTION) and not facts.done
    wrong = execution_problems(facts)
    not_agree = agreement_problems(facts, scope.user_id)
    codes = [row.case.code for row in rows]
    shown: Forms = {}
    if keeps:
        offered = [(each.code, _called(each)) for each in acts.offered_for(scope, matter)]
        shown["add_form"] = AddCasesForm(offered=offered) if offered else None
        shown["told_form"] = ToldForm(offered=codes) if rows else None
        shown["out_form"] = RemoveCaseForm(offered=codes) if rows else None
        shown["carry_form"] = None if wrong else CarryOutForm(request=request)
    shown["agree_form"] = None if not_agree else AgreeForm(request=request)
    agreed = matter.disposal_agreements.filter(digest=acts.digest_of(rows)).order_by("recorded_at", "id")
    context = {
        "matter": matter,
        "rows": rows,
        "facts": facts,
        "wrong": () if facts.done else wrong,
        "not_agree": () if facts.done else not_agree,
        "agreed": list(agreed),
        "stones": list(Tombstone.objects.filter(matter=matter).order_by("code")) if facts.done else [],
        "papers": disposal_papers.papers_of(matter),
        "keeps": may(scope, Permission.KEEP_RETENTION),
        **shown,
        **sent,
    }
    audit.record_access(request.user, kind="records", page="disposal_detail", ref=(matter.pk, matter.code), at=scope.at)  # type: ignore[arg-type]
    return render(request, "reporting/disposal.html", context)


def _called(case: Any) -> str:
    return _("%(code)s, %(school)s, closed %(day)s") % {"code": case.code, "school": case.building.name, "day": on(case.closed_at)}


def _act(permission: Permission, name: str, do: Callable[..., Any], done: Any) -> Any:
    """The address of one verb: for whom the disposal is not, it is not there."""

    @once
    def sent(request: HttpRequest, disposal_id: uuid.UUID) -> HttpResponse:
        matter = opened(request, disposal_id)
        codes = [row.case.code for row in acts.cases_in(matter)]
        made = FORMS[name](request, matter, codes)
        if taken(made, lambda: do(request, matter, made)) is None:
            return show(request, matter, **{f"{name}_form": made})
        messages.success(request, str(done))
        return redirect("disposal_detail", disposal_id=disposal_id)

    def view(request: HttpRequest, disposal_id: uuid.UUID) -> HttpResponse:
        opened(request, disposal_id)
        return sent(request, disposal_id)

    view.__name__ = f"disposal_{name}"
    return needs(permission, "POST")(view)


FORMS: dict[str, Callable[..., Any]] = {
    "add": lambda request, matter, codes: AddCasesForm(
        request.POST, offered=[(each.code, each.code) for each in acts.offered_for(request_scope(request), matter)]
    ),
    "told": lambda request, matter, codes: ToldForm(request.POST, offered=codes),
    "out": lambda request, matter, codes: RemoveCaseForm(request.POST, offered=codes),
    "agree": lambda request, matter, codes: AgreeForm(request.POST, request=request),
    "carry": lambda request, matter, codes: CarryOutForm(request.POST, request=request),
}
KEEP, AGREE = Permission.KEEP_RETENTION, Permission.AGREE_TO_DISPOSAL

add = _act(
    KEEP,
    "add",
    lambda request, matter, form: acts.add_cases(matter_id=matter.pk, by=request.user, codes=form.cleaned_data["cases"]),
    _l("The cases are in it. Nothing is deleted by that."),
)
told = _act(
    KEEP,
    "told",
    lambda request, matter, form: acts.record_told(matter_id=matter.pk, by=request.user, given=form.given()),
    _l("It is recorded that they were told."),
)
take_out = _act(
    KEEP,
    "out",
    lambda request, matter, form: acts.remove_case(
        matter_id=matter.pk, by=request.user, code=form.cleaned_data["case"], reason=form.cleaned_data["reason"]
    ),
    _l("The case is taken out. The others are agreed to anew."),
)
agree = _act(
    AGREE,
    "agree",
    lambda request, matter, form: acts.agree(matter_id=matter.pk, by=request.user),
    _l("You agreed. Nothing is destroyed by that."),
)
carry_out = _act(
    KEEP,
    "carry",
    lambda request, matter, form: carrying_out.carry_out(matter_id=matter.pk, by=request.user),
    _l("It is carried out. A tombstone stands for each case."),
)


@needs(Permission.KEEP_RETENTION, "POST")
def print_it(request: HttpRequest, disposal_id: uuid.UUID) -> HttpResponse:
    """Issue a copy of the certificate; it is kept."""
    opened(request, disposal_id)
    return _print(request, disposal_id)


@once
def _print(request: HttpRequest, disposal_id: uuid.UUID) -> HttpResponse:
    try:
        disposal_papers.print_disposal(matter_id=disposal_id, by=request.user)  # type: ignore[arg-type]
    except Blocked as blocked:
        return show(request, opened(request, disposal_id), wrong=blocked.problems)
    messages.success(request, _("The copy is made and kept. Open it below."))
    return redirect("disposal_detail", disposal_id=disposal_id)


@needs(Permission.AGREE_TO_DISPOSAL, "GET")
def paper_html(request: HttpRequest, disposal_id: uuid.UUID, number: int) -> HttpResponse:
    """A copy as it was issued, in the browser."""
    return kept_html(_copy(opened(request, disposal_id), number))


@needs(Permission.AGREE_TO_DISPOSAL, "GET")
def paper_pdf(request: HttpRequest, disposal_id: uuid.UUID, number: int) -> HttpResponseBase:
    """A copy's kept bytes, streamed."""
    matter = opened(request, disposal_id)
    return kept_pdf(_copy(matter, number), matter.code)


def _copy(matter: RecordsMatter, number: int) -> IssuedDocument:
    paper = next((each for each in disposal_papers.papers_of(matter) if each.copy_number == number), None)
    if paper is None:
        raise Http404
    return paper


def _tombstone(request: HttpRequest, code: str) -> HttpResponse:
    """What is left of a case, for who could see it: no name, no word. Raises Http404 for everybody else, and while its record is kept."""
    if refused := refused_method(request, ("GET",)):
        return refused
    scope = request_scope(request)
    case = next(iter(seen_by(request_door(request), DISPOSED, code=code)), None)
    if case is None:
        raise Http404
    stone = Tombstone.objects.filter(case=case).select_related("case__building").first()
    audit.record_access(request.user, kind="case", page="case_disposed", ref=(case.pk, case.code), at=scope.at)  # type: ignore[arg-type]
    return render(request, "reporting/tombstone.html", {"case": case, "stone": stone})


case_disposed = stated(Permission.VIEW_CASE, ("GET",))(login_required(_tombstone))
