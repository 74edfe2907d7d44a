"""Updates at least every thirty days: the days that run, the form, and what was written before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.on_record import on_record
from cases.actions.referrals import referrals_of
from cases.actions.updates import submit_update
from cases.forms.updates import UpdateForm
from cases.models import Case, CaseUpdate, GateAnswer
from cases.views import drafts
from cases.views.case import subject_name
from cases.views.heartbeat import heartbeat, last_year
from cases.views.help_offered import still_open
from cases.views.mending import as_left, mend
from cases.views.rail import rail
from cases.views.rhythm import watch
from tat import notices
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

RAIL_PLACE = 7
SHOWN = 24


@case_view(Permission.VIEW_CASE, "GET")
def case_updates(request: HttpRequest, case: Case) -> HttpResponse:
    """The updates of a case; opening the page opens the changes that wait for the person."""
    notices.mark_opened(request.user.pk, case.id, request_scope(request).at, kind="update")
    return show(request, case)


@case_view(Permission.SUBMIT_UPDATE, "POST")
@once
def save(request: HttpRequest, case: Case) -> HttpResponse:
    """Write one update."""
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        update = submit_update(case=case, by=request.user, given=form.given(), gates=form.gates())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    drafts.done(request, case, "update")
    return redirect(said(request, case, update, form))


def said(request: HttpRequest, case: Case, update: CaseUpdate, form: UpdateForm) -> str:
    """Say what was saved and what follows; gives the address where to go on."""
    yes = {code for code, reply in form.gates().items() if reply.answer == GateAnswer.Answer.YES}
    messages.success(request, _("Update saved."))
    if update.is_change:
        messages.success(request, _("Each seat has a notice of the change."))
    if "imminent" in yes:
        messages.warning(request, _("You answered that a threat is imminent. Declare it here: it asks you nothing."))
        return address("case_imminence", case.code)
    if "abuse" in yes:
        messages.warning(request, _("Call DCFS now. Telling a supervisor does not replace the call."))
    if "danger" in yes:
        messages.warning(request, _("Record the determination here; its 24 hours count from it."))
        return address("case_danger", case.code)
    if update.level_fits == CaseUpdate.LevelFits.NO:
        messages.warning(request, _("You answered that the level no longer fits. Classify again here."))
        return address("case_classification", case.code) + "?again=1#again"
    return address("case_updates", case.code)


def show(request: HttpRequest, case: Case, form: UpdateForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    at = request_scope(request).at
    record = on_record(case, at)
    has_plan = record["rest"][0]["plan_adopted"]
    may_write = has_plan and case.is_open() and can(request_door(request), Permission.SUBMIT_UPDATE, case)
    updates = WRITTEN(case=case)
    context = {
        "case": case,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "now": at,
        "heartbeat": heartbeat(record, at),
        "year": last_year(record, at),
        "watch": watch(case, record, at),
        "has_plan": has_plan,
        "form": (form or fresh_form(request, case)) if may_write else None,
        "open_help": still_open(referrals_of(case)) if may_write else [],
        "updates": updates[:SHOWN],
        "more": len(updates) > SHOWN,
    }
    return render(request, "cases/updates.html", context)


WRITTEN: Prepared[CaseUpdate] = Prepared(lambda: CaseUpdate.objects.filter(case=Given("case")).order_by("-recorded_at")[: SHOWN + 1])


def fresh_form(request: HttpRequest, case: Case) -> UpdateForm:
    """An empty form, or what the person left unsaved."""
    left = drafts.typed(request, case, "update")
    return as_left(UpdateForm(left), left)
