"""After an act of violence elsewhere: the district asks its active cases to be looked at, and sees in numbers how far that is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions.contagion import ask_after_violence
from cases.models import ContagionSweep
from cases.views.mending import mend
from reporting import counts
from reporting.forms.contagion import AskForm
from tat import paging
from tat.idempotency import once
from tat.models import District
from tat.permissions import needs, request_scope
from tat.roles import Permission, Role
from tat.workflow import Blocked

PAGE = 10
KEYS = ("started_at", "id")
HIDDEN = "hidden"
"""What a superintendent adds to the address to print: counts as the prevention team sees them."""


@needs(Permission.ASK_AFTER_VIOLENCE, "GET")
def contagion_list(request: HttpRequest) -> HttpResponse:
    """What was asked, the latest first, each with its coverage by building. Numbers only; the page leads to no case."""
    return show(request, AskForm())


@needs(Permission.ASK_AFTER_VIOLENCE, "POST")
@once
def ask(request: HttpRequest) -> HttpResponse:
    """Ask every case that is active now and of Moderate Level or higher."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    district = District.objects.get(pk=request_scope(request).district_id)
    try:
        ask_after_violence(district=district, by=request.user, words=form.cleaned_data["words"])  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    messages.success(request, _("Asked. Each case manager has 48 hours to answer."))
    return redirect("contagion_list")


def show(request: HttpRequest, form: AskForm) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    may_see_all = Role.SUPERINTENDENT in scope.offices
    exact = may_see_all and request.GET.get("counts") != HIDDEN
    rows = ContagionSweep.objects.filter(district_id=scope.district_id).select_related("key")
    found, after = paging.page(rows, KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    covered = counts.coverage(found, exact)
    context: dict[str, Any] = {
        "form": form,
        "exact": exact,
        "may_see_all": may_see_all,
        "query": "" if exact or not may_see_all else f"counts={HIDDEN}&",
        "sweeps": [{"sweep": sweep, "covered": covered[sweep.pk]} for sweep in found],
        "after": after,
    }
    return render(request, "reporting/contagion.html", context)
