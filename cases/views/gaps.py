"""What is not known: who finds out, by when, and how each gap was closed."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.gaps import ENDED, add_gap, close_gap
from cases.forms.gaps import COMMON, CloseGapForm, GapForm
from cases.models import Case, InformationGap
from cases.models.catalogue import OFFICIAL_NOTE
from cases.views import drafts
from cases.views.acting import act, refusal
from cases.views.mending import beside
from cases.views.questions import people_of
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.views.step_sheet import numbered_gaps
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.templatetags.moments import when

RAIL_PLACE = 3
FORM = "gap"


@case_view(Permission.VIEW_CASE, "GET")
def case_gaps(request: HttpRequest, case: Case) -> HttpResponse:
    """The gaps by number, open ones first."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: GapForm | None = None, closing: CloseGapForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    may = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    today = local_date(request_scope(request).at)
    every = numbered_gaps(case)
    waiting = [
        {"number": number, "gap": gap, "late": bool(gap.due_on and gap.due_on < today), **closing_form(gap.pk, closing, may)}
        for number, gap in every
        if gap.closed_at is None
    ]
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "goes_on": leads(request_door(request), "case_classification", case),
        "waiting": waiting,
        "closed": [(number, gap) for number, gap in every if gap.closed_at],
        "common": COMMON,
        "form": (form or fresh_form(request, case)) if may else None,
        "note": OFFICIAL_NOTE,
    }
    context |= refusal(request, (form, closing), [context["form"], *(row["form"] for row in waiting)])
    return render(request, "cases/gaps.html", context)


def closing_form(gap_id: uuid.UUID, typed: CloseGapForm | None, may: bool) -> dict[str, object]:
    """The form that closes this gap, open where it was just sent with something to mend."""
    mine = typed if typed is not None and typed.prefix == str(gap_id) else None
    return {"form": (mine or CloseGapForm(prefix=str(gap_id))) if may else None, "open": mine is not None}


def fresh_form(request: HttpRequest, case: Case) -> GapForm:
    """The form of a new gap, with the draft that was left in it."""
    left = drafts.typed(request, case, FORM)
    return drafts.again(GapForm(left, people=people_of(request, case)), left)


@case_view(Permission.ASSESS, "POST")
@once
def gap_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Open a gap."""
    form = GapForm(request.POST, people=people_of(request, case))
    return act(
        request,
        case,
        form,
        do=lambda: add_gap(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The gap is open, with its owner and date."),
        go="case_gaps",
        draft=FORM,
    )


@case_view(Permission.ASSESS, "POST")
@once
def gap_close(request: HttpRequest, case: Case) -> HttpResponse:
    """Close a gap with how."""
    try:
        gap_id = uuid.UUID(request.POST.get("gap_id", ""))
    except ValueError:
        raise Http404 from None
    form = CloseGapForm(request.POST, prefix=str(gap_id))
    return act(
        request,
        case,
        form,
        do=lambda: close_gap(case=case, by=request.user, gap_id=gap_id, how=form.cleaned_data["how"]),
        again=lambda: show(request, case, closing=form),
        done=_l("The gap is closed."),
        go="case_gaps",
        compare=lambda current: closed_already(request, case, form, current),
    )


def closed_already(request: HttpRequest, case: Case, form: CloseGapForm, gap: InformationGap) -> HttpResponse:
    """How somebody closed the gap meanwhile, beside what was typed; a gap is closed once."""
    by = gap.closed_by.full_name if gap.closed_by else ""
    page = {
        "sentence": f"{_('%(by)s closed it on %(at)s.') % {'by': by, 'at': when(gap.closed_at)}} {ENDED}",
        "back_url": address("case_gaps", case.code),
    }
    return beside(request, case, form=form, again=None, theirs={"how": gap.closed_how}, page=page)
