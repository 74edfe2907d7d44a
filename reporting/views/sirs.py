"""The SIRS worksheet of one duty: prepared, typed over line by line, then proven."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, duty_facts, request_door, seen_by_id
from cases.actions.gates import SIRS
from cases.actions.locks import Overtaken
from cases.duty_facts import incident_behind
from cases.models import Case
from cases.views.acting import on_what_stands
from cases.views.arithmetic import arithmetic, told_next
from cases.views.duties import DUTY, EVENTS, answers_for
from cases.views.mending import mend
from reporting.actions.sirs import entry_of, may_enter, prepare_sirs, prove_sirs
from reporting.documents.sirs_worksheet import lines_of, typed_ahead, year_of, year_words
from reporting.forms.sirs import SirsForm, SirsProofForm
from reporting.models import SirsEntry
from tat import audit
from tat.idempotency import once
from tat.models import Obligation
from tat.permissions import request_scope, signed_in
from tat.roles import Permission
from tat.statutes import RULES
from tat.views.needs import need
from tat.workflow import Blocked


@dataclass(frozen=True)
class Sheet:
    """One worksheet, opened: its duty, the case where the reader sees it, and whether the reader answers for the entry."""

    duty: Obligation
    case: Case | None
    entry: SirsEntry | None
    may_enter: bool

    @property
    def version(self) -> int:
        return self.entry.version if self.entry else 0


def opened(request: HttpRequest, entry_id: uuid.UUID) -> Sheet:
    """The worksheet, for who answers for the entry and for the team of the case.

    Raises Http404 for a duty that is not theirs or not of SIRS, PermissionDenied for who sees the case and prints nothing of it.
    """
    duty = DUTY.first(pk=entry_id)
    if duty is None or duty.rule not in SIRS or duty.practice or duty.district_id != request_scope(request).district_id:
        raise Http404
    case = seen_by_id(request, duty.about_id)
    enters = may_enter(request.user, duty, request_scope(request).at)  # type: ignore[arg-type]
    if not enters and case is None and not answers_for(request, duty):
        raise Http404
    if not enters and case is not None and not can(request_door(request), Permission.PRINT_CASE, case):
        raise PermissionDenied
    return Sheet(duty, case, entry_of(duty), enters)


@signed_in("GET")
def sirs_worksheet(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """The sheet; each look is recorded."""
    return show(request, opened(request, entry_id))


def show(
    request: HttpRequest, sheet: Sheet, form: SirsForm | None = None, proof: SirsProofForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at, duty = request_scope(request).at, sheet.duty
    is_open = duty.state == Obligation.State.OPEN
    context: dict[str, Any] = {
        "duty": duty,
        "case": sheet.case,
        "entry": sheet.entry,
        "rule": RULES[duty.rule],
        "facts": duty_facts(request.user, duty),  # type: ignore[arg-type]
        "year": year_words(year_of(duty.triggered_at)),
        "need": need(duty, at, viewer_id=request.user.pk, through_case=sheet.case is not None),
        "now": at,
        "is_open": is_open,
        "steps": arithmetic(duty, EVENTS(obligation=duty)),
        "ladder": told_next(duty, at),
        "lines": [(line, f"line-{number}") for number, line in enumerate(lines_of(sheet.entry))] if sheet.entry else [],
    }
    if is_open and sheet.may_enter:
        context["form"] = form or SirsForm(rule=duty.rule, initial=_known(sheet))
        context["proof"] = (proof or SirsProofForm()) if sheet.entry else None
    audit.record_access(request.user, kind="duty", page="sirs_worksheet", ref=(duty.about_id, duty.code), at=at)  # type: ignore[arg-type]
    return render(request, "reporting/sirs.html", context, status=status)


def _known(sheet: Sheet) -> dict[str, Any]:
    """What was saved, else the facts of the incident."""
    if sheet.entry is None:
        return typed_ahead(sheet.duty, incident_behind(sheet.duty))
    return {name: getattr(sheet.entry, name) for name in SirsForm.base_fields if hasattr(sheet.entry, name)}


def _post(taken: Callable[[HttpRequest, Sheet], HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST on a worksheet by who answers for the entry."""
    kept = once(taken)

    def view(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
        sheet = opened(request, entry_id)
        if not sheet.may_enter and sheet.duty.met_by_id != request.user.pk:
            raise PermissionDenied
        return kept(request, sheet)

    return signed_in("POST")(view)


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    form = SirsForm(request.POST, rule=sheet.duty.rule)
    if not form.is_valid():
        return show(request, sheet, form)
    try:
        prepare_sirs(duty=sheet.duty, by=request.user, given=form.given())  # type: ignore[arg-type]
    except Overtaken as overtaken:
        on_what_stands(form, version=sheet.version)
        mend(form, overtaken)
        return show(request, sheet, form, status=409)
    except Blocked as blocked:
        return _refused(request, sheet, blocked, form=form)
    messages.success(request, _("The worksheet is saved. The duty is open until the proof is recorded."))
    return redirect("sirs_worksheet", entry_id=sheet.duty.id)


def _prove(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    form = SirsProofForm(request.POST)
    if not form.is_valid():
        return show(request, sheet, proof=form)
    try:
        prove_sirs(duty=sheet.duty, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except Blocked as blocked:
        return _refused(request, sheet, blocked, proof=form)
    sheet.duty.refresh_from_db()
    late = _("The proof is recorded and the duty is closed. It stays late.")
    messages.success(request, late if sheet.duty.was_late() else _("The proof is recorded and the duty is closed."))
    return redirect("sirs_worksheet", entry_id=sheet.duty.id)


def _refused(request: HttpRequest, sheet: Sheet, blocked: Blocked, **forms: Any) -> HttpResponse:
    """The page with the sentences; where it shows the form no more, they stand above it."""
    if sheet.duty.state != Obligation.State.OPEN or (forms.get("proof") and sheet.entry is None):
        messages.error(request, " ".join(map(str, blocked.problems)))
        return redirect("sirs_worksheet", entry_id=sheet.duty.id)
    mend(next(iter(forms.values())), blocked)
    return show(request, sheet, **forms)


save = _post(_save)
prove = _post(_prove)
