"""The records of a case that were looked into, or why not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.records import review_records
from cases.forms.records import RecordsForm
from cases.models import Case, RecordsReview
from cases.views import drafts
from cases.views.mending import mend
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.workflow import Blocked

FORM = "records"


@case_view(Permission.VIEW_CASE, "GET")
def case_records(request: HttpRequest, case: Case) -> HttpResponse:
    """Each source with what came of looking."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: RecordsForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    looks = LOOKS(case=case)
    done = {look.source for look in looks}
    may_add = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    context = {
        "case": case,
        "looks": looks,
        "waiting": [source.label for source in RecordsReview.Source if source not in done],
        "form": (form or fresh_form(request, case)) if may_add else None,
    }
    return render(request, "cases/records.html", context)


LOOKS: Prepared[RecordsReview] = Prepared(lambda: RecordsReview.objects.filter(case=Given("case")).order_by("recorded_at"))


def fresh_form(request: HttpRequest, case: Case) -> RecordsForm:
    """The form, with the draft that was left in it."""
    draft = drafts.typed(request, case, FORM)
    return drafts.again(RecordsForm(draft), draft)


@case_view(Permission.ASSESS, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Add one look into one source."""
    form = RecordsForm(request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        review_records(case=case, by=request.user, **form.cleaned_data)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    drafts.done(request, case, FORM)
    messages.success(request, _("The look into the records is recorded."))
    return redirect("case_records", code=case.code)
